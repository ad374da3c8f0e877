"""Reproduction scripts of the runtime tier: the scenario itself, with a small server.

The one rule: a script imports nothing of this project, and exits 1 while the divergence exists.
"""

from __future__ import annotations

import inspect
import pprint
import re
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.model.escaping import as_docstring
from conformance.repro.calls import import_lines
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.scenarios import SCENARIOS, ending
from conformance.tiers.runtime.scenarios import context as context
from pytest_milvus.mock_server import Request
from pytest_milvus.mock_server.default_answers import default_answer
from pytest_milvus.mock_server.script import (
    Abort,
    Answer,
    Drop,
    Late,
    Refusal,
    Reply,
    Rule,
    Script,
    Unfinished,
)

__all__ = ["runtime_script"]

_TEMPLATE = '''"""{title}

Starts a server on loopback that answers as recorded, and does with a client what showed the divergence.
Exits 1 while the divergence exists, 0 when there is none.
"""

from __future__ import annotations

{standard}

import grpc
from google.protobuf import message_factory
{imports}
from pymilvus.grpc_gen import milvus_pb2

logging.disable(logging.CRITICAL)

# What the server answers to each RPC in turn, and the last one from then on.
ANSWERS = {answers}

# What it does before that: ("late", seconds) or ("abort", status, text), by RPC, for calls from one number to another.
FAULTS = {faults}


class Milvus(grpc.GenericRpcHandler):
    """Answers as recorded, with faults as scripted; a server that a scenario can work with."""

    def __init__(self):
        self.requests, self.messages, self.gone, self.lock = [], [], [], threading.Lock()
        service = milvus_pb2.DESCRIPTOR.services_by_name["MilvusService"]
        self.methods = {{f"/{{service.full_name}}/{{method.name}}": method for method in service.methods}}
        self.server, self.mute, self.port = None, None, 0
        self.resume()

    def resume(self):
        if self.mute is not None:
            self.mute.close()
            self.mute = None
        if self.server is None:
            self.server = grpc.server(
                futures.ThreadPoolExecutor(32), handlers=[self], options=[("grpc.so_reuseport", 0)]
            )
            self.port = self.server.add_insecure_port(f"127.0.0.1:{{self.port}}")
            self.server.start()

    def refuse(self):
        self.server.stop(None).wait()
        self.server = None

    def silence(self):
        self.refuse()
        self.mute = socket.create_server(("127.0.0.1", self.port))  # which nobody answers at

    def sent(self):
        return list(self.requests)

    def cancelled(self):
        return list(self.gone)

    def tags(self):
        return [
            {{
                "id": sent.get("client-request-id", ""),
                "database": sent.get("dbname", ""),
                "named": str(getattr(message, "collection_name", "")),
            }}
            for message, sent in self.messages
        ]

    def service(self, details):
        method = self.methods[details.method]

        def answer(request, context):
            with self.lock:
                place = self.requests.count(method.name)
                self.requests.append(method.name)
                self.messages.append((request, dict(details.invocation_metadata)))
            for first, last, kind, *rest in FAULTS.get(method.name, []):
                if first <= place < last:
                    if kind == "late":
                        ended = threading.Event()
                        if not context.add_callback(ended.set) or ended.wait(rest[0]):
                            self.gone.append(method.name)
                            context.abort(grpc.StatusCode.CANCELLED, "the caller hung up")
                    elif kind == "abort":
                        context.abort(grpc.StatusCode[rest[0]], rest[1])
                    else:
                        return rest[0]
                    break
            answers = ANSWERS.get(method.name) or [b""]
            return answers[min(place, len(answers) - 1)]

        request = message_factory.GetMessageClass(method.input_type)
        return grpc.unary_unary_rpc_method_handler(answer, request.FromString, lambda reply: reply)


{scenario}


def written(*args, **kwargs):
    return args, kwargs


# The arguments of each call; made anew each time, because a client may change them.
CALLS = {{
{calls}
}}


def acting(name):
    async def act(client, **words):
        args, kwargs = CALLS[name]()
        result = getattr(client, name)(*args, **{{**kwargs, **words}})
        return await result if inspect.isawaitable(result) else result

    return act


async def perform(make):
    server = Milvus()
    watch_tasks(asyncio.get_running_loop())
    words = dict(uri=f"http://127.0.0.1:{{server.port}}", token={token!r}, db_name={db_name!r})
    calls = {{name: acting(name) for name in CALLS}}
    context = ScenarioContext(lambda **more: make(**{{**words, **more}}), calls, server)
    seen = await scenario(context, **{words})
    server.refuse()
    return seen


def main():
    expected = {expected}
    seen = asyncio.run(perform({candidate}))
    print("seen:", seen)
    print("expected:", expected)
    wrong = [item for item in judge(seen, expected) if item[:2] == {aspect!r}]
    for item in wrong:
        print("DIVERGENCE:", *item)
    return 1 if wrong else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.exit(status)
'''


