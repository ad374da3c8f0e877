"""Overlap: what sleeps in pymilvus sleeps at the same time.

The one rule: what comes out, and in which order, is the same as one after the other; only the waiting is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import LifoQueue
from typing import TypeVar

from conformance.catalogue import sleep

__all__ = ["BESIDE", "both", "each", "taking_turns"]

R = TypeVar("R")
S = TypeVar("S")
T = TypeVar("T")

BESIDE = 8
"""Test cases that are under way at once."""


def each(work: Callable[[S], T], items: Iterable[S], method: str) -> Iterator[T]:
    """Yield what work on test cases of a method makes of each item, in turn."""
    if not sleep(method):
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
    """Return what two pieces of work on test cases of a method give."""
    if not sleep(method):
        return one(), other()
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(other)
        return one(), second.result()
