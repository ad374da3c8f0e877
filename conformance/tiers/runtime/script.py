"""Reproduction scripts of the runtime tier: the scenario itself, with a small server."""

from __future__ import annotations

import inspect
import pprint
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.repro import execution, recorded_server, scenario_server, verdict
from conformance.repro.assembly import EXITS, assemble
from conformance.repro.calls import ANSWERED, factory, import_lines
from conformance.repro.recorded import Answers, data_of, kept, server_code
from conformance.tiers.runtime import attempt
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.scenarios import SCENARIOS, context, ending
from conformance.tiers.runtime.scheduler import STILL
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

__all__ = ["recorded_answers", "runtime_script"]

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
_MODULES = (attempt, context, ending, execution, scenario_server, recorded_server, verdict)

_LOOKED_AT = re.compile(r"\bcontext\.(?:tasks|longest)\b")
"""What a scenario looks at where tasks are to be watched, too."""

_INTERRUPTED = re.compile(r"\bcontext\.server\.(?:refuse|silence|resume)\b")
"""What a scenario does with a server that can go down."""

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
    follow = "followed" if finding.reference["followed"] else "awaited"
    source = inspect.getsource(scenario)
    watch = "watch_tasks" if _LOOKED_AT.search(source) else "watch_threads"
    server = ["InterruptibleServer"] if _INTERRUPTED.search(source) else []
    seconds = STILL if stopped else _SECONDS
    body = [
        "# The arguments of each call; made anew each time, because a client may change them.",
        *(
            "CALLS = {",
            *(f"    {act.method!r}: {_given(act)}," for act in test_case.acts),
            "}",
        ),
        *_served(recorded_answers(finding, test_case.script), _faults(finding, test_case.script), server),
        "",
        "",
        "def shown(make):",
        f"    client = partial(make, {test_case.setting.code})",
        f"    play = partial(scenario, {', '.join(f'{key}={value!r}' for key, value in test_case.words.items())})",
        f"    return performed(client, play, CALLS, Server(), {seconds:g}, {follow}, {watch})",
        "",
        "",
        *_comparison(finding, factory(reference) if relative else "", factory(candidate), race),
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
    if finding.difference.kind == "stopped":
        return [f"conclude(lambda: kept(lambda: shown({candidate})))"]
    expected = f"shown({reference})" if reference else "None"
    aspect = ", ".join(map(repr, finding.difference.aspect))
    if not hasattr(SCENARIOS[finding.test_case.scenario], "settled"):
        judged = f"wrong(judge(shown({candidate}), {expected}), {aspect})"
        return [f"conclude(lambda: {judged})"]
    return [
        "def attempt():",
        f"    expected, seen = {expected}, shown({candidate})",
        f"    return wrong(judge(seen, expected), {aspect}), settled(seen, expected)",
        "",
        "",
        f"conclude(lambda: repeated(attempt, race={race}))",
    ]


def _served(answers: Mapping[str, Answers], faults: Mapping[str, Any], bases: Sequence[str]) -> list[str]:
    """Return the lines that define a server, which is derived from some classes whatever it answers."""
    lines = [ANSWERED, f"ANSWERS = {pprint.pformat(answers, width=110)}"]
    if faults:
        lines.append("# Its faults: for requests of an RPC from one number to another.")
        lines.append(f"FAULTS = {pprint.pformat(faults, width=110)}")
    named = [*bases, *["FaultyScenarioServer"] * bool(faults)]
    kind = server_code(answers, *named or ["ScenarioServer"])
    return [*lines, f"Server = partial({kind}, ANSWERS{', FAULTS' if faults else ''})"]


def _given(act: Operation) -> str:
    given = f"lambda: given({act.code().partition('(')[2].removesuffix(')')})"
    return f"Of(lambda client: {act.of.code()}, {given})" if act.of else given


def recorded_answers(finding: Finding, script: Script) -> Mapping[str, Answers]:
    """Return what the server answered, by RPC, where the script let it; else what it would have answered."""
    found: dict[str, list[tuple[Request, Any]]] = {}
    requests: Sequence[Request] = finding.reference["answers"]
    for request in requests:
        if request.reply and not isinstance(_scripted(script, request), (Refusal, Reply, Unfinished)):
            found.setdefault(request.rpc, []).append((request, data_of(request.rpc, request.reply)))
    for rule in script.rules:
        if rule.rpc in found:
            found[rule.rpc] += _passed(rule, found[rule.rpc])
    for request in requests:
        # The fault passes, and somebody may ask more often than the candidate did.
        if request.rpc not in found:
            found[request.rpc] = [(request, _usual(request))]
    return {rpc: kept(answered) for rpc, answered in sorted(found.items())}


def _passed(rule: Rule, answered: Sequence[tuple[Request, Any]]) -> Iterator[tuple[Request, Any]]:
    """Yield what is answered until work that goes on for some looks is done, to a client that looks more often."""
    answer = rule.answer
    if isinstance(answer, Late) and isinstance(answer.answer, Unfinished) and rule.times is not None:
        request, reply = answered[-1]
        left = rule.skip + rule.times - len(answered)
        if left >= 0:
            yield from [(request, reply)] * left
            yield request, _usual(request)


def _usual(request: Request) -> Any:
    return data_of(request.rpc, [default_answer(request.rpc, request.message).SerializeToString()])


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
        return data_of(rule.rpc, answer.data)
    for request in finding.reference["answers"]:
        if request.rpc == rule.rpc and request.reply and rule.applies(request.position):
            return data_of(rule.rpc, request.reply)
    return b""
