"""Reproduction scripts of what both clients agree on: each is held against the exact answer, written out in it."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.exploration.agreed import Agreed
from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.oracle.problem import ENDING
from conformance.repro import collection_state, execution, renaming, server, verdict
from conformance.repro.assembly import assemble
from conformance.repro.calls import SERVER, deadline, factory, import_lines, listed
from conformance.strategies.state_machine import answers

__all__ = ["oracle_script"]

_EXITS = (
    "\nExits 1 while a client's answer is not the exact one, 0 when both are, 125 where it could not tell."
)
_MODULES = (answers, collection_state, execution, renaming, server, verdict)


def oracle_script(
    finding: Finding,
    acts: Sequence[Operation],
    names: tuple[list[str], list[str]],
    reference: str,
    candidate: str,
) -> str:
    """Return the script of a finding of kind ``oracle``.

    Args:
        finding: The divergence.
        acts: The calls, beginning with those that make what they are about.
        names: Labels of the collections and of the aliases in them.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    agreed: Agreed = finding.reference["agreed"]
    problem, acts = agreed.problem, [*acts, *agreed.reads]
    ends = problem.look == ENDING
    told = f"in_turn(make, address(), CALLS, {'repr' if ends else 'look'}, followed, *names.values())"
    body = [
        *listed(("client", *names[0], *names[1]), (act.code() for act in acts)),
        f"DUE = {problem.due if ends else ('returned', problem.due)!r}  # {finding.difference.path}",
        "",
        "",
        "def told(observer, make):",
        f"    with named(observer, {names[0]}, {names[1]}) as names:",
        "        called = {name: label for label, name in names.items()}",
        *([] if ends else [f"        look = lambda value: {problem.look}"]),
        f"        shown = executed({deadline(finding):g}, lambda: last({told}))",
        f"    return {'shown[0]' if ends else 'shown'}",
        "",
        "",
        "def compare():",
        f"    observer = connected({factory(reference)})",
        f"    sides = [told(observer, make) for make in ({factory(reference)}, {factory(candidate)})]",
        '    return {"exact answer": [DUE] * 2, "reference and candidate": sides}',
        "",
        "",
        "conclude(compare)",
    ]
    imports = import_lines((reference, candidate), acts)
    return assemble(finding.fingerprint, SERVER + _EXITS, _MODULES, imports, "\n".join(body))
