"""Workers: daemon threads that carry calls, one for synchronous work and one for an event loop.

The one rule: a call that never returns costs its thread, never the run. The threads are daemons, unlike those
of `concurrent.futures`, because the interpreter would wait for those at exit.
"""

from __future__ import annotations

import asyncio
import ctypes
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

__all__ = ["LoopWorker", "ThreadWorker", "Worker"]

T = TypeVar("T")
TURN = 1.0
"""Seconds after which a loop that was left behind is taken for busy, if it has not turned."""

GRACE = 1.0
"""Seconds that the tasks of a loop get to end when it is closed."""

Work = Callable[[], Coroutine[Any, Any, T]]


class Worker:
    """Where clients live: every call of theirs is made there.

    Attributes:
        name: Name of the thread.
        generation: Counts the threads that were left behind; a client belongs to the one it was made in.
        stops: Counts how often a client stopped the event loop, which goes on all the same.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.generation = self.stops = 0
        self._send: Callable[[Work[Any], Future[Any]], None] | None = None

    def submit(self, work: Work[T]) -> Future[T]:
        """Run a coroutine function to its end and return the future of its result."""
        if self._send is None:
            self._send = self._open()
        future: Future[T] = Future()
        self._send(work, future)
        return future

    def abandon(self) -> None:
        """Leave the thread behind, because it hangs; the next piece of work starts another one."""
        self.generation += 1
        self._send = None

    def _open(self) -> Callable[[Work[Any], Future[Any]], None]:
        """Start the thread and return what hands work to it."""
        raise NotImplementedError

    def _start(self, target: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=target, name=self.name, daemon=True)
        thread.start()
        return thread


class ThreadWorker(Worker):
    """A thread that runs one piece of work after the other; blocking it is harmless."""

    def _open(self) -> Callable[[Work[Any], Future[Any]], None]:
        queue: SimpleQueue[tuple[Work[Any], Future[Any]]] = SimpleQueue()
        loop = asyncio.new_event_loop()

        def run() -> None:
            while True:
                work, future = queue.get()
                try:
                    future.set_result(loop.run_until_complete(work()))
                except BaseException as error:
                    future.set_exception(error)

        self._start(run)
        return lambda work, future: queue.put((work, future))


class LoopWorker(Worker):
    """A thread with one running event loop: async clients are made, used and closed on it.

    It is one loop for the whole run on purpose: pymilvus keeps connections by ``id(loop)``, and the id of a
    loop that is gone may come back with the next one.
    """

    def close(self) -> None:
        """End the loop; no work may follow."""
        if self._send is not None:
            self._ended.set()
            with suppress(RuntimeError):  # it is closed
                self._loop.call_soon_threadsafe(self._loop.stop)

    def abandon(self) -> None:
        """Leave the loop behind; where it is busy for ever, break it off, or it would slow down all that follows."""
        loop, thread = self._loop, self._thread
        super().abandon()
        turns = threading.Event()
        with suppress(RuntimeError):  # it is closed
            loop.call_soon_threadsafe(turns.set)
        if thread.is_alive() and not turns.wait(TURN) and thread.ident is not None:
            # Arrives when the thread runs Python code again; what sleeps in C is left alone until then.
            broken_off = ctypes.py_object(SystemExit)
            self._ended.set()
            loop.call_soon_threadsafe(loop.stop)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), broken_off)

    def _open(self) -> Callable[[Work[Any], Future[Any]], None]:
        loop, ended = asyncio.new_event_loop(), threading.Event()

        async def fill(work: Work[Any], future: Future[Any]) -> None:
            try:
                future.set_result(await work())
            except BaseException as error:
                future.set_exception(error)

        def send(work: Work[Any], future: Future[Any]) -> None:
            asyncio.run_coroutine_threadsafe(fill(work, future), loop)

        def run() -> None:
            while (
                not ended.is_set()
            ):  # a client may stop the loop; that is no reason to leave the others alone
                loop.run_forever()
                self.stops += not ended.is_set()
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            if left:
                loop.run_until_complete(asyncio.wait(left, timeout=GRACE))
            loop.close()

        self._loop, self._ended = loop, ended
        self._thread = self._start(run)
        return send
