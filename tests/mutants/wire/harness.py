"""The hunt on the wire: a mutant is tried by the check of its method, on the test cases of a real run.

The one rule: the test cases are those of runs with seed 0, from quick to deep. The deep one's plans are complete,
so that whether a mutant is caught does not hang on the seed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import cached_property, partial

from conformance.clients import Factory, resolve
from conformance.exploration.explore import Examination
from conformance.exploration.finding import Finding
from conformance.exploration.profile import PROFILES, profile
from conformance.tiers.check import Case
from conformance.tiers.tiers import cases
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.check import WireCheck, planned_test_cases
from conformance.tiers.wire.driver import WireDriver
from conformance.tiers.wire.judge import examine
from conformance.tiers.wire.together import examine_together, parted
from tests.mutants.faithful import FaithfulClient
from tests.mutants.harness import Catch
from tests.mutants.planting import Mutant

__all__ = ["WireGround"]


class WireGround:
    """Where wire mutants are hunted, one after the other: a driver on which they take turns."""

    def __init__(self) -> None:
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # provoked errors are outcomes, not news
        self._actor: type = FaithfulClient
        candidate = Factory("tests:actor", lambda **words: self._actor(**words))
        self.driver = WireDriver(resolve("pymilvus:MilvusClient"), candidate)
        self._drawn: dict[tuple[str, str], list[WireTestCase]] = {}

    def close(self) -> None:
        """Stop the servers."""
        self.driver.close()

    def hunt(self, mutant: Mutant) -> tuple[Catch | None, list[str]]:
        """Return the catch that a mutant should give, ``None`` if it survived, and what else was found before."""
        others: list[str] = []
        examined = (examination for name in PROFILES for examination in self._examined(mutant, name))
        for number, examination in enumerate(examined, 1):
            for finding in examination.findings:
                if mutant.shown_by(finding.fingerprint):
                    return Catch(finding.fingerprint, examples=number, finding=finding), others
                others.append(finding.fingerprint)
        return None, others

    def _examined(self, mutant: Mutant, profile_: str) -> Iterator[Examination]:
        """Yield what the test cases of a run show, which are examined together as in a run."""
        check = mutant.check
        wire = self._cases[check].check
        assert isinstance(wire, WireCheck)
        look = partial(examine, check, self.driver)
        for group in parted(self.planned_test_cases(check, profile_), wire.group):
            self._actor = mutant.client
            yield from examine_together(check, self.driver, group, look, ())

    def findings(self, client: type, check: str, test_case: WireTestCase) -> Sequence[Finding]:
        """Return what a check finds when a client performs a test case."""
        self._actor = client
        return examine(check, self.driver, test_case).findings

    def planned_test_cases(self, check: str, profile_: str) -> list[WireTestCase]:
        """Return the test cases of a check in a run with seed 0; drawn once."""
        if (check, profile_) not in self._drawn:
            case = self._cases[check]
            assert isinstance(case.check, WireCheck)
            self._drawn[check, profile_] = planned_test_cases(
                case.check, self.driver, case.method, profile(profile_), 0
            )
        return self._drawn[check, profile_]

    @cached_property
    def _cases(self) -> dict[str, Case]:
        return {case.id: case for case in cases(["wire"])}
