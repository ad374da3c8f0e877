"""The rehearsal: a method's barest call, and what it sends.

The one rule: what a method sends is found out by calling it, so that no list of methods or RPCs stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from conformance.catalogue import sleep
from conformance.exploration.sampling import each
from conformance.model import Operation
from conformance.strategies.calls import SHARED, call_plan, methods
from conformance.tiers.check import Effort
from conformance.tiers.runtime.case import Idle, RuntimeTrial
from conformance.tiers.runtime.driver import Performance, RuntimeStage
from pytest_milvus.mock_server import Late, Rule, Script, rpcs

__all__ = [
    "DEADLINE",
    "FAILS",
    "GAP",
    "HALF",
    "LATE",
    "SILENCE",
    "UNCHOSEN",
    "Planned",
    "all_late",
    "bare",
    "chosen",
    "client",
    "fails",
    "rehearsed",
    "sends",
    "watched",
]

GAP = 0.25
"""Seconds that a loop may stand still on a loaded machine."""

LATE = 0.3
"""Seconds by which answers are late: more than `GAP`, so that whoever waits for one on the loop is seen."""

SILENCE = 8.0
"""Seconds by which an answer is late that nobody is meant to wait for."""

DEADLINE = 10.0
"""Seconds after which a call that should return is given up."""

FEW, HALF = 20, 2
"""One method in so many is tried in a quick run: in what cannot be done together, and in what asks for many clients."""

UNCHOSEN = Idle("a quick run tries one method in so many, others for each seed")

FAILS = Idle("its plain call fails, which runtime.loop tells")

Planned = Sequence[RuntimeTrial] | Idle
"""The trials of a method, or why there are none."""


def client(stage: RuntimeStage) -> type:
    """Return the class of the reference."""
    assert stage.reference.client is not None  # see RuntimeCheck.methods
    return stage.reference.client


def chosen(stage: RuntimeStage, method: str, effort: Effort, share: int = FEW) -> bool:
    """Return whether a method is tried: where there is time all are, else one in so many, others for each seed."""
    names = methods(client(stage))
    return effort.profile.complete or method == SHARED or names.index(method) % share == effort.seed % share


def bare(stage: RuntimeStage, method: str, effort: Effort) -> Operation:
    """Return the barest planned call of a method."""
    plan = call_plan(client(stage), method)
    return stage.once(("barest", method, effort.seed), lambda: next(iter(each([plan[1]], effort.seed))))


def watched(act: Operation) -> RuntimeTrial:
    """Return the trial in which a loop is watched while every answer to a call is late."""
    # Who sleeps of its own accord, between many late answers, has less left of the deadline than others.
    deadline = DEADLINE * (1 + sleep(act.method) / 1000)
    return RuntimeTrial(act, "heartbeat", {"limit": GAP, "deadline": deadline, "beat": False}, all_late())


@cache
def all_late() -> Script:
    """Return the script in which every answer is late."""
    # A connection is made under a lock that all clients of a loop share; a late one would hold up the others.
    return Script(tuple(Rule(rpc, Late(LATE)) for rpc in rpcs() if rpc != "Connect"))


def rehearsed(stage: RuntimeStage, method: str, effort: Effort) -> RuntimeTrial:
    """Return the trial that shows what a method sends."""
    return stage.once(("rehearsed", method, effort.seed), lambda: watched(bare(stage, method, effort)))


def _in_doubt(shown: Performance) -> bool:
    """Return whether a call may have failed only because the machine was busy with others."""
    return shown.seen is None or shown.seen["ended"] in ("hung", "MilvusException", "RpcError")


def sends(stage: RuntimeStage, method: str, effort: Effort) -> Sequence[str] | Idle:
    """Return the RPCs that the candidate's barest call of a method sends, in order."""
    trial = rehearsed(stage, method, effort)
    (shown,) = stage.recall([trial])
    if _in_doubt(shown):
        shown = stage.once(("alone", method, effort.seed), lambda: stage.perform(trial))
    sent = [item.rpc for item in shown.requests if item.rpc != "Connect"]
    if not sent:
        return Idle("it sends nothing")
    if shown.seen is None or shown.seen["ended"] != "returned":
        return FAILS
    return sent


def fails(stage: RuntimeStage, method: str, effort: Effort) -> bool:
    """Return whether the candidate's barest call of a method fails, though all is well but late."""
    (shown,) = stage.recall([rehearsed(stage, method, effort)])
    return shown.seen is not None and shown.seen["ended"] != "returned"
