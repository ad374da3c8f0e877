"""Calls whose RPC fails a few times."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Effort
from conformance.checks.runtime.plans.rehearsal import DEADLINE, HALF, UNCHOSEN, Planned, bare, chosen, sends
from conformance.checks.runtime.stage import RuntimeStage
from conformance.checks.runtime.trial import Idle, RuntimeTrial
from conformance.wire import Abort, Answer, Refusal, Rule, Script, rpcs
from conformance.wire.service import has_status

__all__ = ["plan"]

FAILURES = 2
"""Times that an RPC fails before it goes well."""

FAULTS: Mapping[str, Answer] = {
    "UNAVAILABLE": Abort("UNAVAILABLE"),
    "rate limit": Refusal(8, "rate limit", 49, retriable=True),
    "schema mismatch": Refusal(109, "schema mismatch"),
}


def plan(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan failures of the last RPC: of one kind, and of each where there is time."""
    if not chosen(stage, method, effort, HALF):
        return UNCHOSEN
    sent = sends(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    kinds = list(FAULTS)[: None if effort.profile.complete else 1]
    return [
        RuntimeTrial(
            bare(stage, method, effort),
            "perseverance",
            {"rpc": sent[-1], "fault": kind, "deadline": DEADLINE},
            Script((Rule(sent[-1], FAULTS[kind], times=FAILURES),)),
            trigger=f"{sent[-1]} {kind}",
        )
        for kind in kinds
        if isinstance(FAULTS[kind], Abort) or has_status(rpcs()[sent[-1]].response)
    ]
