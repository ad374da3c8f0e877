"""Plans: which trials a method gets in each check of the runtime tier.

The one rule: what a method sends is found out by calling it, so that no list of methods or RPCs stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from conformance.checks.pool import each
from conformance.checks.registry import Effort
from conformance.checks.runtime.stage import RuntimeStage
from conformance.checks.runtime.trial import Idle, RuntimeTrial
from conformance.operation import Operation
from conformance.strategies.calls import SHARED, call_plan, parameters
from conformance.wire import Abort, Answer, Late, Refusal, Rule, Script, rpcs
from conformance.wire.service import has_status
from conformance.wire.unfinished import unfinished

__all__ = [
    "cancellation",
    "completion",
    "concurrency",
    "lifecycle",
    "loop",
    "reconnection",
    "retry",
    "timeout",
]

GAP = 0.25
"""Seconds that a loop may stand still on a loaded machine."""

LATE = 0.3
"""Seconds by which answers are late: more than `GAP`, so that whoever waits for one on the loop is seen."""

SILENCE = 8.0
"""Seconds by which an answer is late that nobody is meant to wait for."""

DEADLINE = 10.0
"""Seconds after which a call that should return is given up."""

TIMEOUT = 0.5
MARGIN = 1.0
"""Seconds of a timeout, and by how much it may be missed on a loaded machine."""

CROWD, LARGE_CROWD = 6, 50
"""Calls that are made together, in a quick run and where there is time."""

FAILURES = 2
"""Times that an RPC fails before it goes well."""

UNFINISHED = 1
"""Looks at work that find it unfinished; pymilvus sleeps up to five seconds between two."""

FAULTS: Mapping[str, Answer] = {
    "UNAVAILABLE": Abort("UNAVAILABLE"),
    "rate limit": Refusal(8, "rate limit", 49, retriable=True),
    "schema mismatch": Refusal(109, "schema mismatch"),
}

Planned = Sequence[RuntimeTrial] | Idle


def loop(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan the barest call; the richest one where there is time; one method's with a heartbeat, and alone."""
    trials = [_rehearsed(stage, method, effort)]
    if effort.profile.complete:
        trials += [_watched(act) for act in each([call_plan(_client(stage), method)[0]], effort.seed)]
    if method == SHARED:
        words = {"limit": GAP, "deadline": DEADLINE, "beat": True}
        late = Script((Rule("Connect", Late(LATE)), *_late().rules))
        trials.append(RuntimeTrial(_bare(stage, method, effort), "heartbeat", words, late, alone=True))
    return trials


