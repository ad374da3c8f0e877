"""Scripts of the wire tier that are short enough for an issue: plain pymilvus, and a stub that answers what it must.

The one rule: a short script looks at one thing. What cannot be shown by one answer to each RPC has no short script.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from conformance.compare.differences import ENDINGS, READING
from conformance.exploration.finding import Finding
from conformance.model.syntax import syntax_tree
from conformance.repro import stub
from conformance.repro.assembly import assemble
from conformance.repro.calls import factory, import_lines
from conformance.repro.layout import laid_out, message_code
from conformance.repro.recorded import Answers
from conformance.tiers.wire.script import follows_up, recorded_answers
from pytest_milvus.mock_server.messages import is_map, is_repeated
from pytest_milvus.mock_server.service import STATUS, rpcs

__all__ = ["LONGEST", "wire_brief"]

LONGEST = 30
"""Lines that a short script may have, beside imports and empty ones."""

_WIDTH = 100
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
    answers = {rpc: _single(item) for rpc, item in recorded_answers(finding).items()}
    lasting = any(map(follows_up, (finding.reference, finding.candidate)))
    if noted is None or None in answers.values() or test_case.prelude or test_case.setting.words or lasting:
        return None
    if READING.search(path) or (kind == "type" and path != "result"):
        return None  # what is shown of a whole result does not tell it
    words = "".join(f", {name}={value!r}" for name, value in _words(finding).items())
    ours, theirs = factory(reference), factory(candidate)
    body = "\n".join(
        [
            *_stub(finding, answers, noted),
            "",
            "",
            "def call(make, uri):",
            *(f"    {line}" for line in _laid_out("return ", test_case.act.code(f"make(uri{words})"))),
            "",
            "",
            *(_noting if noted else _ending)(f"({ours}, {theirs})", kind),
        ]
    )
    imports = [
        "import asyncio",
        *import_lines((reference, candidate), test_case.acts),
        *(f"from pymilvus.grpc_gen import {name}" for name in sorted(_messages(body))),
    ]
    title = f"{test_case.act.method} of {ours} and of {theirs}: exits with 1 while they differ."
    text = assemble(title, "", (stub,), imports, body, guarded=False)
    code = [line for line in text.splitlines() if line and not line.startswith(("import ", "from "))]
    return text if len(code) <= LONGEST else None


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


def _laid_out(before: str, expression: str) -> list[str]:
    first, *others = laid_out(expression, _WIDTH - len(before))
    return [before + first, *others]


def _single(answers: Answers) -> Any:
    """Return the one answer to an RPC, ``None`` where it depends on the request, comes late, or there are several."""
    if isinstance(answers, Mapping) or len(answers) != 1:
        return None
    (answer,) = answers
    return None if isinstance(answer, tuple) and answer[0] != "abort" else answer


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


def _stub(finding: Finding, answers: Mapping[str, Any], noted: Mapping[str, str]) -> Iterator[str]:
    """Yield the class that answers."""
    scripted = {rule.rpc for rule in finding.test_case.script.rules}
    sent = [*finding.reference["answers"], *finding.candidate["answers"]]
    returned = "" if noted else next((item.rpc for item in reversed(finding.reference["answers"])), "")
    asked = {text for request in sent for text in _texts(request.message)}
    asked |= {value for request in sent for _, value in request.metadata}
    yield "class Stub(milvus_pb2_grpc.MilvusServiceServicer):"
    for place, (rpc, answer) in enumerate(answers.items()):
        yield from [""] * bool(place)
        yield f"    def {rpc}(self, request, context):"
        if rpc in noted:
            yield f"        sent.append({noted[rpc]})"
        whole = rpc in scripted or (rpc == returned and rpc != CONNECT)
        yield from (f"        {line}" for line in _answering(rpc, answer, None if whole else asked))


def _texts(message: Any) -> Iterator[str]:
    """Yield the numbers and texts of a message."""
    for field, value in message.ListFields():
        for item in value if is_repeated(field) and not is_map(field) else (value,):
            if hasattr(item, "DESCRIPTOR"):
                yield from _texts(item)
            else:
                yield str(item)


def _answering(rpc: str, answer: Any, asked: Collection[str] | None) -> Iterator[str]:
    """Yield the lines that answer; where it only leads up to something, with what later requests repeat of it."""
    if isinstance(answer, tuple):
        _, code, details = answer
        yield f"context.abort(grpc.StatusCode.{code}, {details!r})"
        return
    kind = rpcs()[rpc].response
    if isinstance(answer, list):
        for item in answer or [b""]:
            yield from _laid_out("yield ", message_code(kind.FromString(item)))
        return
    message = kind.FromString(answer)
    failed = any(_fails(field, value) for field, value in message.ListFields())

    def keep(field: Any, value: Any) -> bool:
        if failed:
            return _fails(field, value)
        return asked is None or (not field.message_type and not is_repeated(field) and str(value) in asked)

    yield from _laid_out("return ", message_code(message, keep))


def _fails(field: Any, value: Any) -> bool:
    """Return whether a field of an answer is a status that says that the call failed; then nothing else is read."""
    is_status = field.message_type and field.message_type.full_name == STATUS and not is_repeated(field)
    return bool(is_status and value.ListFields())


def _messages(body: str) -> set[str]:
    """Return the modules of messages that code names."""
    names = {node.id for node in ast.walk(syntax_tree(body)) if isinstance(node, ast.Name)}
    return {name for name in names if name.endswith("_pb2")}
