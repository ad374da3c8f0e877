"""The wire tier as a run sees it."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from conformance.catalogue import sleep
from conformance.tiers.check import Case
from conformance.tiers.tier import Opening, Tier, by_method
from conformance.tiers.wire.brief import wire_brief
from conformance.tiers.wire.checks import ANSWER, FAULT, OBJECT, REQUEST, VALIDATION
from conformance.tiers.wire.connection import CONNECTION
from conformance.tiers.wire.driver import WireDriver
from conformance.tiers.wire.script import wire_script

__all__ = ["WIRE"]


@contextmanager
def _opened(opening: Opening) -> Iterator[WireDriver]:
    # Each of thousands of clients is garbage in cycles; what is here already need not be searched every time.
    gc.freeze()
    driver = WireDriver(opening.reference, opening.candidate, opening.cases)
    yield driver
    driver.close()
    # What grpcio 1.67 still holds of calls with arguments of a wrong type complains when it goes: here, where
    # warnings are ignored, and not after the verdict.
    gc.collect()


def _groups(cases: Sequence[Case], workers: int) -> Sequence[Sequence[Case]]:
    """Return the cases by method; those whose methods sleep stay together, so that they sleep at the same time."""
    asleep = [case for case in cases if sleep(case.method)]
    awake = by_method([case for case in cases if not sleep(case.method)], workers)
    return [asleep, *awake] if asleep else awake


WIRE = Tier(
    "wire",
    (REQUEST, ANSWER, FAULT, VALIDATION, CONNECTION, OBJECT),
    _opened,
    wire_script,
    wire_brief,
    certain={"request": "complete", "fault": "faults", "connection": "complete", "object": "complete"},
    quiet=("agree", "missing", "not-run"),
    groups=_groups,
)
