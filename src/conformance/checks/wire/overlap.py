"""Overlap: trials of a method that sleeps in pymilvus are performed at the same time.

The one rule: what comes out, and in which order, is the same as one after the other; only the waiting is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from conformance.operation import wait

__all__ = ["both", "each"]

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


def both(one: Callable[[], S], other: Callable[[], T], method: str) -> tuple[S, T]:
    """Return what two pieces of work on trials of a method give."""
    if not wait(method):
        return one(), other()
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(other)
        return one(), second.result()
