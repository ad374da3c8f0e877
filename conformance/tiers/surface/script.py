"""Reproduction scripts of the surface tier: both signatures, side by side."""

from __future__ import annotations

from conformance.exploration.finding import Finding
from conformance.model.escaping import as_docstring

__all__ = ["surface_script"]

_TEMPLATE = '''"""{title}

Prints what both classes say of themselves. Exits 1 while they say different things, 0 when they agree.
"""

import inspect
import sys

{imports}


def surface(client):
    """Parameters without annotations, and whether the result has to be awaited."""
    member = inspect.getattr_static(client, {name!r}, None)
    member = getattr(member, "__func__", member)
    if member is None:
        return "missing"
    if not callable(member):
        return type(member).__name__
    parameters = inspect.signature(member).parameters.values()
    return [str(item.replace(annotation=item.empty)) for item in parameters]


left, right = surface({reference}), surface({candidate})
print("reference:", left)
print("candidate:", right)
print("both agree" if left == right else "DIVERGENCE")
sys.exit(left != right)
'''


def surface_script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding of the surface tier.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    modules = {spec.partition(":")[0] for spec in (reference, candidate)}
    names = {spec: spec.partition(":")[2].partition(".")[0] for spec in (reference, candidate)}
    lines = []
    for module in sorted(modules):
        wanted = sorted({name for spec, name in names.items() if spec.startswith(f"{module}:")})
        lines.append(f"from {module} import {', '.join(wanted)}")
    return _TEMPLATE.format(
        title=as_docstring(finding.fingerprint),
        imports="\n".join(lines),
        name=finding.test_case.name,
        reference=reference.partition(":")[2],
        candidate=candidate.partition(":")[2],
    )
