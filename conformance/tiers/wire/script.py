"""Reproduction scripts of the wire tier: they bring a small server of their own.

The one rule: a script imports nothing of this project, and exits 1 while the divergence exists.
"""

from __future__ import annotations

import pprint
from collections.abc import Mapping
from typing import Any

from conformance.exploration.finding import Finding
from conformance.model.escaping import as_docstring
from conformance.repro.calls import import_lines
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.requests import VOLATILE
from pytest_milvus.mock_server import Request
from pytest_milvus.mock_server.script import Abort, Answer, Drop, Late, Script

__all__ = ["wire_script"]

_TEMPLATE = '''"""{title}

Starts a server on loopback that answers as recorded, and makes the same calls with both clients.
Exits 1 while the divergence exists, 0 when both clients agree.
"""

import asyncio
import inspect
import logging
import sys
import threading
import time
from concurrent import futures

import grpc
from google.protobuf import message_factory
{imports}
from pymilvus.grpc_gen import milvus_pb2

logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
DEADLINE = {deadline}  # seconds for all calls of one client

CALLS = [
{calls}
]

# What the server answers to each RPC in turn, and the last one from then on: a serialised message, or a fault.
ANSWERS = {answers}


class Milvus(grpc.GenericRpcHandler):
    """Answers as recorded and keeps the requests."""

    def __init__(self):
        self.requests = []
        service = milvus_pb2.DESCRIPTOR.services_by_name["MilvusService"]
        self.methods = {{f"/{{service.full_name}}/{{method.name}}": method for method in service.methods}}

    def service(self, details):
        method = self.methods[details.method]
        answers = ANSWERS.get(method.name) or [b""]

        def answer(request, context):
            position = sum(name == method.name for name, *_ in self.requests)
            self.requests.append((method.name, request, details.invocation_metadata, context.time_remaining()))
            reply = answers[min(position, len(answers) - 1)]
            if isinstance(reply, bytes):
                return reply
            kind, *rest = reply
            if kind == "late":
                time.sleep(rest[0])
                return rest[1]
            context.abort(grpc.StatusCode[rest[0]], rest[1])

        request = message_factory.GetMessageClass(method.input_type)
        return grpc.unary_unary_rpc_method_handler(answer, request.FromString, lambda reply: reply)


def plain(value):
    """Lists and dicts with their types; everything else as it prints."""
    if isinstance(value, dict):
        return type(value).__name__, {{repr(key): plain(value[key]) for key in value}}
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [plain(value[place]) for place in range(len(value))]
    return type(value).__name__.removeprefix("Async"), repr(value).replace("Async", "")


def failure(error):
    code = getattr(error, "code", None)
    if callable(code):  # a gRPC error: its class depends on the transport, its code does not
        return "raised", "RpcError", code().name
    return "raised", type(error).__name__, code


async def perform(make, server, uri):
    """Return what came of the last call, and the requests that it sent."""
    client, before = make(uri=uri, token={token!r}, db_name={db_name!r}), 0
    for call in CALLS:
        before = len(server.requests)
        try:
            result = call(client)
            outcome = ("returned", plain(await result if inspect.isawaitable(result) else result))
        except Exception as error:
            outcome = failure(error)
    return outcome, server.requests[before:]


def within_deadline(make):
    """Perform the calls in a thread of their own, because one may never return."""
    server, shown = Milvus(), []
    running = grpc.server(futures.ThreadPoolExecutor(4), handlers=[server])
    uri = f"http://127.0.0.1:{{running.add_insecure_port('127.0.0.1:0')}}"
    running.start()

    def run():
        shown.append(asyncio.run(perform(make, server, uri)))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(DEADLINE)
    running.stop(None)
    return shown[0] if shown else (("did not return",), server.requests)


def aspect(outcome, requests):
    """The part of what happened that this divergence is about."""
    requests = [item for item in requests if item[0] not in {rpcs}]
    return {aspect}


def main():
    left, right = aspect(*within_deadline({reference})), aspect(*within_deadline({candidate}))
    print("reference:", left)
    print("candidate:", right)
    print("both agree" if left == right else "DIVERGENCE")
    return 0 if left == right else 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.exit(status)
'''


def wire_script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding of the wire tier.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    test_case: WireTestCase = finding.test_case
    return _TEMPLATE.format(
        title=as_docstring(finding.fingerprint),
        imports="\n".join(import_lines((reference, candidate), test_case.acts)),
        deadline=60.0,
        calls="\n".join(f"    lambda client: {act.code()}," for act in test_case.acts),
        answers=pprint.pformat(_answers(finding, test_case.script), width=110),
        token=test_case.setting.token,
        db_name=test_case.setting.db_name,
        rpcs=sorted(name.removeprefix("rpc ") for name in VOLATILE if name.startswith("rpc ")),
        aspect=_aspect(finding),
        reference=reference.partition(":")[2],
        candidate=candidate.partition(":")[2],
    )


def _answers(finding: Finding, script: Script) -> Mapping[str, list[Any]]:
    """Return what the server answered, by RPC; of both sides the one that asked more often."""
    found: dict[str, list[Any]] = {}
    for side in (finding.reference, finding.candidate):
        answered: dict[str, list[Any]] = {}
        for request in side["answers"]:
            answered.setdefault(request.rpc, []).append(_reply(request, script))
        for rpc, replies in answered.items():
            while len(replies) > 1 and replies[-1] == replies[-2]:
                replies.pop()  # before sides are compared: how often work is looked at depends on the clock
            if len(replies) > len(found.get(rpc, ())):
                found[rpc] = replies
    return dict(sorted(found.items()))


def _reply(request: Request, script: Script) -> Any:
    answer: Answer | None = script.answer(request.rpc, request.position)
    if isinstance(answer, Late):
        data = request.reply[0] if request.reply else b""
        return ("late", answer.seconds, data)
    if isinstance(answer, Abort):
        return ("abort", answer.code, answer.details)
    if isinstance(answer, Drop):
        return ("abort", "UNAVAILABLE", "connection dropped")
    return request.reply[0] if request.reply else b""


def _aspect(finding: Finding) -> str:
    kind, path = finding.difference.kind, finding.difference.path
    rpc, _, rest = path.partition(".")
    if kind.startswith("rpc-"):
        return "[name for name, *_ in requests]"
    if kind == "metadata":
        values = f"[value for key, value in sent if key == {rest!r}]"
        return f"[{values} for name, _, sent, _ in requests if name == {rpc!r}]"
    if kind == "deadline":
        return f"[left and round(left) for name, _, _, left in requests if name == {rpc!r}]"
    if kind == "field":
        field = rest.partition(".")[0].partition("[")[0]
        return f"[repr(message.{field}) for name, message, _, _ in requests if name == {rpc!r}]"
    return "outcome"
