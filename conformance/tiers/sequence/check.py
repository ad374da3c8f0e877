"""``sequence.calls``: both clients make many calls in a row and must stay together.

Call sequences of up to two dozen calls on up to two collections that nobody else uses: created, filled, indexed,
loaded, named by aliases, renamed and dropped in any order, and used again after errors. A model in memory knows
what makes sense next, and is the third opinion where both clients agree. A call sequence is of the method that it
ends with: that call is judged, and what stands on the server after it.

Why it matters: a client keeps state between calls (schemas, the current database, what is loaded), and that goes
wrong only after a certain call before.

A failure gives the shortest call sequence that shows it; only the last call, or what stands on the server after it,
differs.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from hypothesis.strategies import SearchStrategy

from conformance.clients import Factory
from conformance.exploration.confirm import confirm
from conformance.exploration.explore import SHRINK_EXAMPLES, Exploration, choose, explore_chosen
from conformance.exploration.profile import weight_on
from conformance.model import CallSequence
from conformance.strategies.sequences import known_methods, sequences
from conformance.tiers.check import RunConfiguration
from conformance.tiers.sequence.execution import Chosen, SequenceDriver
from conformance.tiers.sequence.features import sequence_features
from conformance.tiers.sequence.judge import examine
from conformance.tiers.sequence.minimise import minimise

__all__ = ["SEQUENCE_CHECK", "SequenceCheck"]

CHOICE = 3
"""Call sequences that are drawn for each one told: to tell one takes ten times as long."""

MINIMISE_ATTEMPTS = 40
"""Call sequences that may be told to make one of them shorter."""


@dataclass(frozen=True, slots=True)
class SequenceCheck:
    """The check of the sequence tier.

    Attributes:
        doc: What it promises.
    """

    doc: str
    tier: str = "sequence"
    topic: str = "calls"

    def methods(self, reference: Factory) -> Sequence[str]:  # noqa: ARG002
        """Return the methods that the model knows."""
        return known_methods()

    def explore(self, method: str, driver: SequenceDriver, configuration: RunConfiguration) -> Exploration:
        """Check the call sequences of a method (see `conformance.tiers.check.Check`)."""
        chosen = driver.executed_ahead(
            method, partial(self.chosen, driver=driver, configuration=configuration)
        )
        examine_one = partial(examine, f"{self.tier}.{self.topic}/{method}", driver)
        cost = weight_on(waits=driver.server.waits)
        known = configuration.known.keys()
        exploration = explore_chosen(
            self.planned_test_cases(method, driver),
            chosen,
            examine_one,
            known=known,
            shrinks=SHRINK_EXAMPLES // cost,
        )
        return confirm(exploration, examine_one, partial(minimise, attempts=MINIMISE_ATTEMPTS // cost), known)

    def planned_test_cases(self, method: str, driver: SequenceDriver) -> SearchStrategy[CallSequence]:
        """Return the call sequences of a method on a server; flushes are rare where they are dear."""
        server = driver.server
        return sequences(method, capabilities=server.capabilities, flushes=not server.waits)

    def chosen(self, method: str, *, driver: SequenceDriver, configuration: RunConfiguration) -> list[Chosen]:
        """Return the call sequences of a method that `explore` examines."""
        return choose(
            self.planned_test_cases(method, driver),
            examples=configuration.profile.sequences_on(waits=driver.server.waits),
            seed_=_seed(configuration, method),
            choice=CHOICE,
            features=sequence_features,
        )


def _seed(configuration: RunConfiguration, method: str) -> int:
    """Return a seed of the method's own, because one seed begins the call sequences of all methods alike."""
    return zlib.crc32(f"{configuration.seed} {method}".encode())


SEQUENCE_CHECK = SequenceCheck(__doc__ or "")
