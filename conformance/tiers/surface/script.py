"""Reproduction scripts of the surface tier: both signatures, side by side."""

from __future__ import annotations

from conformance.clients import awaiting
from conformance.exploration.finding import Finding
from conformance.repro import signature, verdict
from conformance.repro.assembly import EXITS, assemble, import_of
from conformance.repro.calls import SIDES, factory
from conformance.tiers.surface.inventory import CONTEXT, EXTRAS

__all__ = ["surface_script"]

_SAYS = "Prints what both classes say of themselves." + EXITS


def surface_script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding of the surface tier.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    member = finding.test_case.name
    name = repr(finding.difference.path if member == EXTRAS else member)
    sides = [f"surface({factory(spec)}, {name})" for spec in (reference, candidate)]
    form = SIDES
    if finding.difference.kind == "awaitable":  # which a synchronous reference does not owe
        form = '{{"owed: a plain value": {}, "candidate: a plain value": {}}}'
        sides = ["False", f"is_plain({factory(candidate)}, {name})"]
    elif member == CONTEXT:  # of a synchronous reference it is another protocol
        sides = [repr("async with"), f"entered({factory(candidate)})"]
    return assemble(
        finding.fingerprint,
        _SAYS,
        (awaiting, signature, verdict),
        (import_of(reference), import_of(candidate)),
        f"conclude(lambda: {form.format(*sides)})",
    )
