"""A tier: ``docs``, with one check, ``docs.explained``: the candidate explains what the reference explains."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from conformance.clients import Factory
from conformance.compare import Difference
from conformance.exploration.explore import Exploration
from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.repro import verdict
from conformance.repro.assembly import EXITS, assemble, import_of
from conformance.repro.calls import SIDES, factory
from conformance.tiers.check import RunConfiguration
from conformance.tiers.tier import Opening, Tier


def explains(client: object, method: str) -> bool:
    """Return whether a client explains a method."""
    return bool(getattr(client, method).__doc__)


@dataclass(frozen=True)
class Explanation:
    """The test case of this tier: a method, whose docstrings are looked at; nothing is called."""

    method: str
    acts: tuple[Operation, ...] = ()
    size: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Docstrings:
    """The driver of this tier: what both clients say of a method."""

    reference: object
    candidate: object

    def candidate_offers(self, method: str) -> bool:
        return hasattr(self.candidate, method)


class Explained:
    """``docs.explained``."""

    tier = "docs"
    topic = "explained"
    doc = "docs.explained: a method that the reference explains is explained."

    def methods(self, reference: Factory) -> Sequence[str]:
        return [name for name in dir(reference.client) if not name.startswith("_")]

    def explore(self, method: str, driver: Docstrings, configuration: RunConfiguration) -> Exploration:
        result = Exploration(examples=1)
        ours, theirs = (explains(client, method) for client in (driver.reference, driver.candidate))
        if ours and not theirs:
            difference = Difference("missing", "docstring", ours, theirs)
            finding = Finding(f"docs.explained/{method}", difference, Explanation(method), {}, {})
            result.findings[finding.fingerprint] = finding
        return result


@contextmanager
def opened(opening: Opening) -> Iterator[Docstrings]:
    yield Docstrings(opening.reference.client, opening.candidate.client)


def script(finding: Finding, reference: str, candidate: str) -> str:
    """Return a script that is put together from real modules: of this one, it holds what its last line names."""
    sides = (f"explains({factory(spec)}, {finding.test_case.method!r})" for spec in (reference, candidate))
    return assemble(
        finding.fingerprint,
        "Prints whether each client explains the method." + EXITS,
        (sys.modules[__name__], verdict),
        (import_of(reference), import_of(candidate)),
        f"conclude(lambda: {SIDES.format(*sides)})",
    )


TIER = Tier("docs", (Explained(),), opened, script)
