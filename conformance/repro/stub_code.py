"""The class of a stub of grpcio's own, for scripts that are short enough to be read in an issue.

The one rule: it answers what was recorded, without what nothing in the script looks at.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from conformance.model import Operation
from conformance.model.syntax import syntax_tree
from conformance.repro import stub
from conformance.repro.assembly import assemble
from conformance.repro.calls import import_lines
from conformance.repro.layout import laid_out, message_code
from conformance.repro.recorded import Answers
from pytest_milvus.mock_server import Request
from pytest_milvus.mock_server.messages import is_map, is_repeated
from pytest_milvus.mock_server.service import STATUS, rpcs

__all__ = ["LONGEST", "in_lines", "short_script", "single", "stub_code", "texts_of"]

LONGEST = 30
"""Lines that a short script may have, beside imports and empty ones."""

_WIDTH = 100


def short_script(
    title: str, body: Sequence[str], specs: Sequence[str], acts: Sequence[Operation]
) -> str | None:
    """Return a short script, ``None`` where it would be a long one.

    Args:
        title: What it shows, one line.
        body: Its lines.
        specs: ``MODULE:FACTORY`` of the clients that it names.
        acts: The calls in it.
    """
    text = "\n".join(body)
    names = {node.id for node in ast.walk(syntax_tree(text)) if isinstance(node, ast.Name)}
    imports = [
        "import asyncio",
        *import_lines(specs, acts),
        *(f"import {name}" for name in sorted(names & {"socket", "time"})),
        *(f"from pymilvus.grpc_gen import {name}" for name in sorted(names) if name.endswith("_pb2")),
    ]
    script = assemble(title, "", (stub,), imports, text, guarded=False)
    code = [line for line in script.splitlines() if line and not line.startswith(("import ", "from "))]
    return script if len(code) <= LONGEST else None


def stub_code(
    answers: Mapping[str, Any],
    *,
    asked: Collection[str],
    whole: Collection[str] = (),
    noted: Mapping[str, str] | None = None,
    first: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[str]:
    """Yield the lines of a class that answers.

    Args:
        answers: By RPC: a message, those of a stream as a list, or a failure as a tuple (see `single`).
        asked: Numbers and texts that clients sent: of an answer that only leads up to something, what they repeat.
        whole: RPCs whose answers are given in full.
        noted: Expressions that are noted of each request, by RPC.
        first: What is done before an RPC is answered, in lines.
    """
    yield "class Stub(milvus_pb2_grpc.MilvusServiceServicer):"
    counts = any("self.asked" in line for lines in (first or {}).values() for line in lines)
    yield from ["    asked = 0", ""] * counts
    for place, (rpc, answer) in enumerate(answers.items()):
        yield from [""] * bool(place)
        yield f"    def {rpc}(self, request, context):"
        if noted and rpc in noted:
            yield f"        sent.append({noted[rpc]})"
        lines = [*(first or {}).get(rpc, ()), *_answering(rpc, answer, None if rpc in whole else asked)]
        yield from (f"        {line}" for line in lines)


def texts_of(requests: Collection[Request]) -> set[str]:
    """Return the numbers and texts of requests."""
    found = {text for request in requests for text in _texts(request.message)}
    return found | {value for request in requests for _, value in request.metadata}


def in_lines(before: str, expression: str) -> list[str]:
    """Return an expression in lines, with what goes before it."""
    first, *others = laid_out(expression, _WIDTH - len(before))
    return [before + first, *others]


def single(answers: Answers) -> Any:
    """Return the one answer to an RPC, ``None`` where it depends on the request, comes late, or there are several."""
    if isinstance(answers, Mapping) or len(answers) != 1:
        return None
    (answer,) = answers
    return None if isinstance(answer, tuple) and answer[0] != "abort" else answer


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
            yield from in_lines("yield ", message_code(kind.FromString(item)))
        return
    message = kind.FromString(answer)
    failed = any(_fails(field, value) for field, value in message.ListFields())

    def keep(field: Any, value: Any) -> bool:
        if failed:
            return _fails(field, value)
        return asked is None or (not field.message_type and not is_repeated(field) and str(value) in asked)

    yield from in_lines("return ", message_code(message, keep))


def _fails(field: Any, value: Any) -> bool:
    """Return whether a field of an answer is a status that says that the call failed; then nothing else is read."""
    is_status = field.message_type and field.message_type.full_name == STATUS and not is_repeated(field)
    return bool(is_status and value.ListFields())
