"""Scheduler: test cases that wait at the same time, so that a run takes the time of its work and not of its waiting.

The one rule: nobody waits for a test case but who asked for it. A slow one holds a place, and holds up no other.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future
from concurrent.futures import wait as wait_for
from itertools import count
from queue import PriorityQueue
from typing import Generic, TypeVar

from conformance.clients import LoopWorker
from conformance.tiers.runtime.scenarios.context import watch_tasks

__all__ = ["Scheduler"]

T = TypeVar("T")
Work = Callable[[], Awaitable[T]]

TOGETHER = 40
"""Test cases under way at once."""

STAGGER = 0.004
"""Seconds between the starts of two test cases, so that their clients are not all made in one turn of the loop."""

STILL = 20.0
"""Seconds after which a loop that does not turn is given up."""

BEAT = 0.5
"""Seconds between two signs of life of the loop."""


class Scheduler(Generic[T]):
    """Does pieces of work on one event loop, as the tasks of an application are done.

    Args:
        lost: Returns what a piece of work gives whose loop stood still for ever.
    """

    def __init__(self, lost: Callable[[Work[T]], T]) -> None:
        self._lost = lost
        self._worker = LoopWorker("runtime-candidate")
        self._alive = time.monotonic()
        self._watched = -1
        self._queue: PriorityQueue[tuple[int, int, Work[T] | None, Future[T]]] = PriorityQueue()
        self._numbers = count()
        self._places = threading.Semaphore(TOGETHER)
        self._door = threading.Lock()
        self._closed = False
        self._left: set[Future[T]] = set()
        self._inside: dict[Future[T], Work[T]] = {}
        threading.Thread(target=self._admit, name="runtime-usher", daemon=True).start()

    def submit(self, work: Work[T], waits: int = 0) -> Future[T]:
        """Do a piece of work beside others, when there is a place; return the future of what it gives.

        Of those that have no place yet, who ``waits`` longer goes first: nothing is left to wait for at the end.
        """
        future: Future[T] = Future()
        self._left.add(future)
        self._queue.put((-waits, next(self._numbers), work, future))
        return future

    def wait(self, futures: Collection[Future[T]], *, any_: bool = False) -> None:
        """Wait until work is done: all of it, or any."""
        while futures:
            done, left = wait_for(futures, BEAT, FIRST_COMPLETED)
            if not left or (any_ and done):
                return
            futures = left
            if self._inside and self._stands_still():
                self._give_up()

    def alone(self, work: Work[T]) -> T:
        """Do a piece of work when all that was submitted is done."""
        while left := {future for future in self._left if not future.done()}:
            self.wait(left)
        self._left.clear()
        future: Future[T] = Future()
        with self._door:
            self._enter(work, future)
        self.wait([future])
        return future.result()

    def close(self) -> None:
        """End the loop; what is left of the work is not done."""
        self._closed = True
        self._places.release()
        self._queue.put((0, next(self._numbers), None, Future()))
        with self._door:
            self._worker.close()

    def _admit(self) -> None:
        while True:
            self._places.acquire()
            *_, work, future = self._queue.get()
            if work is None or self._closed:
                return
            future.add_done_callback(lambda _: self._places.release())
            with self._door:
                self._enter(work, future)
            time.sleep(STAGGER)

    def _enter(self, work: Work[T], future: Future[T]) -> None:
        if self._watched != self._worker.generation:
            self._watched, self._alive = self._worker.generation, time.monotonic()
            self._worker.submit(self._beat)
        self._inside[future] = work

        def leave(done: Future[T]) -> None:
            if self._inside.pop(future, None) is not None:  # else it was given up meanwhile
                _hand_on(done, future)

        async def do() -> T:
            return await work()

        self._worker.submit(do).add_done_callback(leave)

    async def _beat(self) -> None:
        generation = self._worker.generation
        watch_tasks(asyncio.get_running_loop())
        while generation == self._worker.generation:
            self._alive = time.monotonic()
            await asyncio.sleep(BEAT)

    def _stands_still(self) -> bool:
        return time.monotonic() - self._alive > STILL

    def _give_up(self) -> None:
        """Leave a loop that stands still. Who was there goes again, one by one: that tells whose fault it is."""
        with self._door:
            before, self._inside = self._inside, {}
            self._worker.abandon()
            for future, work in before.items():
                again: Future[T] = Future()
                if len(before) > 1:
                    self._enter(work, again)
                    while not again.done() and not self._stands_still():
                        wait_for([again], BEAT)
                if again.done():
                    _hand_on(again, future)
                    continue
                self._inside.clear()
                self._worker.abandon()
                future.set_result(self._lost(work))


def _hand_on(done: Future[T], future: Future[T]) -> None:
    error = done.exception()
    if error is None:
        future.set_result(done.result())
    else:
        future.set_exception(error)
