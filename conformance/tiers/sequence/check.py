"""``sequence.story``: both clients make many calls in a row and must stay together.

Stories of up to two dozen calls on up to two collections that nobody else uses: created, filled, indexed, loaded,
named by aliases, renamed and dropped in any order, and used again after errors. A model in memory knows what
makes sense next, and is the third opinion where both clients agree. A story is of the method that it ends with:
that call is judged, and what stands on the server after it.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from hypothesis.strategies import SearchStrategy

from conformance.clients import Factory
from conformance.exploration.confirm import refine
from conformance.exploration.explore import SHRINK_EXAMPLES, Exploration, choose, explore_chosen
from conformance.exploration.profile import SERVER_WEIGHT
from conformance.model import Story
from conformance.strategies.sequences import METHODS, stories
from conformance.tiers.check import Effort
from conformance.tiers.sequence.execution import Chosen, StoryStage
from conformance.tiers.sequence.features import story_features
from conformance.tiers.sequence.judge import examine
from conformance.tiers.sequence.minimise import reduce

__all__ = ["STORY", "StoryCheck"]

CHOICE = 3
"""Stories that are drawn for each one told: to tell one takes ten times as long."""

REDUCE_ATTEMPTS = 40
"""Stories that may be told to make one of them shorter."""


@dataclass(frozen=True, slots=True)
class StoryCheck:
    """The check of the sequence tier.

    Attributes:
        doc: What it promises.
    """

    doc: str
    tier: str = "sequence"
    topic: str = "story"

    def methods(self, reference: Factory) -> Sequence[str]:  # noqa: ARG002
        """Return the methods that the model knows."""
        return METHODS

    def explore(self, method: str, stage: StoryStage, effort: Effort) -> Exploration:
        """Check the stories of a method (see `conformance.tiers.check.Check`)."""
        chosen = stage.told_ahead(method, partial(self.chosen, stage=stage, effort=effort))
        examine_one = partial(examine, f"{self.tier}.{self.topic}/{method}", stage)
        cost = 1 if stage.server.engine == "embedded" else SERVER_WEIGHT
        known = effort.known.keys()
        exploration = explore_chosen(
            self.trials(method, stage), chosen, examine_one, known=known, shrinks=SHRINK_EXAMPLES // cost
        )
        return refine(exploration, examine_one, partial(reduce, attempts=REDUCE_ATTEMPTS // cost), known)

    def trials(self, method: str, stage: StoryStage) -> SearchStrategy[Story]:
        """Return the stories of a method on a server; flushes are rare where they are dear."""
        server = stage.server
        return stories(method, capabilities=server.capabilities, flushes=server.engine == "embedded")

    def chosen(self, method: str, *, stage: StoryStage, effort: Effort) -> list[Chosen]:
        """Return the stories of a method that `explore` examines."""
        return choose(
            self.trials(method, stage),
            examples=effort.profile.stories_on(stage.server.engine),
            seed_=_seed(effort, method),
            choice=CHOICE,
            features=story_features,
        )


def _seed(effort: Effort, method: str) -> int:
    """Return a seed of the method's own, because one seed begins the stories of all methods alike."""
    return zlib.crc32(f"{effort.seed} {method}".encode())


STORY = StoryCheck(__doc__ or "")
