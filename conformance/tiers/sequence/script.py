"""Reproduction scripts of the sequence tier: a call sequence told by both clients, each on collections of its own.

The one rule: a script imports nothing of this project, and exits 1 while the divergence exists.
"""

from __future__ import annotations

from collections.abc import Mapping

from conformance.catalogue import method_of
from conformance.exploration.finding import Finding
from conformance.model import ALIASES, NAMES, Operation
from conformance.model.escaping import as_docstring
from conformance.repro.calls import deadline, import_lines
from conformance.twins.state import VOLATILE

__all__ = ["sequence_script"]

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
from collections.abc import Sequence

{imports}

logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
SERVER = {{"uri": os.environ.get("MILVUS_URI", "http://localhost:19530"), "token": os.environ.get("MILVUS_TOKEN", "")}}
DEADLINE = {deadline}  # seconds for all calls of one client
VOLATILE = {volatile}

CALLS = [
{calls}
]


def state(client, collection):
    """What is compared of a collection after the calls."""
    return {state}


def rows(client, collection):
    if repr(client.get_load_state(collection)["state"]).find("Loaded") < 0:
        client.load_collection(collection)
    fields = client.describe_collection(collection)["fields"]
    key = next(field for field in fields if field.get("is_primary"))
    everything = f"{{key['name']}} >= " + ("0" if "INT64" in repr(key["type"]) else '""')
    return client.query(collection, everything, output_fields=["*"], consistency_level="Strong")


def plain(value, names):
    """Lists and dicts with their types, the names of this side as labels; everything else as it prints."""
    if isinstance(value, dict):
        kept = {{key: plain(value[key], names) for key in value if key not in VOLATILE}}
        return type(value).__name__, {{repr(key): kept[key] for key in kept}}
    if isinstance(value, str):
        return type(value).__name__, names.get(value, repr(value))
    if not isinstance(value, Sequence) or isinstance(value, bytes):
        return type(value).__name__, repr(value)
    content = [plain(value[place], names) for place in range(len(value))]
    return type(value).__name__, {order}


def failure(error):
    code = getattr(error, "code", None)
    if callable(code):  # a gRPC error: its class depends on the transport, its code does not
        return "raised", "RpcError", code().name
    return "raised", type(error).__name__, code


async def perform(make, names, synchronous):
    """Make all calls and return what came of the last one, and how its arguments look afterwards."""
    client, stand_in, shown = make(**SERVER), {reference}(**SERVER), None
    labels = {{name: label for label, name in names.items()}}
    for call in CALLS:
        arguments = []

        def watched(*args, method="", **kwargs):
            arguments.append((repr((args, kwargs)), args, kwargs))
            # What a client lacks is done for it.
            return getattr(client if hasattr(client, method) else stand_in, method)(*args, **kwargs)

        try:
            result = call(Watched(watched), *names.values())
            awaited = inspect.isawaitable(result)
            value = await result if awaited else result
            {own}shown = ["returned", {value}]
        except Exception as error:
            shown = list(failure(error))
        shown.append(any(before != repr((args, kwargs)) for before, args, kwargs in arguments))
    return shown


class Watched:
    """Passes calls on to a function that looks at their arguments."""

    def __init__(self, call):
        self.call = call

    def __getattr__(self, method):
        return lambda *args, **kwargs: self.call(*args, method=method, **kwargs)


def within_deadline(make, names, synchronous):
    """Perform the calls in a thread of their own, because one may never return."""
    shown = []

    def run():
        shown.append(asyncio.run(perform(make, names, synchronous)))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(DEADLINE)
    return shown[0] if shown else "did not return"


def seen(client, names):
    """The state of each collection, as the same observer sees it."""
    labels = {{name: label for label, name in names.items()}}
    found = {{}}
    for label in {collections}:
        try:
            found[label] = plain(state(client, names[label]), labels)
        except Exception as error:
            found[label] = failure(error)
    return found


def main():
    observer = {reference}(**SERVER)
    sides = [{{label: f"repro_{{uuid.uuid4().hex[:8]}}" for label in {labels}}} for _ in range(2)]
    try:
        answers = [
            within_deadline({reference}, sides[0], True),
            within_deadline({candidate}, sides[1], False),
        ]
        ends = [seen(observer, names) for names in sides]
    finally:
        for names in sides:
            for label, name in names.items():
                try:
                    observer.drop_collection(name) if label in {collections} else observer.drop_alias(name)
                except Exception:
                    pass  # it was not there
    print("reference:", answers[0], ends[0])
    print("candidate:", answers[1], ends[1])
    same = answers[0] == answers[1] and ends[0] == ends[1]
    print("both agree" if same else "DIVERGENCE")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
'''

_STATES: Mapping[str, str] = {
    "exists": "client.has_collection(collection)",
    "schema": "client.describe_collection(collection)",
    "partitions": "sorted(client.list_partitions(collection))",
    "indexes": "[client.describe_index(collection, name) for name in sorted(client.list_indexes(collection))]",
    "load": "client.get_load_state(collection)",
    "aliases": "sorted(client.list_aliases(collection)['aliases'])",
    "rows": "rows(client, collection)",
    "rows by partition": "{name: client.query(collection, output_fields=['count(*)'], partition_names=[name])"
    "[0]['count(*)'] for name in sorted(client.list_partitions(collection))}",
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
    names = [name.label for name in (*NAMES, *ALIASES)]
    parameters = ", ".join(("client", *names))
    value = "plain(value, labels)"
    last = acts[-1].method
    keys = {*VOLATILE, *method_of(last).answer.volatile}
    if finding.difference.path.startswith("state.indexes"):
        keys |= set(method_of("describe_index").answer.volatile)
    return _TEMPLATE.format(
        title=as_docstring(finding.fingerprint),
        imports="\n".join(import_lines((reference, candidate), acts)),
        deadline=deadline(finding),
        volatile=sorted(keys),
        calls="\n".join(f"    lambda {parameters}: {act.code()}," for act in acts),
        state=_state(finding),
        # Rows have no order of their own; names of strangers are no concern of ours.
        order="sorted(content, key=repr)"
        if method_of(last).answer.shape == "rows" or _of_end(finding)
        else "content",
        own="value = sorted(name for name in value if name in labels)\n            "
        if last == "list_collections"
        else "",
        value=f"(awaited or synchronous, {value})" if finding.difference.kind == "awaitable" else value,
        collections=[name.label for name in NAMES],
        labels=names,
        reference=reference.partition(":")[2],
        candidate=candidate.partition(":")[2],
    )


def _of_end(finding: Finding) -> bool:
    return finding.difference.path.startswith("state.")


def _state(finding: Finding) -> str:
    if not _of_end(finding):
        return "None"
    part = finding.difference.path.removeprefix("state.")
    return _STATES[max((key for key in _STATES if part.startswith(key)), key=len)]
