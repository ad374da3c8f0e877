"""Lanes: daemon threads that carry calls, one for synchronous work and one for an event loop.

The one rule: a call that never returns costs its lane, never the run. A lane is a daemon thread, unlike the
threads of `concurrent.futures`, because the interpreter would wait for those at exit.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

__all__ = ["Lane", "LoopLane", "ThreadLane"]

T = TypeVar("T")


class Lane(Protocol):
    """Where a client lives: every call of it is made there."""

    def submit(self, work: Callable[[], Coroutine[Any, Any, T]]) -> Future[T]:
        """Run a coroutine function to its end and return the future of its result."""

    def close(self) -> None:
        """End the lane; work that hangs is left behind."""


class ThreadLane:
    """One thread that runs each piece of work on an event loop of its own, so that blocking is harmless."""

    def __init__(self, name: str) -> None:
        self._work: queue.SimpleQueue[tuple[Callable[[], Coroutine[Any, Any, Any]], Future[Any]] | None]
        self._work = queue.SimpleQueue()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def submit(self, work: Callable[[], Coroutine[Any, Any, T]]) -> Future[T]:
        """See `Lane`."""
        future: Future[T] = Future()
        self._work.put((work, future))
        return future

    def close(self) -> None:
        """See `Lane`."""
        self._work.put(None)

    def _run(self) -> None:
        with contextlib.closing(asyncio.new_event_loop()) as loop:
            while (item := self._work.get()) is not None:
                work, future = item
                try:
                    future.set_result(loop.run_until_complete(work()))
                except BaseException as error:
                    future.set_exception(error)


class LoopLane:
    """One thread with a running event loop: an async client is made, used and closed on it."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def submit(self, work: Callable[[], Coroutine[Any, Any, T]]) -> Future[T]:
        """See `Lane`."""
        return asyncio.run_coroutine_threadsafe(work(), self._loop)

    def close(self) -> None:
        """See `Lane`."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            with contextlib.suppress(RuntimeError):
                self._loop.close()
