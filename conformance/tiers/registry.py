"""The registry: every check, by id.

The one rule: the id ``tier.topic/method`` stands in test ids, reports, baselines and docs alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from conformance.clients import Factory, resolve
from conformance.exploration.explore import Exploration
from conformance.exploration.profile import Profile
from pytest_milvus.errors import RemedyError

__all__ = ["REFERENCE", "TIERS", "Case", "Check", "Effort", "cases", "check", "checks"]

TIERS = ("surface", "wire", "runtime", "live", "sequence")
"""The tiers in the order in which they run: what needs least comes first."""

REFERENCE = "pymilvus:MilvusClient"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a run tries.

    Attributes:
        profile: The profile.
        seed: Seed of everything generated.
        known: The baseline's fingerprints; what is known is not made smaller.
    """

    profile: Profile
    seed: int
    known: Mapping[str, Any] = field(default_factory=dict)


class Check(Protocol):
    """A check: which methods it applies to, and how one of them is explored."""

    @property
    def tier(self) -> str:
        """``surface``, ``wire``, ``runtime``, ``live`` or ``sequence``."""

    @property
    def topic(self) -> str:
        """What it is about; ``tier.topic`` is the first part of every id."""

    @property
    def doc(self) -> str:
        """What it promises, for the reference page."""

    def methods(self, reference: Factory) -> Sequence[str]:
        """Return the methods of a reference that it applies to."""

    def explore(self, method: str, stage: Any, effort: Effort) -> Exploration:
        """Check one method on the tier's stage.

        Raises:
            RemedyError: The check could not run.
        """


@dataclass(frozen=True, slots=True)
class Case:
    """A check of one method."""

    check: Check
    method: str

    @property
    def id(self) -> str:
        """The check id, for example ``live.read/search``."""
        return f"{self.check.tier}.{self.check.topic}/{self.method}"


_CHECKS: dict[tuple[str, str], Check] = {}


def check(new: Check) -> Check:
    """Register a check; its ``tier.topic`` must be unique."""
    key = (new.tier, new.topic)
    if key in _CHECKS:
        msg = f"check {new.tier}.{new.topic} is registered twice"
        raise ValueError(msg)
    _CHECKS[key] = new
    return new


def checks() -> list[Check]:
    """Return every check, tier by tier."""
    # Here, because they need this module to register their checks.
    import conformance.tiers.live
    import conformance.tiers.runtime
    import conformance.tiers.sequence
    import conformance.tiers.surface
    import conformance.tiers.wire  # noqa: F401

    return sorted(_CHECKS.values(), key=lambda item: TIERS.index(item.tier))


def cases(
    tiers: Sequence[str] = (), methods: Sequence[str] = (), reference: Factory | None = None
) -> list[Case]:
    """Return the cases of a run.

    Args:
        tiers: Only these tiers; all when empty.
        methods: Only these methods; all when empty.
        reference: Whose methods are checked; pymilvus' ``MilvusClient`` by default.

    Raises:
        RemedyError: A method that no check covers, or a tier without checks.
    """
    for tier in tiers:
        if tier not in TIERS:
            raise RemedyError(
                f"Selecting the tier {tier}", "it has no checks yet", f"choose among: {', '.join(TIERS)}"
            )
    found = list(_cases(tiers, reference or resolve(REFERENCE)))
    known = sorted({case.method for case in found})
    for name in methods:
        if name not in known:
            raise RemedyError(
                f"Selecting the method {name}", "no check covers it", f"choose among: {', '.join(known)}"
            )
    return [case for case in found if not methods or case.method in methods]


def _cases(tiers: Sequence[str], reference: Factory) -> Iterator[Case]:
    for tier in (tier for tier in TIERS if not tiers or tier in tiers):
        found = [
            Case(item, name) for item in checks() if item.tier == tier for name in item.methods(reference)
        ]
        # Method by method, because the checks of one share what was learnt about it, in one worker of pytest-xdist.
        yield from sorted(found, key=lambda case: case.method)
