"""What the checks of the live tier have in common: trials on scenes that a server accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from hypothesis.strategies import SearchStrategy

from conformance.catalogue import Method, method_of, methods, sleep
from conformance.clients import Factory, Server
from conformance.exploration.confirm import refine
from conformance.exploration.explore import SHRINK_EXAMPLES, Examination, Exploration, explore
from conformance.exploration.overlap import BESIDE, each, taking_turns
from conformance.exploration.profile import SERVER_WEIGHT, Profile
from conformance.model import Scene, Trial
from conformance.tiers.check import Effort
from conformance.tiers.live.minimise import reduce
from conformance.twins.driver import Stage

__all__ = ["LiveCheck", "side_by_side"]

REDUCE_ATTEMPTS = 40
"""Trials that may be spent on making the scene of a divergence smaller."""

ON_SERVER = 6
"""Stages of a real server on which trials are performed at the same time: most of the time is waiting there."""


class Trials(Protocol):
    """Returns the trials of a method on prepared scenes."""

    def __call__(
        self, record: Method, scenes: Sequence[Scene], *, capabilities: frozenset[str]
    ) -> SearchStrategy[Trial]: ...


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """A check of the live tier.

    Attributes:
        topic: What it is about.
        doc: What it promises.
        covers: Whether it applies to a method.
        trials: Generates trials.
        examine: Performs and judges one trial.
        cost: How many trials of a single call one trial is worth.
    """

    topic: str
    doc: str
    covers: Callable[[Method], bool]
    trials: Trials
    examine: Callable[[str, Stage, Trial], Examination]
    cost: int = 1

    @property
    def tier(self) -> str:
        """The tier."""
        return "live"

    def methods(self, reference: Factory) -> Sequence[str]:  # noqa: ARG002
        """Return the methods that it applies to; which a server needs is in the catalogue, not in a client."""
        return [record.name for record in methods() if record.scene and self.covers(record)]

    def explore(self, method: str, stage: Stage, effort: Effort) -> Exploration:
        """Check a method on a server (see `conformance.tiers.check.Check`)."""
        record = method_of(method)
        server = stage.server
        scenes = stage.scenes(effort.profile.scenes, effort.seed)
        look = partial(self.examine, f"{self.tier}.{self.topic}/{method}")
        real = server.engine != "embedded"
        stages = stage.stages(ON_SERVER if real else BESIDE if sleep(method) else 1)
        examine = taking_turns(look, stages)
        cost = SERVER_WEIGHT if real else 1
        exploration = explore(
            self.trials(record, scenes, capabilities=server.capabilities),
            examine,
            examples=self.examples(record, server, effort.profile),
            seed_=effort.seed,
            choice=record.on_scene.choice,
            known=effort.known.keys(),
            shrinks=SHRINK_EXAMPLES // cost,
            each=(lambda _, some: side_by_side(look, stages, list(some)))
            if real
            else partial(each, method=method),
        )
        smaller = partial(reduce, attempts=REDUCE_ATTEMPTS // cost)
        return refine(exploration, examine, smaller, effort.known.keys())

    def examples(self, record: Method, server: Server, profile: Profile) -> int:
        """Return how many trials of a method a run performs; the fewest where the server can only refuse."""
        fewest = profile.fewest_on(server.engine)
        if record.requires and record.requires not in server.capabilities:
            return fewest
        return max(fewest, profile.examples(record.on_scene.weight, server.engine) // self.cost)


def side_by_side(
    look: Callable[[Stage, Trial], Examination], stages: Sequence[Stage], trials: Sequence[Trial]
) -> list[Examination]:
    """Examine trials on several stages of a server at the same time, those of one scene on one stage.

    Args:
        look: Examines one trial on a stage.
        stages: The stages.
        trials: The trials.

    Returns:
        What each trial showed, in turn.
    """
    scenes: dict[str, list[int]] = {}
    for place, trial in enumerate(trials):
        scenes.setdefault(repr(trial.scene), []).append(place)
    shares: list[list[int]] = [[] for _ in stages]
    for places in sorted(scenes.values(), key=len, reverse=True):
        min(shares, key=len).extend(places)
    shown: dict[int, Examination] = {}

    def work(stage: Stage, places: Sequence[int]) -> None:
        for place in places:
            shown[place] = look(stage, trials[place])

    with ThreadPoolExecutor(len(stages)) as pool:
        list(pool.map(work, stages, shares))
    return [shown[place] for place in range(len(trials))]
