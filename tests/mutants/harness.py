"""The hunt: a mutant is tried by the check of its method, on the test cases of a real run.

The one rule: the test cases are those of runs with the quick profile, so that what is caught here is caught by a
user's run, too. Shrinking is left out; it makes findings smaller and adds none.
"""

from __future__ import annotations

import itertools
import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from conformance.catalogue import method_of
from conformance.clients import Factory, Server, resolve
from conformance.exploration.explore import choose
from conformance.exploration.finding import Finding
from conformance.exploration.profile import profile
from conformance.model import SceneTestCase
from conformance.model.namespace import NamespaceTestCase
from conformance.tiers.check import Case, RunConfiguration
from conformance.tiers.live.check import LiveCheck
from conformance.tiers.tiers import cases
from conformance.twins.driver import TwinsDriver
from pytest_milvus.engines.engine import Engine
from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import MISSING, Mutant

__all__ = ["Catch", "Ground", "ground_on", "server_on"]

PROFILE = profile("quick")
SEEDS = (0, 1, 2, 3)
"""Runs that may be needed to catch a mutant: a quick one makes no more than a dozen costly calls."""


@dataclass(frozen=True, slots=True)
class Catch:
    """How a mutant was caught.

    Attributes:
        fingerprint: Name of what was found, or `MISSING`.
        seed: Seed of the first run that finds it.
        examples: How many test cases of that run it took.
        finding: What was found, ``None`` for a method that is not there.
    """

    fingerprint: str
    seed: int = SEEDS[0]
    examples: int = 0
    finding: Finding | None = None


class Ground:
    """Where mutants are hunted, one after the other: a driver on which they take turns, and the test cases.

    Args:
        server: The server.
        prefix: Begins the names of all collections.
        deadline: Seconds that a call may take.
    """

    seeds: Sequence[int] = SEEDS

    def __init__(self, server: Server, prefix: str, *, deadline: float = 30.0) -> None:
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # provoked errors are outcomes, not news
        self.server, self.deadline = server, deadline
        self._actor: type = FaithfulClient
        self._planned_test_cases: dict[tuple[str, int], list[SceneTestCase | NamespaceTestCase]] = {}
        numbers = itertools.count()
        reference, candidate = resolve("pymilvus:MilvusClient"), Factory("tests:actor", self._actor_client)
        self._driver = TwinsDriver(
            server, reference, candidate, lambda **_: f"{prefix}_{next(numbers)}", deadline=deadline
        )

    def close(self) -> None:
        """Drop every collection and close every client."""
        self._driver.close()

    def hunt(self, mutant: Mutant) -> tuple[Catch | None, list[str]]:
        """Return the catch that a mutant should give, ``None`` if it survived, and what else was found before."""
        if mutant.kind == MISSING:
            self._actor = mutant.client
            offered = self._driver.candidate_offers(mutant.method)
            return (None if offered else Catch(MISSING)), []
        others: list[str] = []
        for catch in self._findings(mutant):
            if mutant.shown_by(catch.fingerprint):
                return catch, others
            others.append(catch.fingerprint)
        return None, others

    def findings(
        self, client: type, check: str, test_case: SceneTestCase | NamespaceTestCase
    ) -> Sequence[Finding]:
        """Return what a check finds when a client performs a test case."""
        self._actor = client
        return self._case(check).check.examine(check, self._driver, test_case).findings

    def _findings(self, mutant: Mutant) -> Iterator[Catch]:
        for seed in self.seeds:
            for number, test_case in enumerate(self._drawn(mutant.check, seed), 1):
                for finding in self.findings(mutant.client, mutant.check, test_case):
                    yield Catch(finding.fingerprint, seed, number, finding)

    def _case(self, check: str) -> Case:
        return next(case for case in cases(["live"]) if case.id == check)

    def _drawn(self, check: str, seed: int) -> Sequence[SceneTestCase | NamespaceTestCase]:
        """Return the test cases of a check in a run; drawn once."""
        if (check, seed) not in self._planned_test_cases:
            self._planned_test_cases[check, seed] = list(self._chosen(self._case(check), seed))
        return self._planned_test_cases[check, seed]

    def _chosen(self, case: Case, seed: int) -> Iterable[SceneTestCase | NamespaceTestCase]:
        if not isinstance(case.check, LiveCheck):
            return case.check.planned_test_cases(case.method, self._driver, RunConfiguration(PROFILE, seed))
        scenes = self._driver.scenes(PROFILE.scenes, seed)
        record = method_of(case.method)
        planned_test_cases = case.check.planned_test_cases(
            record, scenes, capabilities=self.server.capabilities
        )
        call = record.on_scene
        chosen = choose(
            planned_test_cases, examples=PROFILE.examples(call.weight), seed_=seed, choice=call.choice
        )
        return (test_case for test_case, _ in chosen)

    def _actor_client(self, **words: Any) -> Any:
        return _Actor(self, words)

    def client(self, made: dict[type, Any], words: dict[str, Any]) -> Any:
        """Return the client whose turn it is; each is made once for each actor."""
        if self._actor not in made:
            made[self._actor] = self._actor(**words)
        return made[self._actor]


@contextmanager
def server_on(engine: Engine) -> Iterator[Server]:
    """Start an engine, and give its server until the end, when the engine is stopped."""
    engine.start()
    try:
        words = engine.name, engine.uri, engine.token, engine.server_version, engine.capabilities
        yield Server(*words, waits=engine.waits)
    finally:
        engine.stop()


@contextmanager
def ground_on(engine: Engine, topic: str) -> Iterator[Ground]:
    """Start an engine, and give a ground on its server until the end, when the engine is stopped."""
    with server_on(engine) as server:
        ground = Ground(server, f"{topic}_{uuid.uuid4().hex[:8]}")
        try:
            yield ground
        finally:
            ground.close()


class _Actor:
    """A client that plays the mutant whose turn it is, so that all share one driver and its collections."""

    def __init__(self, ground: Ground, words: dict[str, Any]) -> None:
        self._ground, self._words = ground, words
        self._made: dict[type, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ground.client(self._made, self._words), name)
