"""Reproduction scripts of a `SceneTestCase`: both clients on collections that the script makes on a real server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.catalogue import method_of
from conformance.compare.differences import READING
from conformance.exploration.agreed import ORACLE
from conformance.exploration.finding import Finding
from conformance.model import COLLECTION, SceneTestCase
from conformance.repro import collection_state, execution, outcome, results, server, verdict, watching
from conformance.repro.agreed import oracle_script
from conformance.repro.assembly import EXITS, assemble
from conformance.repro.calls import SERVER, SIDES, deadline, factory, follow, import_lines, listed, set_code
from conformance.twins.state import VOLATILE, everything

__all__ = ["script"]

_LOOKS: Mapping[str, str] = {
    "exists": "observer.has_collection(name)",
    "schema": "observer.describe_collection(name)",
    "partitions": "partitions(observer, name)",
    "indexes": "indexes(observer, name)",
    "load": "observer.get_load_state(name)",
    "rows": "rows(observer, name, {everything!r}, {generated!r})",
    "rows by partition": "counts(observer, name, {everything!r})",
}
"""How a script looks at a part of the end state."""


def script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    test_case: SceneTestCase = finding.test_case
    if finding.difference.kind == ORACLE:
        acts = (*test_case.scene.setup(), *test_case.acts)
        return oracle_script(finding, acts, ([COLLECTION.label], []), reference, candidate)
    setup = list(test_case.scene.setup())
    names, second = ("one, other", "other") if test_case.twins else ("one,", "one")
    sides = (
        f"side(observer, {factory(reference)}, {follow(finding)}, one)",
        f"side(observer, {factory(candidate)}, {follow(finding, candidate=True)}, {second})",
    )
    body = [
        f"def set_up(client, {COLLECTION.label}):",
        *([f"    {act.code()}" for act in setup] or ["    pass"]),
        "",
        "",
        *listed(("client", COLLECTION.label), (act.code() for act in test_case.acts)),
        "",
        "",
        "def side(observer, make, follow, name):",
        *(f"    {line}" for line in _side(finding)),
        "",
        "",
        "def compare():",
        f"    observer = connected({factory(reference)})",
        f"    with collections(observer, set_up, {1 + test_case.twins}) as ({names}):",
        f"        return {SIDES.format(*sides)}",
        "",
        "",
        "conclude(compare)",
    ]
    return assemble(
        finding.fingerprint,
        SERVER + EXITS,
        (collection_state, execution, outcome, results, server, verdict, watching),
        import_lines((reference, candidate), (*setup, *test_case.acts)),
        "\n".join(body),
    )


def _side(finding: Finding) -> Iterator[str]:
    """Yield the code that makes the calls and returns what the finding is about."""
    test_case, kind = finding.test_case, finding.difference.kind
    make, perform = "client" if kind == "mutated" else "make", "together" if test_case.together else "in_turn"
    told = f"{perform}({make}, address(), CALLS, {_show(finding)}, follow, name)"
    calls = f"executed({deadline(finding):g}, lambda: {told})"
    if kind == "mutated":
        yield "client = Watched(make)"
        yield calls
        yield "return client.changed()"
        return
    if not finding.difference.path.startswith("state."):
        yield f"return {calls}"
        return
    yield calls
    volatile = set_code({*VOLATILE, "collection_name"})
    yield f"return labelled({_look(finding)}, {{name: 'the collection'}}, {volatile})"


def _show(finding: Finding) -> str:
    """Return the name of what gives the values that results are compared by."""
    test_case: SceneTestCase = finding.test_case
    if READING.search(finding.difference.path):
        return "read"
    if test_case.twins and test_case.scene.schema.primary.auto_id:
        return "unkeyed"
    rows = {method_of(act.method).answer.shape for act in test_case.acts} == {"rows"}
    if rows and finding.difference.kind != "order":
        return "lambda value: in_any_order(plain(value))"
    return "plain"


def _look(finding: Finding) -> str:
    scene, part = finding.test_case.scene, finding.difference.path.removeprefix("state.")
    name = max((key for key in _LOOKS if part.startswith(key)), key=len)
    primary = scene.schema.primary
    generated = primary.name if primary.auto_id else ""
    return _LOOKS[name].format(everything=everything(scene), generated=generated)
