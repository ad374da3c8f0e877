"""The hunt: a mutant is tried by the check of its method, on the trials of a real run.

The one rule: the trials are those that a run with the default seed makes, so that what is caught here is caught
by a user's run, too. Shrinking is left out; it makes findings smaller and adds none.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import MISSING, Mutant

from conformance.checks.explore import choose
from conformance.checks.pool import scene_pool
from conformance.checks.registry import Case, cases, profile
from conformance.checks.stage import Stage
from conformance.clients import Factory, Server, resolve
from conformance.operation import Scene, Trial
from conformance.suite.runner import shared_scenes

__all__ = ["Catch", "Ground"]

PROFILES = ("quick", "standard")
SEED = 0


@dataclass(frozen=True, slots=True)
class Catch:
    """How a mutant was caught.

    Attributes:
        fingerprint: What was found, or `MISSING`.
        profile: The smallest profile that finds it.
        examples: How many of its trials that took.
        trial: The last of them, ``None`` for a method that is not there.
    """

    fingerprint: str
    profile: str = PROFILES[0]
    examples: int = 0
    trial: Trial | None = None


class Ground:
    """Where mutants are hunted, one after the other: a stage on which they take turns, and the trials.

    Args:
        server: The server.
        prefix: Begins the names of all collections.
        deadline: Seconds that a call may take.
    """

    def __init__(self, server: Server, prefix: str, *, deadline: float = 30.0) -> None:
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # provoked errors are outcomes, not news
        self.server, self.deadline = server, deadline
        self._actor: type = FaithfulClient
        self._scenes: dict[str, list[Scene]] = {}
        self._trials: dict[tuple[str, str], list[Trial]] = {}
        numbers = itertools.count()
        reference, candidate = resolve("pymilvus:MilvusClient"), Factory("tests:actor", self._actor_client)
        self._stage = Stage(
            server, reference, candidate, lambda: f"{prefix}_{next(numbers)}", deadline=deadline
        )

    def close(self) -> None:
        """Drop every collection and close every client."""
        self._stage.close()

    def hunt(self, mutant: Mutant, profiles: Sequence[str] = PROFILES) -> tuple[Catch | None, list[str]]:
        """Return the catch that a mutant should give, ``None`` if it survived, and what else was found before."""
        if mutant.kind == MISSING:
            missing = resolve(mutant.spec).offers(mutant.method) is False
            return (Catch(MISSING) if missing else None), []
        others: list[str] = []
        for catch in self._findings(mutant, profiles):
            if mutant.shown_by(catch.fingerprint):
                return catch, others
            others.append(catch.fingerprint)
        return None, others

    def findings(self, client: type, check: str, trial: Trial) -> list[str]:
        """Return the fingerprints that a check finds when a client performs a trial."""
        self._actor = client
        shown = self._case(check).check.examine(check, self._stage, trial)
        return [finding.fingerprint for finding in shown.findings]

    def _findings(self, mutant: Mutant, profiles: Sequence[str]) -> Iterator[Catch]:
        for name in profiles:
            for number, trial in enumerate(self._drawn(mutant.check, name), 1):
                for fingerprint in self.findings(mutant.client, mutant.check, trial):
                    yield Catch(fingerprint, name, number, trial)

    def _case(self, check: str) -> Case:
        return next(case for case in cases() if case.id == check)

    def _drawn(self, check: str, name: str) -> Sequence[Trial]:
        """Return the trials of a check in a profile; drawn once."""
        chosen, capabilities = profile(name), self.server.capabilities
        if name not in self._scenes:
            self._scenes[name] = scene_pool(shared_scenes(capabilities), chosen.scenes, SEED)
        if (check, name) not in self._trials:
            case = self._case(check)
            trials = case.check.trials(case.entry, self._scenes[name], capabilities=capabilities)
            examples = chosen.examples(case.entry)
            picked = choose(trials, examples=examples, seed_=SEED, choice=case.entry.choice)
            self._trials[check, name] = [trial for trial, _ in picked]
        return self._trials[check, name]

    def _actor_client(self, **words: Any) -> Any:
        return _Actor(self, words)

    def client(self, made: dict[type, Any], words: dict[str, Any]) -> Any:
        """Return the client whose turn it is; each is made once for each actor."""
        if self._actor not in made:
            made[self._actor] = self._actor(**words)
        return made[self._actor]


class _Actor:
    """A client that plays the mutant whose turn it is, so that all share one stage and its collections."""

    def __init__(self, ground: Ground, words: dict[str, Any]) -> None:
        self._ground, self._words = ground, words
        self._made: dict[type, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ground.client(self._made, self._words), name)
