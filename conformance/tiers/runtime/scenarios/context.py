"""The scenario context: all that a scenario works with."""

from __future__ import annotations

import asyncio
import inspect
import time
import weakref
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from conformance.tiers.runtime.scenarios.ending import ending

__all__ = ["ScenarioContext", "Server", "watch_tasks", "watch_threads"]

OWNER: ContextVar[Any] = ContextVar("OWNER", default=None)  # the scenario context whose client is at work
POOL = "threads of a loop"
THREADS = 64  # as many as calls that are made together by a client of threads
THREADS_END = 10.0  # seconds that a thread gets to end whose call was cancelled: more than any answer is late
CLOSES = 5.0  # seconds that closing may take
PROMPT = 1.0  # seconds that a task may need to end on a loaded machine
HERE: ContextVar[Any] = ContextVar("HERE", default=None)  # the scenario context whose scenario is at work


class Server(Protocol):
    """The part of a server that a scenario sees."""

    def sent(self) -> Sequence[str]:
        """Return the RPCs that arrived, in order."""

    def cancelled(self) -> Sequence[str]:
        """Return the RPCs whose callers hung up, in order."""

    def tags(self) -> Sequence[Mapping[str, str]]:
        """Return of each request what tells calls apart: ``id``, ``database``, and ``named``, its collection."""

    def deadlines(self) -> Sequence[float | None]:
        """Return of each request how many seconds its sender was willing to wait; ``None`` for ever."""

    def alive(self) -> int:
        """Return how many connections there are now."""

    def refuse(self) -> None:
        """Be down: break every connection and refuse new ones, until `resume`."""

    def silence(self) -> None:
        """Be out of reach: accept connections and say nothing, until `resume`."""

    def resume(self) -> None:
        """Be up again, at the same address."""


class ScenarioContext:
    """A server of one's own, a way to make clients of it, and a call.

    Args:
        factory: Returns a new client, or an awaitable of one; takes ``db_name``.
        acts: What makes each call with a client, and further keyword arguments, and gives its result, by method; the
            first one is what a scenario is about.
        server: The server.
        show: Returns a result as text that can be compared.
        limits: Returns arguments with which a client is made that has so many seconds to connect; none where clients
            connect with their first call.
    """

    def __init__(
        self,
        factory: Callable[..., Any],
        acts: Mapping[str, Callable[..., Awaitable[Any]]],
        server: Server,
        show: Callable[[Any], str] = repr,
        limits: Callable[[float], Mapping[str, Any]] = lambda _seconds: {},
    ) -> None:
        self._factory, self.acts, self.server, self.show, self.limits = factory, acts, server, show, limits
        self.started: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()
        self.threads: weakref.WeakSet[futures.Future[Any]] = weakref.WeakSet()
        self.longest = self.worked = 0.0
        self.steps = 0
        HERE.set(self)

    def build(self) -> Any:
        """Return a new client, or what is to be awaited for one."""
        return self._factory()

    async def make(self, **words: Any) -> Any:
        """Return a new client, of another database if ``db_name`` names one."""
        with self._owning():
            client = self._factory(**words)
            return await client if inspect.isawaitable(client) else client

    async def call(self, client: Any, method: str = "", /, **words: Any) -> Any:
        """Make a call with a client, and return its result; keyword arguments replace the call's own."""
        with self._owning():
            return await self.acts[method or next(iter(self.acts))](client, **words)

    async def close(self, client: Any) -> None:
        """Close a client, once no thread works for the clients any more: closing under one can end the process."""
        if not await self.settled():
            return
        with self._owning():
            done = client.close()
            if inspect.isawaitable(done):
                await done

    async def first_call(self, **words: Any) -> None:
        """Make a client, make a call with it, and close it, though the call may fail; ``words`` are the client's."""
        client = await self.make(**words)
        try:
            await self.call(client)
        finally:
            await ending(self.close(client), CLOSES)

    async def settled(self) -> bool:
        """Return whether the threads that calls went on in have ended, after some seconds at most."""
        end = time.perf_counter() + THREADS_END
        while any(not work.done() for work in self.threads):
            if time.perf_counter() > end:
                return False
            await asyncio.sleep(0.01)
        return True

    def tasks(self) -> list[asyncio.Task[Any]]:
        """Return the tasks that the client started and that are not done."""
        return [task for task in self.started if not task.done()]

    async def left(self) -> list[str]:
        """Return what the tasks are of that the client started and that have not ended, after a second at most."""
        end = time.perf_counter() + PROMPT
        while self.tasks() and time.perf_counter() < end:
            await asyncio.sleep(0.01)
        return sorted(str(getattr(task.get_coro(), "__qualname__", "task")) for task in self.tasks())

    @contextmanager
    def _owning(self) -> Iterator[None]:
        token = OWNER.set(self)
        try:
            yield
        finally:
            OWNER.reset(token)


class Timed(Coroutine[Any, Any, Any]):
    """A coroutine whose steps are timed: while one of them runs, nothing else does on its loop."""

    def __init__(self, work: Coroutine[Any, Any, Any], context: Any) -> None:
        self.work, self.context = work, context
        self.__name__ = self.__qualname__ = getattr(work, "__qualname__", type(work).__name__)

    def send(self, value: Any) -> Any:
        """Go on to the next step."""
        return self._timed(self.work.send, value)

    def throw(self, *error: Any) -> Any:
        """Go on with an exception."""
        return self._timed(self.work.throw, *error)

    def close(self) -> None:
        """End it."""
        self.work.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self.work.__await__()

    def _timed(self, step: Callable[..., Any], *values: Any) -> Any:
        started, worked = time.perf_counter(), time.thread_time()
        try:
            return step(*values)
        finally:
            self.context.longest = max(self.context.longest, time.perf_counter() - started)
            self.context.worked += time.thread_time() - worked
            self.context.steps += 1


class Threads(futures.ThreadPoolExecutor):
    """The threads of a loop; notes on whose behalf each piece of work is done: to cancel a call ends no thread."""

    def submit(self, work: Any, /, *args: Any, **words: Any) -> futures.Future[Any]:
        """Do work in a thread."""
        future = super().submit(work, *args, **words)
        if OWNER.get() is not None:
            OWNER.get().threads.add(future)
        return future


def watch_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Note for each new task of a loop on whose behalf it was started, and how long its steps take; and its threads."""

    def make(loop: asyncio.AbstractEventLoop, work: Any, **words: Any) -> asyncio.Task[Any]:
        timed = work if HERE.get() is None else Timed(work, HERE.get())
        task: asyncio.Task[Any] = asyncio.Task(timed, loop=loop, **words)
        if OWNER.get() is not None:
            OWNER.get().started.add(task)
        return task

    loop.set_task_factory(make)
    watch_threads(loop)


def watch_threads(loop: asyncio.AbstractEventLoop) -> None:
    """Note for each piece of work in a thread of a loop on whose behalf it is done."""
    loop.set_default_executor(Threads(THREADS, POOL))