def runtime_script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding of the runtime tier.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    test_case: RuntimeTestCase = finding.test_case
    scenario = SCENARIOS[test_case.scenario]
    specs = [candidate, *[reference] * scenario.RELATIVE]
    modules = (context, ending, scenario)
    return _TEMPLATE.format(
        title=as_docstring(finding.fingerprint),
        standard="\n".join(sorted(_STANDARD.union(*map(_imported, modules)))),
        imports="\n".join(import_lines(specs, test_case.acts)),
        answers=pprint.pformat(_answers(finding, test_case.script), width=110),
        faults=pprint.pformat(_faults(finding, test_case.script), width=110),
        scenario="\n\n\n".join(map(_source, modules)),
        calls="\n".join(f"    {act.method!r}: lambda: written({_arguments(act)})," for act in test_case.acts),
        token=test_case.setting.token,
        db_name=test_case.setting.db_name,
        words=dict(test_case.words),
        expected=f"asyncio.run(perform({reference.partition(':')[2]}))" if scenario.RELATIVE else None,
        candidate=candidate.partition(":")[2],
        aspect=finding.difference.aspect,
    )


_STANDARD = frozenset(
    f"import {name}" for name in ("asyncio", "inspect", "logging", "socket", "sys", "threading")
) | {"from concurrent import futures"}
"""What the template itself imports of the standard library."""


def _arguments(act: Operation) -> str:
    return act.code().partition("(")[2].removesuffix(")")


def _imported(module: ModuleType) -> list[str]:
    """Return the import lines of a module, without those of this project."""
    lines = re.findall(r"^(?:from|import) .*$", inspect.getsource(module), flags=re.MULTILINE)
    return [line for line in lines if not re.match(r"from (__future__|conformance)", line)]


def _source(module: ModuleType) -> str:
    """Return what a module defines, without what it imports and says of itself."""
    text = inspect.getsource(module)
    text = re.sub(r'\A""".*?"""\n', "", text, flags=re.DOTALL)
    text = re.sub(r"^(from|import) .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^__all__ = .*\n", "", text, flags=re.MULTILINE).strip()


def _answers(finding: Finding, script: Script) -> Mapping[str, list[bytes]]:
    """Return what the server answered, by RPC, where the script let it; else what it would have answered."""
    found: dict[str, list[bytes]] = {}
    for request in finding.reference["answers"]:
        if request.reply and not isinstance(_scripted(script, request), (Refusal, Reply, Unfinished)):
            found.setdefault(request.rpc, []).append(request.reply[0])
    for request in finding.reference["answers"]:
        if (
            request.rpc not in found
        ):  # the fault passes, and somebody may ask more often than the candidate did
            found[request.rpc] = [default_answer(request.rpc, request.message).SerializeToString()]
    for replies in found.values():
        while len(replies) > 1 and replies[-1] == replies[-2]:
            replies.pop()
    return dict(sorted(found.items()))


def _scripted(script: Script, request: Request) -> Answer | None:
    return script.answer(request.rpc, request.position)


def _faults(finding: Finding, script: Script) -> Mapping[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for rule in script.rules:
        last = 10**9 if rule.times is None else rule.skip + rule.times
        found.setdefault(rule.rpc, []).append((rule.skip, last, *_fault(finding, rule)))
    return found


def _fault(finding: Finding, rule: Rule) -> tuple[Any, ...]:
    answer = rule.answer
    if isinstance(answer, Late):
        return "late", answer.seconds
    if isinstance(answer, Abort):
        return "abort", answer.code, answer.details
    if isinstance(answer, Drop):
        return "abort", "UNAVAILABLE", "Socket closed"
    given = [
        item.reply[0]
        for item in finding.reference["answers"]
        if item.rpc == rule.rpc and item.reply and rule.applies(item.position)
    ]
    return "reply", answer.data[0] if isinstance(answer, Reply) else given[0] if given else b""
