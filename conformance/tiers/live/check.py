"""What the checks of the live tier have in common: test cases on scenes that a server accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from hypothesis.strategies import SearchStrategy

from conformance.catalogue import Method, method_of, methods, sleep
from conformance.clients import Factory, Server
from conformance.exploration.confirm import confirm
from conformance.exploration.explore import SHRINK_EXAMPLES, Examination, Exploration, explore
from conformance.exploration.overlap import BESIDE, each, taking_turns
from conformance.exploration.profile import Profile, weight_on
from conformance.model import Scene, SceneTestCase
from conformance.tiers.check import RunConfiguration
from conformance.tiers.live.minimise import minimise
from conformance.twins.driver import TwinsDriver

__all__ = ["LiveCheck", "side_by_side"]

MINIMISE_ATTEMPTS = 40
"""Test cases that may be spent on making the scene of a divergence smaller."""

ON_SERVER = 6
"""Drivers of a server that waits on which test cases are performed at the same time."""


class SceneTestCases(Protocol):
    """Returns the test cases of a method on prepared scenes."""

    def __call__(
        self, record: Method, scenes: Sequence[Scene], *, capabilities: frozenset[str]
    ) -> SearchStrategy[SceneTestCase]: ...


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """A check of the live tier.

    Attributes:
        topic: What it is about.
        doc: What it promises.
        covers: Whether it applies to a method.
        planned_test_cases: Generates test cases.
        examine: Performs and judges one test case.
        cost: How many test cases of a single call one test case is worth.
    """

    topic: str
    doc: str
    covers: Callable[[Method], bool]
    planned_test_cases: SceneTestCases
    examine: Callable[[str, TwinsDriver, SceneTestCase], Examination]
    cost: int = 1

    @property
    def tier(self) -> str:
        """The tier."""
        return "live"

    def methods(self, reference: Factory) -> Sequence[str]:  # noqa: ARG002
        """Return the methods that it applies to; which a server needs is in the catalogue, not in a client."""
        return [record.name for record in methods() if record.scene and self.covers(record)]

    def explore(self, method: str, driver: TwinsDriver, configuration: RunConfiguration) -> Exploration:
        """Check a method on a server (see `conformance.tiers.check.Check`)."""
        record = method_of(method)
        server = driver.server
        scenes = driver.scenes(configuration.profile.scenes, configuration.seed)
        look = partial(self.examine, f"{self.tier}.{self.topic}/{method}")
        drivers = driver.drivers(ON_SERVER if server.waits else BESIDE if sleep(method) else 1)
        examine = taking_turns(look, drivers)
        cost = weight_on(waits=server.waits)
        exploration = explore(
            self.planned_test_cases(record, scenes, capabilities=server.capabilities),
            examine,
            examples=self.examples(record, server, configuration.profile),
            seed_=configuration.seed,
            choice=record.on_scene.choice,
            known=configuration.known.keys(),
            shrinks=SHRINK_EXAMPLES // cost,
            each=(lambda _, some: side_by_side(look, drivers, list(some)))
            if server.waits
            else partial(each, method=method),
        )
        smaller = partial(minimise, attempts=MINIMISE_ATTEMPTS // cost)
        return confirm(exploration, examine, smaller, configuration.known.keys())

    def examples(self, record: Method, server: Server, profile: Profile) -> int:
        """Return how many test cases of a method a run performs; the fewest where the server can only refuse."""
        fewest = profile.fewest_on(waits=server.waits)
        if record.requires and record.requires not in server.capabilities:
            return fewest
        return max(fewest, profile.examples(record.on_scene.weight, waits=server.waits) // self.cost)


def side_by_side(
    look: Callable[[TwinsDriver, SceneTestCase], Examination],
    drivers: Sequence[TwinsDriver],
    planned_test_cases: Sequence[SceneTestCase],
) -> list[Examination]:
    """Examine test cases on several drivers of a server at the same time, those of one scene on one driver.

    Args:
        look: Examines one test case on a driver.
        drivers: The drivers.
        planned_test_cases: The test cases.

    Returns:
        What each test case showed, in turn.
    """
    scenes: dict[str, list[int]] = {}
    for place, test_case in enumerate(planned_test_cases):
        scenes.setdefault(repr(test_case.scene), []).append(place)
    shares: list[list[int]] = [[] for _ in drivers]
    for places in sorted(scenes.values(), key=len, reverse=True):
        min(shares, key=len).extend(places)
    shown: dict[int, Examination] = {}

    def work(driver: TwinsDriver, places: Sequence[int]) -> None:
        for place in places:
            shown[place] = look(driver, planned_test_cases[place])

    with ThreadPoolExecutor(len(drivers)) as pool:
        list(pool.map(work, drivers, shares))
    return [shown[place] for place in range(len(planned_test_cases))]
