"""A loop is watched while every answer is late."""

from __future__ import annotations

from conformance.exploration.sampling import each
from conformance.strategies.calls import SHARED, call_plan
from conformance.tiers.check import Effort
from conformance.tiers.runtime.case import RuntimeTrial
from conformance.tiers.runtime.driver import RuntimeStage
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    GAP,
    LATE,
    Planned,
    all_late,
    bare,
    client,
    fails,
    rehearsed,
    watched,
)
from pytest_milvus.mock_server import Late, Rule, Script

__all__ = ["plan"]


def plan(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan the barest call; the richest one where there is time; one method's with a heartbeat, and alone.

    Where it fails, whether it fails with the reference, too: a check that never saw a call return proves nothing.
    """
    trials = [rehearsed(stage, method, effort)]
    if fails(stage, method, effort):
        return [*trials, RuntimeTrial(bare(stage, method, effort), "plain", {"deadline": DEADLINE})]
    if effort.profile.complete:
        trials += [watched(act) for act in each([call_plan(client(stage), method)[0]], effort.seed)]
    if method == SHARED:
        words = {"limit": GAP, "deadline": DEADLINE, "beat": True}
        late = Script((Rule("Connect", Late(LATE)), *all_late().rules))
        trials.append(RuntimeTrial(bare(stage, method, effort), "heartbeat", words, late, alone=True))
    return trials
