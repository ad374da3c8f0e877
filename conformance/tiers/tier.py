"""A tier: everything that a run needs to know of one kind of comparison.

The rule: whoever handles a tier knows this class and no tier by name. A package of somebody else adds one through the
entry point group ``pytest_milvus.tiers`` (`conformance.tiers.tiers`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Generic, Literal, Protocol, TypeVar

from conformance.clients import Factory
from conformance.exploration.finding import Finding
from conformance.exploration.vacuity import Floor
from conformance.tiers.check import Case, Check
from conformance.twins.driver import TwinsDriver

__all__ = ["Driver", "Opening", "Tier", "by_method", "in_one"]


class Driver(Protocol):
    """Performs the test cases of a tier with both clients."""

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a method.

        Raises:
            pytest_milvus.errors.RemedyError: The candidate could not be made at all.
        """


DriverT = TypeVar("DriverT", bound=Driver)

Groups = Sequence[Sequence[Case]]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a tier may use to open its driver.

    Attributes:
        reference: Makes the client that defines the behaviour.
        candidate: Makes the client under test.
        cases: The tier's cases of this process, in order.
        groups: The same cases as `Tier.groups` parts them for all processes of the run.
        twins: Returns the driver of the run's engine, opened when it is first asked for and closed with the run.
    """

    reference: Factory
    candidate: Factory
    cases: Sequence[Case]
    groups: Groups
    twins: Callable[[], TwinsDriver]


def by_method(cases: Sequence[Case], workers: int) -> Groups:  # noqa: ARG001
    """Return cases in groups of one method each, whose checks share what was learnt about it."""
    return [list(some) for _, some in groupby(cases, key=lambda case: case.method)]


def in_one(cases: Sequence[Case], workers: int) -> Groups:  # noqa: ARG001
    """Return all cases in one group: together they take no time that is worth sharing."""
    return [list(cases)] if cases else []


def _no_brief(finding: Finding, reference: str, candidate: str) -> None:
    """Return that there is no short script."""


@dataclass(frozen=True, slots=True)
class Tier(Generic[DriverT]):
    """One kind of comparison.

    Attributes:
        name: First part of the ids of its checks.
        checks: Its checks, in the order of the documentation.
        open: Opens its driver for one process of a run.
        script: Returns the stand-alone script of a finding, for the ``MODULE:FACTORY`` of reference and candidate.
        brief: Returns the same as `script`, short enough for an issue: at most about 25 lines of plain pymilvus, with
            a small stub where it needs a server. It exits with 1 and says ``DIVERGENCE`` while the clients differ, and
            with 0 when they agree. ``None`` where there is none.
        needs_engine: Whether it needs a Milvus server; without one its cases fail.
        needs_token: Topics of checks that say nothing on a server that asks for no token, and are left out there.
        certain: Topics of checks in which a known divergence shows for certain, and when: ``always``, where the profile
            is ``complete``, or where its trigger is among the ``faults`` that were tried. In others it is chance.
        floors: What a method must show before its agreement means anything; below them the run warns.
        quiet: Statuses that get no line of their own while a run goes on, because there are hundreds of them.
        groups: Parts its cases into groups that one worker must have as a whole, for so many workers.
    """

    name: str
    checks: tuple[Check[DriverT], ...]
    open: Callable[[Opening], AbstractContextManager[DriverT]]
    script: Callable[[Finding, str, str], str]
    brief: Callable[[Finding, str, str], str | None] = _no_brief
    needs_engine: bool = False
    needs_token: Collection[str] = ()
    certain: Mapping[str, Literal["always", "complete", "faults"]] = field(default_factory=dict)
    floors: Sequence[Floor] = ()
    quiet: Collection[str] = ()
    groups: Callable[[Sequence[Case], int], Groups] = by_method

    def cases(self, reference: Factory, *, token: bool = True) -> list[Case]:
        """Return its cases, method by method, because the checks of one share what was learnt about it.

        Args:
            reference: Whose methods are checked.
            token: Whether the server asks for a token.
        """
        found = [
            Case(check, name)
            for check in self.checks
            if token or check.topic not in self.needs_token
            for name in check.methods(reference)
        ]
        return sorted(found, key=lambda case: case.method)
