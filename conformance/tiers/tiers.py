"""Every tier, in the order in which they run: what needs least comes first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from conformance.clients import Factory, resolve
from conformance.compare.differences import ABSENT, Difference
from conformance.exploration.finding import Finding
from conformance.tiers.check import Case, Check
from conformance.tiers.live.tier import LIVE
from conformance.tiers.runtime.tier import RUNTIME
from conformance.tiers.sequence.tier import SEQUENCE
from conformance.tiers.surface.check import SIGNATURE
from conformance.tiers.surface.driver import Member
from conformance.tiers.surface.tier import SURFACE
from conformance.tiers.tier import Tier
from conformance.tiers.wire.tier import WIRE
from pytest_milvus.errors import RemedyError

__all__ = ["GROUP", "REFERENCE", "TIERS", "cases", "checks", "lacking", "script_of", "tier_of", "tiers"]

REFERENCE = "pymilvus:MilvusClient"

TIERS: tuple[Tier[Any], ...] = (SURFACE, WIRE, RUNTIME, LIVE, SEQUENCE)

GROUP = "pytest_milvus.tiers"
"""Entry point group of other packages' tiers; each entry point names a `Tier`."""


@cache
def tiers() -> tuple[Tier[Any], ...]:
    """Return our tiers, then those of other packages by name.

    Raises:
        RemedyError: An entry point is no tier, or has the name of another one.
    """
    found = list(TIERS)
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        tried = f"Loading the tier {point.name} ({point.value})"
        try:
            tier = point.load()
        except Exception as error:
            raise RemedyError(
                tried, f"{type(error).__name__}: {error}", "mend or uninstall the package"
            ) from error
        if not isinstance(tier, Tier):
            raise RemedyError(tried, "it is no conformance.tiers.tier.Tier", "let the entry point name one")
        if tier.name in {other.name for other in found}:
            raise RemedyError(tried, f"there is a tier {tier.name} already", "give it another name")
        found.append(tier)
    return tuple(found)


def tier_of(name: str) -> Tier[Any]:
    """Return the tier of a name.

    Raises:
        RemedyError: There is no such tier.
    """
    for tier in tiers():
        if tier.name == name:
            return tier
    known = ", ".join(tier.name for tier in tiers())
    raise RemedyError(f"Selecting the tier {name}", "there is no such tier", f"choose among: {known}")


def lacking(method: str) -> Finding:
    """Return the finding that the candidate lacks a method, which is told by the surface, whichever tier met it."""
    check = f"{SIGNATURE.tier}.{SIGNATURE.topic}/{method}"
    return Finding(check, Difference("missing", "member", "offered", ABSENT), Member(method), {}, {})


def script_of(finding: Finding, reference: str, candidate: str) -> str:
    """Return the stand-alone script of a finding.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    return tier_of(finding.check.partition(".")[0]).script(finding, reference, candidate)


def checks() -> list[Check[Any]]:
    """Return every check, tier by tier."""
    return [check for tier in tiers() for check in tier.checks]


def cases(
    names: Sequence[str] = (),
    methods: Sequence[str] = (),
    reference: Factory | None = None,
    *,
    token: bool = True,
) -> list[Case]:
    """Return the cases of a run, in the order in which they run.

    Args:
        names: Only the tiers of these names; all when empty.
        methods: Only these methods; all when empty.
        reference: Whose methods are checked; pymilvus' ``MilvusClient`` by default.
        token: Whether the server asks for a token.

    Raises:
        RemedyError: There is no such tier, or no check covers a method.
    """
    for name in names:
        tier_of(name)
    reference = reference or resolve(REFERENCE)
    found = [
        case
        for tier in tiers()
        if not names or tier.name in names
        for case in tier.cases(reference, token=token)
    ]
    known = sorted({case.method for case in found})
    for name in methods:
        if name not in known:
            raise RemedyError(
                f"Selecting the method {name}", "no check covers it", f"choose among: {', '.join(known)}"
            )
    return [case for case in found if not methods or case.method in methods]
