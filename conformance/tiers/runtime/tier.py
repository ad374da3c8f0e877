"""The runtime tier as a run sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from conformance.strategies.calls import SHARED
from conformance.tiers.check import Case
from conformance.tiers.runtime import checks
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.script import runtime_script
from conformance.tiers.tier import Opening, Tier, by_method

__all__ = ["RUNTIME"]

ALONE = 40
"""Methods that take as long as the one that stands for all in what must be tried alone."""


@contextmanager
def _opened(opening: Opening) -> Iterator[RuntimeDriver]:
    driver = RuntimeDriver(opening.reference, opening.candidate, opening.groups)
    yield driver
    driver.close()


def _groups(cases: Sequence[Case], workers: int) -> Sequence[Sequence[Case]]:
    """Return one group for each worker, because test cases of many methods wait at the same time.

    The groups take as long; the cases of one method stay together, and in order.
    """
    methods = by_method(cases, workers)
    parts: list[list[Case]] = [[] for _ in range(min(workers, len(methods)))]
    taken = [0] * len(parts)
    for some in sorted(methods, key=lambda some: -_weight(some[0].method)):
        place = taken.index(min(taken))
        parts[place] += some
        taken[place] += _weight(some[0].method)
    order = {case: place for place, case in enumerate(cases)}
    return [sorted(part, key=order.__getitem__) for part in parts]


def _weight(method: str) -> int:
    return ALONE if method == SHARED else 1


RUNTIME = Tier(
    "runtime",
    (
        checks.LOOP,
        checks.TIMEOUT,
        checks.CANCELLATION,
        checks.CONCURRENCY,
        checks.RETRY,
        checks.RECONNECTION,
        checks.LIFECYCLE,
        checks.COMPLETION,
        checks.DEBUG,
    ),
    _opened,
    runtime_script,
    quiet=("not-run",),
    groups=_groups,
)
