"""Clients that are closed, and clients in several loops."""

from __future__ import annotations

from conformance.strategies.calls import SHARED
from conformance.tiers.check import Effort
from conformance.tiers.runtime.case import Idle, RuntimeTrial
from conformance.tiers.runtime.driver import RuntimeStage
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    FAILS,
    HALF,
    LATE,
    UNCHOSEN,
    Planned,
    bare,
    chosen,
    fails,
    sends,
)
from pytest_milvus.mock_server import Late, Rule, Script

__all__ = ["plan"]

ROUNDS = 5
"""Clients that are used and closed one after the other, to see what becomes more."""

SHORT = 4.0
"""Seconds after which a call is given up that is made alone."""


def plan(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a call, a close, and a call after it; for a few methods two clients, for one several loops."""
    if method == "close":
        return Idle("every trial of this check closes")
    if not chosen(stage, method, effort, HALF):
        return UNCHOSEN
    act = bare(stage, method, effort)
    trials = [RuntimeTrial(act, "afterlife", {"deadline": DEADLINE})]
    sent = sends(stage, method, effort)
    if fails(stage, method, effort):
        return FAILS
    if chosen(stage, method, effort) and not isinstance(sent, Idle):
        late = Script((Rule(sent[-1], Late(LATE)),))
        trials.append(RuntimeTrial(act, "twins", {"rpc": sent[-1], "deadline": DEADLINE}, late))
    if method == SHARED:
        words = {"rounds": ROUNDS, "deadline": SHORT}
        trials.append(RuntimeTrial(act, "loops", words, alone=True))
    return trials
