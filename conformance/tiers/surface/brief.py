"""Scripts of the surface tier that are short enough for an issue: what `inspect` tells of two classes."""

from __future__ import annotations

from conformance.exploration.finding import Finding
from conformance.repro.assembly import assemble, import_of
from conformance.repro.calls import factory

__all__ = ["surface_brief"]

_BY_KIND = {
    "parameter-missing": "{name!r} in {side}.parameters",
    "parameter-extra": "{name!r} in {side}.parameters",
    "parameter-name": "list({side}.parameters)",
    "parameter-order": "list({side}.parameters)",
    "parameter-kind": "{side}.parameters[{name!r}].kind",
    "parameter-default": "{side}.parameters[{name!r}].default",
}
"""What two signatures are compared by."""


def surface_brief(finding: Finding, reference: str, candidate: str) -> str | None:
    """Return a short script of a finding of the surface tier, ``None`` where there is none.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    member, kind = finding.test_case.name, finding.difference.kind
    if not member.isidentifier() or (kind != "missing" and kind not in _BY_KIND):
        return None
    ours, theirs = factory(reference), factory(candidate)
    imports = [import_of(reference), import_of(candidate)]
    if kind == "missing":
        show, left, right = f"hasattr(client, {member!r})", "sides[0]", "sides[1]"
    else:
        imports.append("import inspect")
        show, name = f"inspect.signature(client.{member})", finding.difference.path.rpartition(".")[2]
        left, right = (_BY_KIND[kind].format(name=name, side=side) for side in ("sides[0]", "sides[1]"))
    body = [
        f"sides = [{show} for client in ({ours}, {theirs})]",
        'print(*sides, sep="\\n")',
        f'sys.exit("DIVERGENCE" if {left} != {right} else 0)',
    ]
    title = f"{member} of {ours} and of {theirs}: exits with 1 while they differ."
    return assemble(title, "", (), imports, "\n".join(body), guarded=False)
