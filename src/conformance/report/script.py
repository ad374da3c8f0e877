"""Reproduction scripts: a divergence as a file that anyone with pymilvus and a server can run.

The one rule: a script imports nothing of this project, and exits 1 while the divergence exists.
"""

from __future__ import annotations

import pprint
from collections.abc import Iterable, Mapping

from conformance.checks.finding import Finding
from conformance.checks.state import VOLATILE, everything
from conformance.operation import COLLECTION, Operation, Trial

__all__ = ["script"]

_HEAD = '''"""{title}

Runs against the Milvus server at MILVUS_URI (default http://localhost:19530, token in MILVUS_TOKEN).
Exits 1 while the divergence exists, 0 when both clients agree.
"""

import asyncio
import inspect
import logging
import os
import sys
import uuid

{imports}

logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
SERVER = {{"uri": os.environ.get("MILVUS_URI", "http://localhost:19530"), "token": os.environ.get("MILVUS_TOKEN", "")}}


def set_up(client, collection):
{setup}


CALLS = [
{calls}
]


def state(client, collection):
    return {state}


def plain(value):
    """Lists and dicts with their types; everything else as it prints."""
    if isinstance(value, dict):
        return type(value).__name__, {{repr(key): plain(value[key]) for key in value}}
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [plain(value[place]) for place in range(len(value))]
    return type(value).__name__, repr(value)


def failure(error):
    code = getattr(error, "code", None)
    if callable(code):  # a gRPC error: its class depends on the transport, its code does not
        return "raised", "RpcError", code().name
    return "raised", type(error).__name__, code


async def perform(client, collection):
    shown = []
    for call in CALLS:
        try:
            result = call(client, collection)
            awaited = inspect.isawaitable(result)
            value = plain(await result if awaited else result)
            shown.append(("returned", {value}))
        except Exception as error:
            shown.append(failure(error))
    return shown


async def main():
    observer = {reference}(**SERVER)
    names = [f"repro_{{uuid.uuid4().hex[:8]}}" for _ in range({collections})]
    try:
        for name in names:
            set_up(observer, name)
        answers = [
            await perform({reference}(**SERVER), names[0]),
            await perform({candidate}(**SERVER), names[-1]),
        ]
        ends = [state(observer, name) for name in (names[0], names[-1])]
    finally:
        for name in names:
            observer.drop_collection(name)
    print("reference:", answers[0], ends[0])
    print("candidate:", answers[1], ends[1])
    same = answers[0] == answers[1] and ends[0] == ends[1]
    print("both agree" if same else "DIVERGENCE")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
'''

_ROWS = "[dict(row) for row in client.query(collection, {everything!r}, output_fields=['*'])]"

_STATES: Mapping[str, str] = {
    "exists": "client.has_collection(collection)",
    "schema": "{{key: repr(value) for key, value in client.describe_collection(collection).items()"
    " if key not in {volatile}}}",
    "partitions": "sorted(client.list_partitions(collection))",
    "indexes": "[{{key: value for key, value in client.describe_index(collection, name).items()"
    " if key not in {volatile}}} for name in sorted(client.list_indexes(collection))]",
    "load": "repr(client.get_load_state(collection))",
    "rows": f"sorted(map(repr, {_ROWS}))",
    "rows by partition": "{{name: client.query(collection, {everything!r}, output_fields=['count(*)'],"
    " partition_names=[name])[0]['count(*)'] for name in sorted(client.list_partitions(collection))}}",
}


def script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    trial = finding.trial
    setup = list(trial.scene.setup())
    lines = _imports(reference, candidate, (*setup, *trial.acts))
    return _HEAD.format(
        title=finding.fingerprint,
        imports="\n".join(lines),
        setup="\n".join(f"    {operation.code()}" for operation in setup) or "    pass",
        calls="\n".join(f"    lambda client, {COLLECTION.label}: {act.code()}," for act in trial.acts),
        state=_state(finding, trial),
        # Only a finding about awaiting compares it: a synchronous reference never gives an awaitable.
        value="awaited, value" if finding.difference.kind == "awaitable" else "value",
        reference=reference.partition(":")[2],
        candidate=candidate.partition(":")[2],
        collections=2 if trial.twins else 1,
    )


def _imports(reference: str, candidate: str, operations: Iterable[Operation]) -> list[str]:
    lines = set().union(*(operation.imports() for operation in operations))
    for spec in (reference, candidate):
        module, _, path = spec.partition(":")
        lines.add(f"from {module} import {path.partition('.')[0]}")
    return sorted(lines)


def _state(finding: Finding, trial: Trial) -> str:
    if not finding.difference.path.startswith("state."):
        return "None"
    part = finding.difference.path.removeprefix("state.")
    name = max((key for key in _STATES if part.startswith(key)), key=len)
    volatile = pprint.pformat(set(VOLATILE), width=10**6)
    return _STATES[name].format(volatile=volatile, everything=everything(trial.scene))
