"""Reproduction scripts of the wire tier: they bring a small server of their own."""

from __future__ import annotations

import pprint
import re
from collections.abc import Mapping
from typing import Any

from conformance.clients import members
from conformance.clients.attributes import AFTER, BEFORE
from conformance.compare import differences
from conformance.compare.differences import READING
from conformance.exploration.finding import Finding
from conformance.model import LOOK, TimedOut, errors
from conformance.repro import exchange, execution, outcome, recorded_server, results, uses, verdict, watching
from conformance.repro.assembly import EXITS, assemble
from conformance.repro.calls import ANSWERED, SIDES, deadline, factory, import_lines, listed
from conformance.repro.recorded import Answers, data_of, flat, kept, server_code
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.requests import VOLATILE
from pytest_milvus.mock_server import Request
from pytest_milvus.mock_server.script import Abort, Answer, Drop, Late, Script

__all__ = ["follows_up", "recorded_answers", "wire_script"]

_SAYS = (
    "Starts a server on loopback that answers as recorded, and makes the same calls with both clients."
    + EXITS
)
_MODULES = (
    *(differences, errors, exchange, execution, members, outcome, recorded_server, results, uses, verdict),
    watching,
)

_IGNORED = next(name.removeprefix("rpc ") for name in VOLATILE if name.startswith("rpc "))
"""The RPC that tells nothing."""

_ATTRIBUTE = re.compile(rf"client\.(\w+)\S* ({BEFORE}|{AFTER})\S*")
"""Path to what an attribute of the client has, and when."""

_ENTRY = re.compile(r"(\w+)\[(.+)\]")
"""Path to what a field of keys and values has for a key."""


def wire_script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding of the wire tier.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    test_case: WireTestCase = finding.test_case
    answers = recorded_answers(finding)
    served = f"{server_code(answers)}(ANSWERS)"
    words = test_case.setting.code
    # Where only one side gives an iterator or a task, that is the difference.
    follows = "followed" if all(map(follows_up, (finding.reference, finding.candidate))) else "awaited"
    owes = "owed" if finding.difference.kind == "awaitable" else follows  # a synchronous reference owes none
    show = "read" if READING.search(finding.difference.path) else "plain"
    told = f"CALLS, {served}, {deadline(finding):g}, follow, {show}, {_fail(finding)}, {words}"
    alone = f"{served}, {deadline(finding):g}, {words}"
    sides = SIDES.format(f"side({factory(reference)}, {follows})", f"side({factory(candidate)}, {owes})")
    made = test_case.made
    if made:
        told = told.replace("CALLS, ", f"CALL, USES, {test_case.reached!r}, ", 1)
        calls = [f"CALL = lambda client: {made.code()}"]
        calls += listed(("client", "made"), (act.code() for act in test_case.acts), "USES")
    else:
        clients = dict.fromkeys(["client", *(act.receiver for act in test_case.acts)])
        calls = listed(clients, _calls(test_case))
    body = [
        *calls,
        ANSWERED,
        f"ANSWERS = {pprint.pformat(answers, width=110)}",
        "",
        "",
        *("def side(make, follow):", *(f"    {line}" for line in _side(finding, told, alone))),
        "",
        "",
        f"conclude(lambda: {f'near({sides})' if finding.difference.kind == 'deadline' else sides})",
    ]
    imports = import_lines((reference, candidate), test_case.acts)
    return assemble(finding.fingerprint, _SAYS, _MODULES, imports, "\n".join(body))


def _calls(test_case: WireTestCase) -> list[str]:
    """Return the code of the calls; what comes of those before the last may be changed by their caller."""
    before = [f"spoilt({act.code()})" if test_case.spoils else act.code() for act in test_case.prelude]
    return [*before, test_case.act.code()]


def follows_up(side: Mapping[str, Any]) -> bool:
    """Return whether a side returned what has an end of its own, or may have: it never came to one."""
    return bool(side["followed"]) or any(isinstance(call, TimedOut) for call in side["calls"])


def _side(finding: Finding, told: str, server: str) -> list[str]:
    """Return the lines that make the calls with one client and return what the finding is about."""
    if found := _ATTRIBUTE.fullmatch(finding.difference.path):
        return [f"return attribute(make, {found[1]!r}, {'CALLS' if found[2] == AFTER else '[]'}, {server})"]
    if finding.difference.kind == "mutated":
        return ["client = Watched(make)", f"exchange(client, {told})", "return client.changed()"]
    way = "connecting" if finding.test_case.connects else "used" if finding.test_case.made else "exchange"
    return [f"seen = {way}(make, {told})", f"return {_aspect(finding)}"]


def _fail(finding: Finding) -> str:
    """Return the code of what errors are compared by."""
    difference, test_case = finding.difference, finding.test_case
    asked = {
        "error-value": f"getattr(error, {difference.path.rpartition('(.')[2].rstrip(')')!r}, None)",
        "error-cause": "cause(error)",
        "error-message": f"named({sorted(test_case.words)!r}, str(error))",
    }.get(difference.kind)
    return f"lambda error: (*failure(error), {asked})" if asked else "failure"


def _aspect(finding: Finding) -> str:
    """Return the code of what a finding is about."""
    kind, path = finding.difference.kind, finding.difference.path
    rpc, _, rest = path.partition(".")
    if finding.test_case.act.method == LOOK and rest:
        return f"offered(seen, {rest.partition('[')[0].partition('(')[0].partition('.')[0]!r})"
    if kind == "rpc-order":
        return f"rpcs(seen, {_IGNORED!r})"
    if kind.startswith("rpc-"):
        return f"times(seen, {rpc!r})"
    if kind == "metadata":
        return f"metadata(seen, {rpc!r}, {rest!r})"
    if kind == "deadline":
        return f"deadlines(seen, {rpc!r})"
    if kind == "field" and (entry := _ENTRY.fullmatch(rest)):
        return f"entries(seen, {rpc!r}, {entry[1]!r}, {entry[2]!r})"
    if kind == "field":
        return f"fields(seen, {rpc!r}, {rest.partition('[')[0]!r})"
    return "seen.outcome"


def recorded_answers(finding: Finding) -> Mapping[str, Answers]:
    """Return what the server answered, by RPC; of both sides the one that was given more different answers."""
    found: dict[str, Answers] = {}
    script: Script = finding.test_case.script
    for side in (finding.reference, finding.candidate):
        answered: dict[str, list[tuple[Request, Any]]] = {}
        for request in side["answers"]:
            answered.setdefault(request.rpc, []).append((request, _reply(request, script)))
        for rpc, replies in answered.items():
            answers = kept(replies)
            if len(flat([answers])) > len(flat([found.get(rpc, ())])):
                found[rpc] = answers
    return dict(sorted(found.items()))


def _reply(request: Request, script: Script) -> Any:
    """Return what a server of a script is to answer to a request."""
    answer: Answer | None = script.answer(request.rpc, request.position)
    if isinstance(answer, Late):
        return ("late", answer.seconds, data_of(request.rpc, request.reply))
    if isinstance(answer, Abort):
        return ("abort", answer.code, answer.details)
    if isinstance(answer, Drop):
        return ("abort", "UNAVAILABLE", "connection dropped")
    return data_of(request.rpc, request.reply)
