"""Scripts of the wire tier that are short enough for an issue: plain pymilvus, and a stub that answers what it must.

The one rule: a short script looks at one thing. What cannot be shown by one answer to each RPC has no short script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.compare.differences import ENDINGS, READING
from conformance.exploration.finding import Finding
from conformance.repro.calls import factory
from conformance.repro.stub_code import in_lines, short_script, single, stub_code, texts_of
from conformance.tiers.wire.script import follows_up, recorded_answers

__all__ = ["wire_brief"]

CONNECT = "Connect"
"""The RPC whose answer no call returns."""

_RESULTS = frozenset({"type", "value", "length", "missing", "extra", "order"})
"""Kinds of differences in what a call returns."""

_ENTRY = re.compile(r"(\w+)\[(\w.*)\]")
"""A key of a field of keys and values."""

_NAME = re.compile(r"[\w.]+")
"""A field, or one of a message in it."""

_COMPARED = {
    "outcome": "sides[0][0] != sides[1][0]",
    "error-type": "type(sides[0][1]) is not type(sides[1][1])",
    "error-code": "sides[0][1].code != sides[1][1].code",
    "type": "type(sides[0][1]) is not type(sides[1][1])",
}
"""How the ends of two calls are compared, where not by what was returned."""


def wire_brief(finding: Finding, reference: str, candidate: str) -> str | None:
    """Return a short script of a finding of the wire tier, ``None`` where there is none.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    test_case, kind, path = finding.test_case, finding.difference.kind, finding.difference.path
    if test_case.made:
        return None
    noted = {} if kind in ENDINGS | _RESULTS else _noted(kind, path)
    answers = {rpc: single(item) for rpc, item in recorded_answers(finding).items()}
    lasting = any(map(follows_up, (finding.reference, finding.candidate)))
    if noted is None or None in answers.values() or test_case.prelude or test_case.setting.words or lasting:
        return None
    if READING.search(path) or (kind == "type" and path != "result"):
        return None  # what is shown of a whole result does not tell it
    words = "".join(f", {name}={value!r}" for name, value in _words(finding).items())
    ours, theirs = factory(reference), factory(candidate)
    returned = next((item.rpc for item in reversed(finding.reference["answers"])), "")
    whole = {rule.rpc for rule in test_case.script.rules} | ({returned} - {CONNECT} if not noted else set())
    asked = texts_of([*finding.reference["answers"], *finding.candidate["answers"]])
    body = [
        *stub_code(answers, asked=asked, whole=whole, noted=noted),
        "",
        "",
        "def call(make, uri):",
        *(f"    {line}" for line in in_lines("return ", test_case.act.code(f"make(uri{words})"))),
        "",
        "",
        *(_noting if noted else _ending)(f"({ours}, {theirs})", kind),
    ]
    title = f"{test_case.act.method} of {ours} and of {theirs}: exits with 1 while they differ."
    return short_script(title, body, (reference, candidate), test_case.acts)


def _ending(makers: str, kind: str) -> Iterator[str]:
    """Yield the lines that compare how a call ends."""
    yield f"sides = [asyncio.run(ended(call, make, Stub())) for make in {makers}]"
    shown = "((how, type(what), what) for how, what in sides)" if "type" in kind else "sides"
    yield f'print(*{shown}, sep="\\n")'
    compared = _COMPARED.get(kind, "repr(sides[0][1]) != repr(sides[1][1])")
    yield f'sys.exit("DIVERGENCE" if {compared} else 0)'


def _noting(makers: str, kind: str) -> Iterator[str]:  # noqa: ARG001
    """Yield the lines that compare what the stub noted."""
    yield "sides = []"
    yield f"for make in {makers}:"
    yield "    sides.append(sent := [])"
    yield '    print(make.__name__, *asyncio.run(ended(call, make, Stub())), "sent", sent)'
    yield 'sys.exit("DIVERGENCE" if sides[0] != sides[1] else 0)'


def _words(finding: Finding) -> dict[str, str]:
    """Return what a client is made with, where the finding is about it."""
    setting, about = finding.test_case.setting, finding.difference
    if about.kind == "metadata":
        return {"token": setting.token, "db_name": setting.db_name}
    return {"db_name": setting.db_name} if "db_name" in about.path else {}


def _noted(kind: str, path: str) -> dict[str, str] | None:
    """Return what the stub notes of each request, by RPC, ``""`` for every one; ``None`` where that says too little."""
    rpc, _, rest = path.partition(".")
    if kind == "rpc-order":
        return {name: repr(name) for name in path.split()}
    if kind.startswith("rpc-"):
        return {rpc: repr(rpc)}
    if kind == "metadata":
        return {rpc: f"dict(context.invocation_metadata()).get({rest!r})"}
    if kind == "field" and (entry := _ENTRY.fullmatch(rest)):
        return {rpc: f"[pair.value for pair in request.{entry[1]} if pair.key == {entry[2]!r}]"}
    field = rest.partition("[")[0]
    if kind == "field" and _NAME.fullmatch(field):
        return {rpc: f"str(request.{field})"}
    return None
