"""Overlap: what sleeps in pymilvus sleeps at the same time, trials of one case and cases of one run alike.

The one rule: what comes out, and in which order, is the same as one after the other; only the waiting is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import LifoQueue
from typing import TypeVar

from conformance.exploration.explore import Exploration
from conformance.model import wait
from conformance.tiers.registry import Case

__all__ = ["BESIDE", "Asleep", "both", "each", "taking_turns"]

R = TypeVar("R")
S = TypeVar("S")
T = TypeVar("T")

BESIDE = 8
"""Trials that are under way at once."""


def each(work: Callable[[S], T], items: Iterable[S], method: str) -> Iterator[T]:
    """Yield what work on trials of a method makes of each item, in turn."""
    if not wait(method):
        yield from map(work, items)
        return
    with ThreadPoolExecutor(BESIDE) as pool:
        yield from pool.map(work, items)


def taking_turns(work: Callable[[R, S], T], places: Sequence[R]) -> Callable[[S], T]:
    """Return work on an item, at whichever of several places is free; as many threads may do it at the same time.

    Args:
        work: Takes a place and an item.
        places: Where work can be done, one item at a time.
    """
    free: LifoQueue[R] = LifoQueue()
    for place in reversed(places):
        free.put(place)

    def somewhere(item: S) -> T:
        place = free.get()
        try:
            return work(place, item)
        finally:
            free.put(place)

    return somewhere


def both(one: Callable[[], S], other: Callable[[], T], method: str) -> tuple[S, T]:
    """Return what two pieces of work on trials of a method give."""
    if not wait(method):
        return one(), other()
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(other)
        return one(), second.result()


class Asleep:
    """The cases of a run whose methods sleep; all are explored while other cases have their turn.

    Args:
        cases: These cases.
    """

    def __init__(self, cases: Sequence[Case] = ()) -> None:
        self._cases = [case for case in cases if wait(case.method)]
        self._begun: dict[Case, Future[Exploration]] = {}

    def result(self, case: Case, explore: Callable[[Case], Exploration]) -> Exploration:
        """Return what exploring a case gives; whoever asks first begins all of them.

        Args:
            case: One of the cases, or any other, which is then explored now.
            explore: Explores a case; several threads may call it at the same time.
        """
        if case in self._cases and not self._begun:
            pool = ThreadPoolExecutor(len(self._cases), "wire-asleep")
            self._begun = {case: pool.submit(explore, case) for case in self._cases}
            pool.shutdown(wait=False)
        begun = self._begun.pop(case, None)
        return begun.result() if begun else explore(case)
