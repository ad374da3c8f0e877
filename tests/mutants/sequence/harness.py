"""The hunt in the sequence tier: a mutant tells the stories of a quick run.

The one rule: a client lives as long as its story, as in a run, so that it is caught by what it keeps between calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.clients import Server
from conformance.exploration.finding import Finding
from conformance.tiers.check import Effort
from conformance.tiers.sequence.check import STORY
from conformance.tiers.sequence.execution import StoryStage
from conformance.tiers.sequence.judge import examine
from conformance.tiers.tiers import cases
from tests.mutants.harness import PROFILE, Ground

__all__ = ["StoryGround"]


STORIES = 32
"""Stories of a method that may be needed to catch a mutant: those of eight quick runs, or more on a real Milvus."""


class StoryGround(Ground):
    """Where mutants of the sequence tier are hunted; the arguments are those of `Ground`."""

    def __init__(self, server: Server, prefix: str, *, deadline: float = 30.0) -> None:
        super().__init__(server, prefix, deadline=deadline)
        self.seeds = range(STORIES // PROFILE.stories_on(server.engine))
        self.stories = StoryStage([self._stage])

    def first(self, client: type, check: str) -> Finding | None:
        """Return what is found first in a client, in the stories of as many runs as a mutant may need."""
        trials = (trial for seed in self.seeds for trial in self._drawn(check, seed))
        return next((found for trial in trials for found in self.findings(client, check, trial)), None)

    def findings(self, client: type, check: str, trial: Any) -> Sequence[Finding]:
        """Return what is found when a client tells a story."""
        self._actor = client
        return examine(check, self.stories, trial).findings

    def _drawn(self, check: str, seed: int) -> Sequence[Any]:
        if (check, seed) not in self._trials:
            (case,) = (case for case in cases(["sequence"]) if case.id == check)
            chosen = STORY.chosen(case.method, stage=self.stories, effort=Effort(PROFILE, seed))
            self._trials[check, seed] = [story for story, _ in chosen]
        return self._trials[check, seed]
