"""Calls with a timeout, on a server that does not answer."""

from __future__ import annotations

from conformance.checks.registry import Effort
from conformance.checks.runtime.plans.rehearsal import SILENCE, Planned, bare, client, sends
from conformance.checks.runtime.stage import RuntimeStage
from conformance.checks.runtime.trial import Idle, RuntimeTrial
from conformance.operation import Operation
from conformance.strategies.calls import SHARED, parameters
from conformance.wire import Abort, Answer, Late, Rule, Script

__all__ = ["plan"]

TIMEOUT = 0.5
MARGIN = 1.0
"""Seconds of a timeout, and by how much it may be missed on a loaded machine."""


def plan(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan an answer that does not come: to the last RPC, and to each where there is time."""
    if "timeout" not in {item.name for item in parameters(client(stage), method)}:
        return Idle("it takes no timeout")
    sent = sends(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    barest = bare(stage, method, effort)
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
