"""Calls whose RPC fails a few times."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.tiers.check import Effort
from conformance.tiers.runtime.case import Idle, RuntimeTrial
from conformance.tiers.runtime.driver import RuntimeStage
from conformance.tiers.runtime.plans.rehearsal import DEADLINE, HALF, UNCHOSEN, Planned, bare, chosen, sends
from pytest_milvus.mock_server import Abort, Answer, Refusal, Rule, Script, rpcs
from pytest_milvus.mock_server.service import has_status

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
