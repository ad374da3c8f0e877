"""Servers that restart."""

from __future__ import annotations

from conformance.strategies.calls import SHARED
from conformance.tiers.check import Effort
from conformance.tiers.runtime.case import Idle, RuntimeTrial
from conformance.tiers.runtime.driver import RuntimeStage
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    HALF,
    SILENCE,
    UNCHOSEN,
    Planned,
    bare,
    chosen,
    sends,
)
from pytest_milvus.mock_server import Late, Rule, Script

__all__ = ["plan"]


def plan(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a restart between calls; during one where there is time."""
    if not chosen(stage, method, effort, HALF):
        return UNCHOSEN
    sent = sends(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    late = Script((Rule(sent[-1], Late(SILENCE), times=1),))
    return [
        RuntimeTrial(
            bare(stage, method, effort),
            "restart",
            {"rpc": sent[-1], "during": during, "deadline": DEADLINE},
            late if during else Script(),
        )
        for during in ((False, True) if effort.profile.complete or method == SHARED else (False,))
    ]
