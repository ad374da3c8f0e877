"""The hunt on the wire: a mutant is tried by the check of its method, on the trials of a real run.

The one rule: the trials are those of runs with seed 0, from quick to deep. The deep one's plans are complete, so that
whether a mutant is caught does not hang on the seed.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cached_property

from conformance.clients import Factory, resolve
from conformance.exploration.finding import Finding
from conformance.exploration.profile import PROFILES, profile
from conformance.tiers.check import Case
from conformance.tiers.tiers import cases
from conformance.tiers.wire.case import WireTrial
from conformance.tiers.wire.check import WireCheck, trials
from conformance.tiers.wire.driver import WireStage
from conformance.tiers.wire.judge import examine
from tests.mutants.faithful import FaithfulClient
from tests.mutants.harness import Catch
from tests.mutants.planting import Mutant

__all__ = ["WireGround"]


class WireGround:
    """Where wire mutants are hunted, one after the other: a stage on which they take turns."""

    def __init__(self) -> None:
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # provoked errors are outcomes, not news
        self._actor: type = FaithfulClient
        candidate = Factory("tests:actor", lambda **words: self._actor(**words))
        self.stage = WireStage(resolve("pymilvus:MilvusClient"), candidate)
        self._drawn: dict[tuple[str, str], list[WireTrial]] = {}

    def close(self) -> None:
        """Stop the servers."""
        self.stage.close()

    def hunt(self, mutant: Mutant) -> tuple[Catch | None, list[str]]:
        """Return the catch that a mutant should give, ``None`` if it survived, and what else was found before."""
        others: list[str] = []
        planned = (trial for name in PROFILES for trial in self.trials(mutant.check, name))
        for number, trial in enumerate(planned, 1):
            for finding in self.findings(mutant.client, mutant.check, trial):
                if mutant.shown_by(finding.fingerprint):
                    return Catch(finding.fingerprint, examples=number, finding=finding), others
                others.append(finding.fingerprint)
        return None, others

    def findings(self, client: type, check: str, trial: WireTrial) -> Sequence[Finding]:
        """Return what a check finds when a client performs a trial."""
        self._actor = client
        return examine(check, self.stage, trial).findings

    def trials(self, check: str, profile_: str) -> list[WireTrial]:
        """Return the trials of a check in a run with seed 0; drawn once."""
        if (check, profile_) not in self._drawn:
            case = self._cases[check]
            assert isinstance(case.check, WireCheck)
            self._drawn[check, profile_] = trials(case.check, self.stage, case.method, profile(profile_), 0)
        return self._drawn[check, profile_]

    @cached_property
    def _cases(self) -> dict[str, Case]:
        return {case.id: case for case in cases(["wire"])}
