"""Every tier, in the order in which they run: what needs least comes first.

Tiers of other packages come last, and checks that they add to a tier come after the tier's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeGuard

from conformance.catalogue import methods as records
from conformance.clients import Factory, resolve
from conformance.compare.differences import ABSENT, Difference
from conformance.exploration.finding import Finding
from conformance.tiers.check import Case, Check, Scripted
from conformance.tiers.live.tier import LIVE
from conformance.tiers.runtime.tier import RUNTIME
from conformance.tiers.sequence.tier import SEQUENCE
from conformance.tiers.surface.check import SIGNATURE
from conformance.tiers.surface.driver import Member
from conformance.tiers.surface.tier import SURFACE
from conformance.tiers.tier import Tier
from conformance.tiers.wire.tier import WIRE
from pytest_milvus import extensions
from pytest_milvus.errors import RemedyError

__all__ = [
    "REFERENCE",
    "TIERS",
    "brief_of",
    "cases",
    "checks",
    "lacking",
    "script_of",
    "tier_of",
    "tiers",
    "without_token",
]

REFERENCE = "pymilvus:MilvusClient"

TIERS: tuple[Tier[Any], ...] = (SURFACE, WIRE, RUNTIME, LIVE, SEQUENCE)


@cache
def tiers() -> tuple[Tier[Any], ...]:
    """Return our tiers, then those of other packages by name, with the checks that others add.

    Raises:
        RemedyError: An entry point is of another kind, or what it adds has the name of something else.
    """
    found = {tier.name: tier for tier in TIERS}
    for name, tier in extensions.added(extensions.TIERS, "a conformance.tiers.tier.Tier", _is_tier):
        if tier.name in found:
            reason = f"there is a tier {tier.name} already"
            raise extensions.unusable(extensions.TIERS, name, reason, "Give the tier another name.")
        found[tier.name] = tier
    for name, check in extensions.added(extensions.CHECKS, "a conformance.tiers.check.Check", _is_check):
        if check.tier not in found:
            reason = f"there is no tier {check.tier}"
            raise extensions.unusable(
                extensions.CHECKS, name, reason, f"Let the check be of one of: {', '.join(found)}."
            )
        tier = found[check.tier]
        if check.topic in {other.topic for other in tier.checks}:
            reason = f"there is a check {check.tier}.{check.topic} already"
            raise extensions.unusable(extensions.CHECKS, name, reason, "Give the check another topic.")
        found[tier.name] = replace(tier, checks=(*tier.checks, check))
    return tuple(found.values())


def _is_tier(value: object) -> TypeGuard[Tier[Any]]:
    return isinstance(value, Tier)


def _is_check(value: object) -> TypeGuard[Check[Any]]:
    return isinstance(value, Check) and not isinstance(value, type)


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
    """Return the stand-alone script of a finding: its check's own where that has one, or the tier's.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    own = _own_script(finding)
    return (own.script if own else _tier(finding).script)(finding, reference, candidate)


def brief_of(finding: Finding, reference: str, candidate: str) -> str:
    """Return the short script of a finding, ``""`` where there is none (`Tier.brief`)."""
    return "" if _own_script(finding) else _tier(finding).brief(finding, reference, candidate) or ""


def _tier(finding: Finding) -> Tier[Any]:
    return tier_of(finding.check.partition(".")[0])


def _own_script(finding: Finding) -> Scripted | None:
    name = finding.check.partition("/")[0]
    for check in _tier(finding).checks:
        if f"{check.tier}.{check.topic}" == name and isinstance(check, Scripted):
            return check
    return None


def checks() -> list[Check[Any]]:
    """Return every check, tier by tier."""
    return [check for tier in tiers() for check in tier.checks]


def without_token(names: Sequence[str] = ()) -> list[str]:
    """Return the checks that are left out on a server that asks for no token, for example ``live.access``.

    Args:
        names: Only of the tiers of these names; of all when empty.
    """
    return [
        f"{tier.name}.{topic}"
        for tier in tiers()
        if not names or tier.name in names
        for topic in tier.needs_token
    ]


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
        RemedyError: There is no such tier, no check covers a method, or what another package adds cannot be used.
    """
    records()  # else a record that cannot be used were an error of every case
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
