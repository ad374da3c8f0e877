"""The registry: every check, by id.

The one rule: the id ``tier.topic/method`` stands in test ids, reports, baselines and docs alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from hypothesis.strategies import SearchStrategy

from conformance.checks.explore import Examination
from conformance.checks.stage import Stage
from conformance.errors import RemedyError
from conformance.operation import Entry, Scene, Trial, entries

__all__ = ["Case", "Check", "Profile", "cases", "check", "checks", "profile"]


SERVER_WEIGHT = 6
"""How much longer a trial takes on a real server, where a strong read waits for the next time tick (0.2 s)."""


class Trials(Protocol):
    """Returns the trials of a method on prepared scenes."""

    def __call__(
        self, entry: Entry, scenes: Sequence[Scene], *, capabilities: frozenset[str]
    ) -> SearchStrategy[Trial]: ...


@dataclass(frozen=True, slots=True)
class Check:
    """A check: what to generate and how to judge it.

    Attributes:
        tier: ``live`` and so on.
        topic: What it is about; ``tier.topic`` is the first part of every id.
        doc: What it promises, for the reference page.
        covers: Whether it applies to a method.
        trials: Generates trials.
        examine: Performs and judges one trial.
    """

    tier: str
    topic: str
    doc: str
    covers: Callable[[Entry], bool]
    trials: Trials
    examine: Callable[[str, Stage, Trial], Examination]


@dataclass(frozen=True, slots=True)
class Case:
    """A check of one method."""

    check: Check
    entry: Entry

    @property
    def id(self) -> str:
        """The check id, for example ``live.read/search``."""
        return f"{self.check.tier}.{self.check.topic}/{self.entry.method}"


@dataclass(frozen=True, slots=True)
class Profile:
    """How much to try.

    Attributes:
        name: ``quick``, ``standard`` or ``deep``.
        budget: Nominal milliseconds for each method.
        scenes: How many collections reading checks share.
        fewest: Examples that every method gets, however slow it is.
    """

    name: str
    budget: int
    scenes: int
    fewest: int

    def examples(self, entry: Entry, engine: str = "embedded") -> int:
        """Return how many examples a method gets on an engine; the clock has no say in it."""
        weight = entry.weight * (1 if engine == "embedded" else SERVER_WEIGHT)
        return max(self.fewest, self.budget // weight)


_PROFILES = {
    item.name: item
    for item in (
        Profile("quick", 2500, 6, 8),
        Profile("standard", 12000, 12, 24),
        Profile("deep", 90000, 40, 60),
    )
}

_CHECKS: dict[tuple[str, str], Check] = {}


def profile(name: str) -> Profile:
    """Return a profile by name (``KeyError`` for an unknown one)."""
    return _PROFILES[name]


def check(new: Check) -> Check:
    """Register a check; its ``tier.topic`` must be unique."""
    key = (new.tier, new.topic)
    if key in _CHECKS:
        msg = f"check {new.tier}.{new.topic} is registered twice"
        raise ValueError(msg)
    _CHECKS[key] = new
    return new


def checks() -> list[Check]:
    """Return every check, in the order of registration."""
    import conformance.checks.live  # noqa: F401  (registers its checks; here, because it needs this module)

    return list(_CHECKS.values())


def cases(tiers: Sequence[str] = (), methods: Sequence[str] = ()) -> list[Case]:
    """Return the cases of a run.

    Args:
        tiers: Only these tiers; all when empty.
        methods: Only these methods; all when empty.

    Raises:
        RemedyError: A method that no check covers, or a tier without checks.
    """
    known = [entry.method for entry in entries()]
    for name in methods:
        if name not in known:
            raise RemedyError(
                f"Selecting the method {name}", "no check covers it", f"choose among: {', '.join(known)}"
            )
    available = sorted({item.tier for item in checks()})
    for tier in tiers:
        if tier not in available:
            raise RemedyError(
                f"Selecting the tier {tier}", "it has no checks yet", f"choose among: {', '.join(available)}"
            )
    return list(_select(tiers, methods))


def _select(tiers: Sequence[str], methods: Sequence[str]) -> Iterator[Case]:
    for item in checks():
        if tiers and item.tier not in tiers:
            continue
        for entry in entries():
            if item.covers(entry) and (not methods or entry.method in methods):
                yield Case(item, entry)
