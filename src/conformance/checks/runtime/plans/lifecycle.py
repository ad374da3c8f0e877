"""Clients that are closed, and clients in several loops."""

from __future__ import annotations

from conformance.checks.registry import Effort
from conformance.checks.runtime.plans.rehearsal import (
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
from conformance.checks.runtime.stage import RuntimeStage
from conformance.checks.runtime.trial import Idle, RuntimeTrial
from conformance.strategies.calls import SHARED
from conformance.wire import Late, Rule, Script

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
