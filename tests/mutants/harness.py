"""The hunt: a mutant is tried by the check of its method, on the trials of a real run.

The one rule: the trials are those that the quick profile would draw, no more, so that what is caught here is
caught by a user's run, too. Shrinking is left out; it makes findings smaller and adds none.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.mutants.planting import MISSING, Mutant

from conformance.checks.explore import choose
from conformance.checks.pool import scene_pool
from conformance.checks.registry import Case, cases, profile
from conformance.checks.stage import Stage
from conformance.clients import Server, resolve
from conformance.operation import Scene, Trial
from conformance.strategies.scenes import scenes

__all__ = ["Catch", "Ground"]

SEED = 0
PROFILE = profile("quick")


@dataclass(frozen=True, slots=True)
class Catch:
    """How a mutant was caught.

    Attributes:
        fingerprint: What was found.
        examples: How many trials it took.
    """

    fingerprint: str
    examples: int


class Ground:
    """Where mutants are hunted: a server, and the trials of each method, drawn once.

    Args:
        server: The server.
        prefix: Begins the names of all collections.
    """

    def __init__(self, server: Server, prefix: str) -> None:
        self.server = server
        numbers = itertools.count()
        self._new_name: Callable[[], str] = lambda: f"{prefix}_{next(numbers)}"
        self._scenes: list[Scene] | None = None
        self._trials: dict[str, list[Trial]] = {}

    def case(self, check: str) -> Case:
        """Return the case with a check id."""
        return next(case for case in cases() if case.id == check)

    def trials(self, case: Case) -> Sequence[Trial]:
        """Return what the quick profile draws for a case."""
        if case.id not in self._trials:
            capabilities = self.server.capabilities
            if self._scenes is None:
                self._scenes = scene_pool(scenes(capabilities=capabilities), PROFILE.scenes, SEED)
            drawn = case.check.trials(case.entry, self._scenes, capabilities=capabilities)
            examples = PROFILE.examples(case.entry)
            chosen = choose(drawn, examples=examples, seed_=SEED, choice=case.entry.choice)
            self._trials[case.id] = [trial for trial, _ in chosen]
        return self._trials[case.id]

    def findings(self, candidate: str, check: str, *, deadline: float = 30.0) -> Iterator[Catch]:
        """Yield what a check finds in a candidate, as it finds it."""
        case = self.case(check)
        with self._stage(candidate, deadline) as stage:
            for number, trial in enumerate(self.trials(case), 1):
                for finding in case.check.examine(case.id, stage, trial).findings:
                    yield Catch(finding.fingerprint, number)

    def hunt(self, mutant: Mutant) -> tuple[Catch | None, list[str]]:
        """Return the catch that a mutant should give, ``None`` if it survived, and what else was found before."""
        if mutant.kind == MISSING:
            missing = resolve(mutant.spec).offers(mutant.method) is False
            return (Catch(MISSING, 0) if missing else None), []
        others: list[str] = []
        for catch in self.findings(mutant.spec, mutant.check, deadline=mutant.deadline):
            if mutant.shown_by(catch.fingerprint):
                return catch, others
            others.append(catch.fingerprint)
        return None, others

    @contextmanager
    def _stage(self, candidate: str, deadline: float) -> Iterator[Stage]:
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # provoked errors are outcomes, not news
        clients = resolve("pymilvus:MilvusClient"), resolve(candidate)
        stage = Stage(self.server, *clients, self._new_name, deadline=deadline)
        try:
            yield stage
        finally:
            stage.close()
