"""Reproduction scripts of `conformance.twins.namespaces`: each client gets a small world of its own on a real server.

The one rule: a script makes what the calls speak of and what depends on that, and removes it in the end.
"""

from __future__ import annotations

import pprint
from collections.abc import Iterable, Iterator, Sequence

from conformance.catalogue import method_of
from conformance.exploration.finding import Finding
from conformance.model import Operation, Placeholder
from conformance.model.escaping import as_docstring
from conformance.model.namespace import HOST, NAMES, OWNER, NamespaceTestCase, spoken, token
from conformance.repro.calls import deadline, import_lines
from conformance.tiers.live.script import WATCHED, set_code
from conformance.twins.namespaces.normaliser import KEYS
from conformance.twins.namespaces.parts import Part
from conformance.twins.namespaces.snapshot import Collections, Each, Look, Members
from conformance.twins.state import everything
from pytest_milvus.mock_server import world

__all__ = ["namespace_script"]

_TEMPLATE = '''"""{title}

Runs against the Milvus server at MILVUS_URI (default http://localhost:19530, token in MILVUS_TOKEN).
Exits 1 while the divergence exists, 0 when both clients agree.
"""

import asyncio
import contextlib
import inspect
import logging
import os
import re
import sys
import threading
import uuid

{imports}

logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
SERVER = {{"uri": os.environ.get("MILVUS_URI", "http://localhost:19530"), "token": os.environ.get("MILVUS_TOKEN", "")}}
DEADLINE = {deadline}  # seconds for all calls of one client
NAMES = {names}
VOLATILE = {volatile}  # the server's clock and counters
ORDERED = {ordered}  # whether lists have an order


def set_up(client, name):
{setup}


TEAR_DOWN = [
{teardown}
]
CALLS = [
{calls}
]


def state(client, name):
    return {state}


def plain(value, mine, other):
    """Values with their types, by the names of NAMES, and without what is the other client's."""
    if isinstance(value, dict):
        kept = [key for key in value if key not in VOLATILE]
        return "dict", {{plain(key, mine, other): plain(value[key], mine, other) for key in kept}}
    if isinstance(value, (list, tuple)):
        kept = [value[place] for place in range(len(value))]
        kept = [item for item in kept if not any(real in repr(item) for real in other.values())]
        kept = [plain(item, mine, other) for item in kept]
        return type(value).__name__, kept if ORDERED else sorted(kept, key=repr)
    if callable(getattr(type(value), "to_dict", None)):
        return type(value).__name__, plain(value.to_dict(), mine, other)
    text = {numbers}re.sub(" at 0x[0-9a-f]+", "", repr(value).replace("Async", ""))
    for name, real in mine.items():
        text = text.replace(real, name)
    return type(value).__name__.removeprefix("Async"), text


def failure(error):
    code = getattr(error, "code", None)
    if callable(code):  # a gRPC error: its class depends on the transport, its code does not
        return "raised", "RpcError", code().name
    return "raised", type(error).__name__, code


def answer(call, *args):
    """What a call of a synchronous client gives."""
    try:
        return call(*args)
    except Exception as error:
        return failure(error)
{watched}
{visitors}async def perform(make, mine, other):
    client, shown = {client}, []
    for call in CALLS:
        try:
            result = call(client, mine)
            shown.append(("returned", plain(await result if inspect.isawaitable(result) else result, mine, other)))
        except Exception as error:
            shown.append(failure(error))
    return {shown}


def within_deadline(make, mine, other):
    """Perform the calls in a thread of their own, because one may never return."""
    shown = []

    def run():
        shown.append(asyncio.run(perform(make, mine, other)))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(DEADLINE)
    return shown[0] if shown else "did not return"


def main():
    observer = {reference}(**SERVER)
    namespaces = [f"repro_{{uuid.uuid4().hex[:8]}}" for _ in range(2)]
    left, right = ({{name: f"{{namespace}}_{{name}}" for name in NAMES}} for namespace in namespaces)
    try:
        set_up(observer, left)
        set_up(observer, right)
        answers = within_deadline({reference}, left, right), within_deadline({candidate}, right, left)
        ends = plain(state(observer, left), left, right), plain(state(observer, right), right, left)
    finally:
        for names in (left, right):
            for act in TEAR_DOWN:
                with contextlib.suppress(Exception):
                    act(observer, names)
    print("reference:", answers[0], ends[0])
    print("candidate:", answers[1], ends[1])
    same = answers[0] == answers[1] and ends[0] == ends[1]
    print("both agree" if same else "DIVERGENCE")
    return 0 if same else 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # a call that never returns may hold what an exit waits for
'''

