"""The hunt in the sequence tier: a mutant tells the call sequences of a quick run.

The one rule: a client lives as long as its call sequence, as in a run, so that it is caught by what it keeps
between calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.clients import Server
from conformance.exploration.finding import Finding
from conformance.tiers.check import RunConfiguration
from conformance.tiers.sequence.check import SEQUENCE_CHECK
from conformance.tiers.sequence.execution import SequenceDriver
from conformance.tiers.sequence.judge import examine
from conformance.tiers.tiers import cases
from tests.mutants.harness import PROFILE, Ground

__all__ = ["StoryGround"]


SEQUENCES = 32
"""Call sequences of a method that may be needed to catch a mutant: those of eight quick runs, or more on a real
Milvus."""


class StoryGround(Ground):
    """Where mutants of the sequence tier are hunted; the arguments are those of `Ground`."""

    def __init__(self, server: Server, prefix: str, *, deadline: float = 30.0) -> None:
        super().__init__(server, prefix, deadline=deadline)
        self.seeds = range(SEQUENCES // PROFILE.sequences_on(waits=server.waits))
        self.sequences = SequenceDriver([self._driver])

    def first(self, client: type, check: str) -> Finding | None:
        """Return what is found first in a client, in the call sequences of as many runs as a mutant may need."""
        planned_test_cases = (test_case for seed in self.seeds for test_case in self._drawn(check, seed))
        return next(
            (found for test_case in planned_test_cases for found in self.findings(client, check, test_case)),
            None,
        )

    def findings(self, client: type, check: str, test_case: Any) -> Sequence[Finding]:
        """Return what is found when a client tells a call sequence."""
        self._actor = client
        return examine(check, self.sequences, test_case).findings

    def _drawn(self, check: str, seed: int) -> Sequence[Any]:
        if (check, seed) not in self._planned_test_cases:
            (case,) = (case for case in cases(["sequence"]) if case.id == check)
            chosen = SEQUENCE_CHECK.chosen(
                case.method, driver=self.sequences, configuration=RunConfiguration(PROFILE, seed)
            )
            self._planned_test_cases[check, seed] = [sequence for sequence, _ in chosen]
        return self._planned_test_cases[check, seed]
