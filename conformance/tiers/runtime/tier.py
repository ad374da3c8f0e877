"""The runtime tier as a run sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

from conformance.catalogue import method_of
from conformance.tiers.check import Case
from conformance.tiers.runtime import checks
from conformance.tiers.runtime.brief import runtime_brief
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.script import runtime_script
from conformance.tiers.tier import Opening, Tier, by_method

__all__ = ["RUNTIME"]

ALONE = 40
"""Methods that take as long as those that may stand for all, one of which is tried in what must be tried alone."""


@contextmanager
def _opened(opening: Opening) -> Iterator[RuntimeDriver]:
    driver = RuntimeDriver(opening.reference, opening.candidate, opening.groups)
    yield driver
    driver.close()


def _groups(cases: Sequence[Case], workers: int) -> Sequence[Sequence[Case]]:
    """Return one group for each worker, because test cases of many methods wait at the same time.

    The groups take as long; the cases of one method stay together, and in order. So do methods that may stand for all:
    which of them does depends on what became of the others.
    """
    methods = by_method(cases, workers)
    common = [some for some in methods if method_of(some[0].method).stands_for_all]
    units = [[some] for some in methods if some not in common]
    parts: list[list[Case]] = [[] for _ in range(min(workers, len(units) + bool(common)))]
    taken = [0] * len(parts)
    for unit, weight in (*([(common, ALONE)] if common else []), *((unit, 1) for unit in units)):
        place = taken.index(min(taken))
        parts[place] += chain.from_iterable(unit)
        taken[place] += weight
    order = {case: place for place, case in enumerate(cases)}
    return [sorted(part, key=order.__getitem__) for part in parts]


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
        checks.OBJECT,
        checks.PROCESS,
    ),
    _opened,
    runtime_script,
    runtime_brief,
    quiet=("not-run",),
    groups=_groups,
)
