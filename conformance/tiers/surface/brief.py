"""Scripts of the surface tier that are short enough for an issue: what `inspect` tells of two classes."""

from __future__ import annotations

from conformance.exploration.finding import Finding
from conformance.repro.assembly import assemble, import_of
from conformance.repro.calls import factory
from conformance.tiers.surface.inventory import EXTRAS

__all__ = ["surface_brief"]

_TOLD = {
    "missing": "hasattr(client, {member!r})",
    "extra": "hasattr(client, {member!r})",
    "parameter-missing": "{name!r} in inspect.signature(client.{member}).parameters",
    "parameter-extra": "{name!r} in inspect.signature(client.{member}).parameters",
    "parameter-name": "list(inspect.signature(client.{member}).parameters)",
    "parameter-order": "list(inspect.signature(client.{member}).parameters)",
    "parameter-kind": "inspect.signature(client.{member}).parameters[{name!r}].kind",
    "parameter-default": "inspect.signature(client.{member}).parameters[{name!r}].default",
}
"""What a class tells of the member, by the kind of difference."""


def surface_brief(finding: Finding, reference: str, candidate: str) -> str | None:
    """Return a short script of a finding of the surface tier, ``None`` where there is none.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    member, kind = finding.test_case.name, finding.difference.kind
    member = finding.difference.path if member == EXTRAS else member
    if not member.isidentifier() or kind not in _TOLD:
        return None
    ours, theirs = factory(reference), factory(candidate)
    told = _TOLD[kind].format(member=member, name=finding.difference.path.rpartition(".")[2])
    body = [
        f"clients = {ours}, {theirs}",
        f"sides = [{told} for client in clients]",
        'print(*sides, sep="\\n")',
        'sys.exit("DIVERGENCE" if sides[0] != sides[1] else 0)',
    ]
    imports = [import_of(reference), import_of(candidate), *["import inspect"] * ("inspect." in told)]
    title = f"{member} of {ours} and of {theirs}: exits with 1 while they differ."
    return assemble(title, "", (), imports, "\n".join(body), guarded=False)
