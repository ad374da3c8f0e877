"""Calls that are cancelled while the server has them."""

from __future__ import annotations

from conformance.checks.registry import Effort
from conformance.checks.runtime.plans.rehearsal import DEADLINE, SILENCE, Planned, bare, sends
from conformance.checks.runtime.stage import RuntimeStage
from conformance.checks.runtime.trial import Idle, RuntimeTrial
from conformance.wire import Late, Rule, Script

__all__ = ["plan"]


def plan(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a cancellation at the last RPC; where there is time at each one, and in another way."""
    sent = sends(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    places = [(rpc, sent[:place].count(rpc)) for place, rpc in enumerate(sent)][::-1]
    tried = [(*places[0], "cancel")]
    if effort.profile.complete:
        tried += [*((*place, "cancel") for place in places[1:]), (*places[0], "wait_for")]
    return [
        RuntimeTrial(
            bare(stage, method, effort),
            "cancellation",
            {"rpc": rpc, "place": place, "way": way, "deadline": DEADLINE},
            Script((Rule(rpc, Late(SILENCE), skip=place, times=1),)),
        )
        for rpc, place, way in tried
    ]
