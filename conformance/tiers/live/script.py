"""Reproduction scripts: a divergence as a file that anyone with pymilvus and a server can run.

The one rule: a script imports nothing of this project, and exits 1 while the divergence exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.catalogue import method_of
from conformance.exploration.finding import Finding
from conformance.model import COLLECTION, SceneTestCase
from conformance.model.escaping import as_docstring
from conformance.repro.calls import deadline, import_lines
from conformance.twins.state import VOLATILE, everything

__all__ = ["WATCHED", "deadline", "import_lines", "script"]

_TEMPLATE = '''"""{title}

Runs against the Milvus server at MILVUS_URI (default http://localhost:19530, token in MILVUS_TOKEN).
Exits 1 while the divergence exists, 0 when both clients agree.
"""

import asyncio
import inspect
import logging
import os
import sys
import threading
import uuid

{imports}

logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
SERVER = {{"uri": os.environ.get("MILVUS_URI", "http://localhost:19530"), "token": os.environ.get("MILVUS_TOKEN", "")}}
DEADLINE = {deadline}  # seconds for all calls of one client


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
{watched}{drained}

async def perform(make, collection, synchronous):
    client = {client}

    async def perform_one(call):
        try:
            result = call(client, collection)
            awaited = inspect.isawaitable(result)
            value = plain({result})
            return "returned", {value}
        except Exception as error:
            return failure(error)

    {performed}
    return {shown}


def withindeadline(make, collection, synchronous):
    """Perform the calls in a thread of their own, because one may never return."""
    shown = []

    def run():
        shown.append(asyncio.run(perform(make, collection, synchronous)))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(DEADLINE)
    return shown[0] if shown else "did not return"


def main():
    observer = {reference}(**SERVER)
    names = [f"repro_{{uuid.uuid4().hex[:8]}}" for _ in range({collections})]
    try:
        for name in names:
            set_up(observer, name)
        answers = [
            withindeadline({reference}, names[0], True),
            withindeadline({candidate}, names[-1], False),
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
    sys.exit(main())
'''

_IN_TURN = "shown = [await perform_one(call) for call in CALLS]"
_TOGETHER = "shown = list(await asyncio.gather(*map(perform_one, CALLS)))"
"""How the calls are made; those of a synchronous client come one after the other either way."""

WATCHED = '''

class Watched:
    """Passes calls on, and knows what the arguments were before."""

    def __init__(self, client):
        self.client, self.calls = client, []

    def __getattr__(self, method):
        def call(*args, **kwargs):
            self.calls.append((repr((args, kwargs)), (args, kwargs)))
            return getattr(self.client, method)(*args, **kwargs)

        return call

    def changed(self):
        return [(before, repr(now)) for before, now in self.calls if before != repr(now)]
'''
"""A client that tells whether arguments were changed."""

_DRAINED = '''

async def drained(iterator):
    """All batches of an iterator, which is closed then."""
    if hasattr(type(iterator), "__aiter__"):
        return [batch async for batch in iterator]

    async def done(result):
        return await result if inspect.isawaitable(result) else result

    batches = []
    while batch := await done(iterator.next()):
        batches.append(batch)
    await done(iterator.close())
    return batches
'''
"""What follows an iterator to its end."""

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
    test_case, kind = finding.test_case, finding.difference.kind
    setup = list(test_case.scene.setup())
    lines = import_lines((reference, candidate), (*setup, *test_case.acts))
    mutated = kind == "mutated"
    iterates = any(method_of(act.method).answer.shape == "batches" for act in test_case.acts)
    return _TEMPLATE.format(
        title=as_docstring(finding.fingerprint),
        imports="\n".join(lines),
        deadline=deadline(finding),
        setup="\n".join(f"    {operation.code()}" for operation in setup) or "    pass",
        calls="\n".join(f"    lambda client, {COLLECTION.label}: {act.code()}," for act in test_case.acts),
        state=_state(finding, test_case),
        performed=_TOGETHER if test_case.together else _IN_TURN,
        watched=WATCHED if mutated else "",
        drained=_DRAINED if iterates else "",
        result="await drained(await result if awaited else result)"
        if iterates
        else "await result if awaited else result",
        client="Watched(make(**SERVER))" if mutated else "make(**SERVER)",
        shown="shown, client.changed()" if mutated else "shown",
        # Only a finding about awaiting compares it; a synchronous reference owes no awaitable.
        value="awaited or synchronous, value" if kind == "awaitable" else "value",
        reference=reference.partition(":")[2],
        candidate=candidate.partition(":")[2],
        collections=2 if test_case.twins else 1,
    )


def set_code(names: Iterable[str]) -> str:
    """Return a set as Python, in the order of its names: a set's own order is another one in each process."""
    return f"{{{', '.join(map(repr, sorted(names)))}}}"


def _state(finding: Finding, test_case: SceneTestCase) -> str:
    if not finding.difference.path.startswith("state."):
        return "None"
    part = finding.difference.path.removeprefix("state.")
    name = max((key for key in _STATES if part.startswith(key)), key=len)
    volatile = set_code({*VOLATILE, "collection_name"})
    return _STATES[name].format(volatile=volatile, everything=everything(test_case.scene))