_VISITORS = '''
class Visitors:
    """Gives everybody a client with a token of their own; None is who owns the server."""

    def __init__(self, make):
        self.make, self.made = make, {{}}

    def __call__(self, token):
        if token is None:
            return {reference}(**SERVER)
        if token not in self.made:
            self.made[token] = self.make(**{{**SERVER, "token": token}})
        return self.made[token]


'''

_OBJECT = "{name!r}: answer(lambda: {call})"

_MEMBERS = "answer(lambda: [item for item in client.{method}() if any(real in repr(item) for real in name.values())])"

_COLLECTION = """{name!r}: answer(lambda it: client.has_collection(it) and {{
        "schema": client.describe_collection(it),
        "partitions": sorted(client.list_partitions(it)),
        "indexes": [{{**client.describe_index(it, index), "state": None}} for index in sorted(client.list_indexes(it))],
        "load": repr(client.get_load_state(it)),
        "rows": answer(lambda: sorted(repr(sorted(dict(row).items())) for row in client.query(it, {everything!r},
            output_fields=["*"], consistency_level="Strong"))),
        "flushed": answer(lambda: sum(segment.num_rows for segment in client.list_persistent_segments(it))),
    }}, name[{name!r}])"""


def namespace_script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding on a `NamespaceTestCase`.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    test_case: NamespaceTestCase = finding.test_case
    concerned = _concerned(test_case, finding.reference["parts"], finding.difference.path)
    makes = [act for part in concerned for act in part.make]
    removes = [act for part in reversed(concerned) for act in part.remove]
    looks = [part.look for part in concerned if finding.difference.kind == "state"]
    mutated = finding.difference.kind == "mutated"
    return _TEMPLATE.format(
        title=as_docstring(finding.fingerprint),
        imports="\n".join(import_lines((reference, candidate), (*makes, *removes, *test_case.acts))),
        deadline=deadline(finding),
        names=pprint.pformat(NAMES, width=10**6),
        volatile=set_code(KEYS),
        setup=_lines("    {}", makes) or "    pass",
        teardown=_lines("    lambda client, name: {},", removes),
        calls="\n".join(f"    lambda client, name: {call}," for call in _calls(test_case)),
        state="[" + ", ".join(map(_look, looks)) + "]",
        watched=WATCHED if mutated else "",
        visitors=_VISITORS.format(reference=reference.partition(":")[2]) if test_case.by else "\n",
        client="Visitors(make)"
        if test_case.by
        else "Watched(make(**SERVER))"
        if mutated
        else "make(**SERVER)",
        shown="shown, client.changed()" if mutated else "shown",
        numbers='"a number" if type(value) is int else '
        if method_of(test_case.act.method).answer.numbered
        else "",
        ordered=all(method_of(act.method).answer.ordered for act in test_case.acts),
        reference=reference.partition(":")[2],
        candidate=candidate.partition(":")[2],
    )


def _concerned(test_case: NamespaceTestCase, parts: Sequence[Part], path: str) -> list[Part]:
    """Return the parts that share names with the calls, or with another part that does; all if there are none."""
    chosen = [part for part in parts if part.name == path]
    wanted = spoken((*test_case.acts, *(act for part in chosen for act in part.make)))
    wanted |= {world.USER} if test_case.by else set()
    while more := [part for part in parts if part not in chosen and wanted & spoken(part.make)]:
        chosen += more
        wanted |= spoken(act for part in more for act in part.make)
    return [part for part in parts if part in chosen] or list(parts)


def _lines(line: str, acts: Iterable[Operation]) -> str:
    return "\n".join(line.format(_code(act)) for act in acts)


def _calls(test_case: NamespaceTestCase) -> Iterator[str]:
    """Yield the code of each call, by the client of whoever makes it."""
    for act, who in zip(test_case.acts, test_case.callers, strict=True):
        if who == OWNER:
            yield _code(act)
        else:
            said = None if who == HOST else token(who, {world.USER: f"{{name[{world.USER!r}]}}"})
            yield _code(act).replace("client.", f"client(f{said!r})." if said else f"client({said!r}).", 1)


def _code(act: Operation) -> str:
    return act.bind({name: Placeholder(f"name[{name!r}]") for name in NAMES}).code()


def _look(look: Look) -> str:
    if isinstance(look, Each):
        told = ", ".join(_OBJECT.format(name=name, call=_code(act)) for name, act in look.acts())
    elif isinstance(look, Collections):
        told = ", ".join(
            _COLLECTION.format(name=name, everything=everything(look.scene)) for name in look.names
        )
    else:
        assert isinstance(look, Members)
        return _MEMBERS.format(method=look.method)
    return f"{{{told}}}"
