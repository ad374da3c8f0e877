"""The sequence tier as a run sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from conformance.tiers.check import Case
from conformance.tiers.sequence.check import SEQUENCE_CHECK
from conformance.tiers.sequence.execution import BESIDE, TOGETHER, SequenceDriver
from conformance.tiers.sequence.script import sequence_script
from conformance.tiers.tier import Opening, Tier

__all__ = ["SEQUENCE"]


@contextmanager
def _opened(opening: Opening) -> Iterator[SequenceDriver]:
    twins = opening.twins()
    drivers = twins.drivers(BESIDE if twins.server.waits else 1)
    yield SequenceDriver(drivers, [case.method for case in opening.cases])


def _groups(cases: Sequence[Case], workers: int) -> Sequence[Sequence[Case]]:  # noqa: ARG001
    """Return the cases whose sequences are performed together."""
    return [cases[start : start + TOGETHER] for start in range(0, len(cases), TOGETHER)]


SEQUENCE = Tier("sequence", (SEQUENCE_CHECK,), _opened, sequence_script, needs_engine=True, groups=_groups)
