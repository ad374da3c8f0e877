"""Reproduction scripts of the sequence tier: a call sequence made by both clients, each on collections of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from conformance.catalogue import method_of
from conformance.clients import resolve
from conformance.exploration.agreed import ORACLE
from conformance.exploration.finding import Finding
from conformance.model import ALIASES, NAMES, Operation, Placeholder
from conformance.repro import collection_state, execution, results, server, stand_in, verdict, watching
from conformance.repro.agreed import oracle_script
from conformance.repro.assembly import EXITS, assemble
from conformance.repro.calls import SERVER, SIDES, deadline, factory, follow, import_lines, listed
from conformance.twins.state import VOLATILE

__all__ = ["sequence_script"]

_MODULES = (collection_state, execution, results, server, stand_in, verdict, watching)

_LOOKS: Mapping[str, str] = {
    "exists": "observer.has_collection(name)",
    "schema": "observer.describe_collection(name)",
    "partitions": "partitions(observer, name)",
    "indexes": "indexes(observer, name)",
    "load": "observer.get_load_state(name)",
    "aliases": "sorted(observer.list_aliases(name)['aliases'], key=labels.get)",
    "rows": "rows_loaded(observer, name)",
    "rows by partition": "counts_loaded(observer, name)",
}
"""How a script looks at a part of the end."""


def sequence_script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    acts: tuple[Operation, ...] = finding.test_case.acts
    kept, aliases = (_used(names, acts) for names in (NAMES, ALIASES))
    if finding.difference.kind == ORACLE:
        kept = [name.label for name in NAMES]  # what stands under a name that no call gave is asked for, too
        return oracle_script(finding, acts, (kept, aliases), reference, candidate)
    one, other = factory(reference), factory(candidate)
    whole = f"Completed({other}, {one})" if _lacks(candidate, acts) else other
    sides = (
        f"side(observer, {one}, {follow(finding)})",
        f"side(observer, {whole}, {follow(finding, candidate=True)})",
    )
    body = [
        f"VOLATILE = {_volatile(finding)}  # what is the server's affair",
        *listed(("client", *kept, *aliases), (act.code() for act in acts)),
        "",
        "",
        "def side(observer, make, follow):",
        f"    with named(observer, {kept}, {aliases}) as names:",
        "        labels = {name: label for label, name in names.items()}",
        *(f"        {line}" for line in _side(finding, kept)),
        "",
        "",
        "def compare():",
        f"    observer = connected({one})",
        f"    return {SIDES.format(*sides)}",
        "",
        "",
        "conclude(compare)",
    ]
    imports = import_lines((reference, candidate), acts)
    return assemble(finding.fingerprint, SERVER + EXITS, _MODULES, imports, "\n".join(body))


def _used(names: Sequence[Placeholder], acts: Sequence[Operation]) -> list[str]:
    """Return the labels of the names that calls speak of."""
    said = {word for act in acts for word in re.findall(r"\w+", act.code())}
    return [name.label for name in names if name.label in said]


def _lacks(candidate: str, acts: Sequence[Operation]) -> bool:
    """Return whether a client may lack a method, so that the reference has to do what it cannot."""
    client = resolve(candidate).client
    return client is None or not all(hasattr(client, act.method) for act in acts)


def _volatile(finding: Finding) -> list[str]:
    methods = [finding.test_case.acts[-1].method]
    if finding.difference.path.startswith("state.indexes"):
        methods.append("describe_index")
    return sorted({*VOLATILE, *(key for method in methods for key in method_of(method).answer.volatile)})


def _side(finding: Finding, kept: Sequence[str]) -> Iterator[str]:
    """Yield the code that makes the calls and returns what the finding is about."""
    kind, path = finding.difference.kind, finding.difference.path
    make = "client" if kind == "mutated" else "make"
    told = f"in_turn({make}, address(), CALLS, {_show(finding)}, follow, *names.values())"
    if kind == "mutated":
        yield "client = Watched(make)"
        yield f"executed({deadline(finding):g}, lambda: {told})"
        yield "return client.changed()[-1]"
    elif path.startswith("state."):
        part = path.removeprefix("state.")
        look = _LOOKS[max((key for key in _LOOKS if part.startswith(key)), key=len)]
        yield f"executed({deadline(finding):g}, lambda: {told})"
        yield f"looks = {{label: asked(lambda: {look}) for label, name in names.items() if label in {kept}}}"
        yield "return labelled(looks, labels, VOLATILE)"
    else:
        yield f"return executed({deadline(finding):g}, lambda: last({told}))"


def _show(finding: Finding) -> str:
    """Return the code of what gives the values that results are compared by."""
    last = finding.test_case.acts[-1].method
    if finding.difference.kind == "mutated" or finding.difference.path.startswith("state."):
        return "repr"
    shown = "labelled(value, labels, VOLATILE)"
    if last == "list_collections":  # a server may have others
        return "lambda value: sorted(labels[name] for name in value if name in labels)"
    if method_of(last).answer.shape == "rows":
        return f"lambda value: in_any_order({shown})"
    return f"lambda value: {shown}"