def timeout(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan an answer that does not come: to the last RPC, and to each where there is time."""
    if "timeout" not in {item.name for item in parameters(_client(stage), method)}:
        return Idle("it takes no timeout")
    sent = _sent(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    barest = _bare(stage, method, effort)
    wanted = list(dict.fromkeys(reversed(sent)))
    tried: list[tuple[str, float]] = [(wanted[0], TIMEOUT)]
    if effort.profile.complete:
        tried += [*((rpc, TIMEOUT) for rpc in wanted[1:]), (wanted[0], 1)]
    faults: list[tuple[str, float, Answer]] = [(rpc, seconds, Late(SILENCE)) for rpc, seconds in tried]
    if method == SHARED:  # what is tried again is no answer either
        faults.append((wanted[0], TIMEOUT, Abort("UNAVAILABLE")))
    return [
        RuntimeTrial(
            Operation(method, barest.args, {**barest.kwargs, "timeout": seconds}),
            "deadline",
            {"timeout": seconds, "margin": MARGIN, "rpc": rpc},
            Script((Rule(rpc, fault),)),
        )
        for rpc, seconds, fault in faults
    ]


def cancellation(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a cancellation at the last RPC; where there is time at each one, and in another way."""
    sent = _sent(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    places = [(rpc, sent[:place].count(rpc)) for place, rpc in enumerate(sent)][::-1]
    tried = [(*places[0], "cancel")]
    if effort.profile.complete:
        tried += [*((*place, "cancel") for place in places[1:]), (*places[0], "wait_for")]
    return [
        RuntimeTrial(
            _bare(stage, method, effort),
            "cancellation",
            {"rpc": rpc, "place": place, "way": way, "deadline": DEADLINE},
            Script((Rule(rpc, Late(SILENCE), skip=place, times=1),)),
        )
        for rpc, place, way in tried
    ]


def concurrency(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a crowd of calls, told apart by the first name that they give and by their request ids."""
    sent = _sent(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    barest, names = _bare(stage, method, effort), {item.name for item in parameters(_client(stage), method)}
    named = "collection_name" if isinstance(barest.kwargs.get("collection_name"), str) else ""
    count = LARGE_CROWD if effort.profile.complete else CROWD
    words = {"count": count, "named": named, "tagged": "client_request_id" in names, "deadline": DEADLINE}
    return [RuntimeTrial(barest, "crowd", words)]


def retry(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan failures of the last RPC: of one kind, and of each where there is time."""
    sent = _sent(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    kinds = list(FAULTS)[: None if effort.profile.complete else 1]
    return [
        RuntimeTrial(
            _bare(stage, method, effort),
            "perseverance",
            {"rpc": sent[-1], "fault": kind, "deadline": DEADLINE},
            Script((Rule(sent[-1], FAULTS[kind], times=FAILURES),)),
        )
        for kind in kinds
        if isinstance(FAULTS[kind], Abort) or has_status(rpcs()[sent[-1]].response)
    ]


def reconnection(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a restart between calls; during one where there is time."""
    sent = _sent(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    late = Script((Rule(sent[-1], Late(SILENCE), times=1),))
    return [
        RuntimeTrial(
            _bare(stage, method, effort),
            "restart",
            {"rpc": sent[-1], "during": during, "deadline": DEADLINE},
            late if during else Script(),
        )
        for during in ((False, True) if effort.profile.complete or method == SHARED else (False,))
    ]


def completion(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan unfinished work, for each RPC that the method looks at it with."""
    sent = _sent(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    looks = {rpc: answer for rpc in dict.fromkeys(sent) if (answer := unfinished(rpc)) is not None}
    if not looks:
        return Idle("it waits for no work")
    return [
        RuntimeTrial(
            _bare(stage, method, effort),
            "completion",
            {"rpc": rpc, "unfinished": UNFINISHED, "deadline": DEADLINE},
            Script((Rule(rpc, answer, times=UNFINISHED),)),
        )
        for rpc, answer in looks.items()
    ]


def lifecycle(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a call, a close, and a call after it."""
    if method == "close":
        return Idle("every trial of this check closes")
    return [RuntimeTrial(_bare(stage, method, effort), "afterlife", {"deadline": DEADLINE})]


def _client(stage: RuntimeStage) -> type:
    assert stage.reference.client is not None  # see RuntimeCheck.methods
    return stage.reference.client


def _bare(stage: RuntimeStage, method: str, effort: Effort) -> Operation:
    """Return the barest planned call of a method."""
    plan = call_plan(_client(stage), method)
    return stage.once(("barest", method, effort.seed), lambda: next(iter(each([plan[1]], effort.seed))))


def _watched(act: Operation) -> RuntimeTrial:
    """Return the trial in which a loop is watched while every answer to a call is late."""
    return RuntimeTrial(act, "heartbeat", {"limit": GAP, "deadline": DEADLINE, "beat": False}, _late())


@cache
def _late() -> Script:
    # A connection is made under a lock that all clients of a loop share; a late one would hold up the others.
    return Script(tuple(Rule(rpc, Late(LATE)) for rpc in rpcs() if rpc != "Connect"))


def _rehearsed(stage: RuntimeStage, method: str, effort: Effort) -> RuntimeTrial:
    """Return the trial that shows what a method sends."""
    return stage.once(("rehearsed", method, effort.seed), lambda: _watched(_bare(stage, method, effort)))


def _sent(stage: RuntimeStage, method: str, effort: Effort) -> Sequence[str] | Idle:
    """Return the RPCs that the candidate's barest call of a method sends, in order."""
    beside = stage.neighbours(method)
    shown = dict(
        zip(beside, stage.recall([_rehearsed(stage, name, effort) for name in beside]), strict=True)
    )[method]
    sent = [item.rpc for item in shown.requests if item.rpc != "Connect"]
    if not sent:
        return Idle("it sends nothing")
    if shown.seen is None or shown.seen["ended"] != "returned":
        return Idle("its plain call fails, which the wire tier tells")
    return sent
