"""Reproduction scripts of what both clients agree on: each is held against the exact answer, written out in it."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.exploration.agreed import Agreed
from conformance.exploration.finding import Finding
from conformance.model import COLLECTION, Operation
from conformance.repro import collection_state, execution, server, verdict
from conformance.repro.assembly import assemble
from conformance.repro.calls import SERVER, deadline, factory, import_lines, listed

__all__ = ["oracle_script"]

_EXITS = (
    "\nExits 1 while a client's answer is not the exact one, 0 when both are, 125 where it could not tell."
)


def oracle_script(finding: Finding, setup: Iterable[Operation], reference: str, candidate: str) -> str:
    """Return the script of a finding of kind ``oracle``.

    Args:
        finding: The divergence.
        setup: What makes the collection.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    agreed: Agreed = finding.reference["agreed"]
    setup = list(setup)
    acts = [*finding.test_case.acts, *([agreed.read] if agreed.read else [])]
    told = f"lambda: last(in_turn(make, address(), CALLS, look, followed, {COLLECTION.label}))"
    body = [
        f"def set_up(client, {COLLECTION.label}):",
        *([f"    {act.code()}" for act in setup] or ["    pass"]),
        "",
        "",
        *listed(("client", COLLECTION.label), (act.code() for act in acts)),
        f"DUE = {agreed.problem.due!r}  # {finding.difference.path}",
        "",
        "",
        "def look(value):",
        f"    return {agreed.problem.look}",
        "",
        "",
        f"def told(make, {COLLECTION.label}):",
        f"    return executed({deadline(finding):g}, {told})",
        "",
        "",
        "def compare():",
        f"    observer = connected({factory(reference)})",
        "    with collections(observer, set_up, 2) as (one, other):",
        f"        sides = [told({factory(reference)}, one), told({factory(candidate)}, other)]",
        '    return {"exact answer": [("returned", DUE)] * 2, "reference and candidate": sides}',
        "",
        "",
        "conclude(compare)",
    ]
    imports = import_lines((reference, candidate), (*setup, *acts))
    modules = (collection_state, execution, server, verdict)
    return assemble(finding.fingerprint, SERVER + _EXITS, modules, imports, "\n".join(body))
