"""Reproduction scripts of the runtime tier: the scenario itself, with a small server."""

from __future__ import annotations

import pprint
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.clients import handle
from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.repro import recorded_server, scenario_server, verdict
from conformance.repro.assembly import EXITS, assemble
from conformance.repro.calls import import_lines
from conformance.tiers.runtime import attempt
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.scenarios import SCENARIOS, context, ending
from conformance.tiers.runtime.scheduler import STILL
from pytest_milvus.mock_server import Request, rpcs
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

_SAYS = (
    "Starts a server on loopback that answers as recorded, and does with a client what showed the divergence."
)
_AGAIN = (
    "\nIt is tried up to ten times: on a busy machine the answers may be too late for the synchronous client, "
    "which then\nshows nothing."
)
_RACE = (
    "\nIt is tried up to ten times, until a try shows the divergence: the thread of a synchronous client and its"
    "\ncaller may both count the timeout, and then whichever is first decides how the call ends."
)
_MODULES = (attempt, context, ending, scenario_server, recorded_server, verdict, handle)

_SECONDS = 60
"""How long a scenario may take in a script; one that never ended, less."""


def runtime_script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding of the runtime tier.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    test_case: RuntimeTestCase = finding.test_case
    scenario = SCENARIOS[test_case.scenario]
    stopped = finding.difference.kind == "stopped"
    relative, settles = scenario.RELATIVE and not stopped, hasattr(scenario, "settled") and not stopped
    race = settles and finding.difference.kind == "ending"
    setting = test_case.setting
    followed = ", finished" if finding.reference["followed"] else ""
    seconds = STILL if stopped else _SECONDS
    body = [
        "# The arguments of each call; made anew each time, because a client may change them.",
        *(
            "CALLS = {",
            *(f"    {act.method!r}: lambda: given({_arguments(act)})," for act in test_case.acts),
            "}",
        ),
        *_served(_answers(finding, test_case.script), _faults(finding, test_case.script)),
        "",
        "",
        "def shown(make):",
        f"    client = partial(make, token={setting.token!r}, db_name={setting.db_name!r})",
        f"    play = partial(scenario, {', '.join(f'{key}={value!r}' for key, value in test_case.words.items())})",
        f"    return performed(client, play, CALLS, Server(), {seconds:g}{followed})",
        "",
        "",
        *_comparison(
            finding, reference.partition(":")[2] if relative else "", candidate.partition(":")[2], race
        ),
    ]
    specs = [candidate, *[reference] * relative]
    says = _SAYS + (_RACE if race else _AGAIN if settles else "") + EXITS
    return assemble(
        finding.fingerprint,
        says,
        (*_MODULES, scenario),
        [*import_lines(specs, test_case.acts), "from functools import partial"],
        "\n".join(body),
    )


def _comparison(finding: Finding, reference: str, candidate: str, race: bool) -> list[str]:
    """Return the lines that end a script; ``reference`` is empty where the promise is absolute."""
    names = "names=('owed', 'found')"
    if finding.difference.kind == "stopped":
        return [f"conclude(lambda: kept(lambda: shown({candidate})), {names})"]
    expected = f"shown({reference})" if reference else "None"
    aspect = ", ".join(map(repr, finding.difference.aspect))
    if not hasattr(SCENARIOS[finding.test_case.scenario], "settled"):
        judged = f"wrong(judge(shown({candidate}), {expected}), {aspect})"
        return [f"conclude(lambda: {judged}, {names})"]
    return [
        "def attempt():",
        f"    expected, seen = {expected}, shown({candidate})",
        f"    return wrong(judge(seen, expected), {aspect}), settled(seen, expected)",
        "",
        "",
        f"conclude(lambda: repeated(attempt, race={race}), {names})",
    ]


def _served(answers: Mapping[str, list[Any]], faults: Mapping[str, Any]) -> list[str]:
    """Return the lines that define a server."""
    streams = any(isinstance(reply, list) for replies in answers.values() for reply in replies)
    bases = ["Streaming"] * streams + ["FaultyScenarioServer" if faults else "ScenarioServer"]
    lines = [
        "# What the server answers to each RPC in turn, and the last one from then on.",
        f"ANSWERS = {pprint.pformat(answers, width=110)}",
    ]
    if faults:
        lines.append("# Its faults: for requests of an RPC from one number to another.")
        lines.append(f"FAULTS = {pprint.pformat(faults, width=110)}")
    kind = bases[0] if len(bases) == 1 else f"type('Server', ({', '.join(bases)}), {{}})"
    return [*lines, f"Server = partial({kind}, ANSWERS{', FAULTS' if faults else ''})"]


def _arguments(act: Operation) -> str:
    return act.code().partition("(")[2].removesuffix(")")


def _answers(finding: Finding, script: Script) -> Mapping[str, list[Any]]:
    """Return what the server answered, by RPC, where the script let it; else what it would have answered."""
    found: dict[str, list[Any]] = {}
    for request in finding.reference["answers"]:
        if request.reply and not isinstance(_scripted(script, request), (Refusal, Reply, Unfinished)):
            found.setdefault(request.rpc, []).append(_replied(request.rpc, request.reply))
    for request in finding.reference["answers"]:
        if (
            request.rpc not in found
        ):  # the fault passes, and somebody may ask more often than the candidate did
            usual = default_answer(request.rpc, request.message).SerializeToString()
            found[request.rpc] = [_replied(request.rpc, [usual])]
    for replies in found.values():
        while len(replies) > 1 and replies[-1] == replies[-2]:
            replies.pop()
    return dict(sorted(found.items()))


def _replied(rpc: str, reply: Sequence[bytes]) -> Any:
    """Return an answer as a recorded server gives it: a list where it is a stream."""
    return list(reply) if rpcs()[rpc].streams_out else reply[0]


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
        return "late", answer.seconds  # and then as recorded: each request has an answer of its own
    if isinstance(answer, Abort):
        return "abort", answer.code, answer.details
    if isinstance(answer, Drop):
        return "abort", "UNAVAILABLE", "Socket closed"
    return "reply", _reply(finding, rule, answer)


def _reply(finding: Finding, rule: Rule, answer: Answer) -> Any:
    """Return what is answered where a rule has an answer of its own."""
    if isinstance(answer, Reply):
        return _replied(rule.rpc, answer.data)
    for request in finding.reference["answers"]:
        if request.rpc == rule.rpc and request.reply and rule.applies(request.position):
            return _replied(rule.rpc, request.reply)
    return b""
