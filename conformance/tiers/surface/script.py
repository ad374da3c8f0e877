"""Reproduction scripts of the surface tier: both signatures, side by side."""

from __future__ import annotations

from conformance.exploration.finding import Finding
from conformance.repro import signature, verdict
from conformance.repro.assembly import EXITS, assemble, import_of
from conformance.repro.calls import SIDES, factory
from conformance.tiers.surface.inventory import CONTEXT

__all__ = ["surface_script"]

_SAYS = "Prints what both classes say of themselves." + EXITS


def surface_script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding of the surface tier.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    name = repr(finding.test_case.name)
    sides = [f"surface({factory(spec)}, {name})" for spec in (reference, candidate)]
    if finding.difference.kind == "awaitable":  # a synchronous reference owes none
        sides = [repr("an awaitable"), f"given({factory(candidate)}, {name})"]
    elif finding.test_case.name == CONTEXT:  # of a synchronous reference it is another protocol
        sides = [repr("async with"), f"entered({factory(candidate)})"]
    return assemble(
        finding.fingerprint,
        _SAYS,
        (signature, verdict),
        (import_of(reference), import_of(candidate)),
        f"conclude(lambda: {SIDES.format(*sides)})",
    )
