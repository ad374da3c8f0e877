"""Clients that are closed."""

from __future__ import annotations

from conformance.checks.registry import Effort
from conformance.checks.runtime.plans.rehearsal import DEADLINE, Planned, bare
from conformance.checks.runtime.stage import RuntimeStage
from conformance.checks.runtime.trial import Idle, RuntimeTrial

__all__ = ["plan"]


def plan(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a call, a close, and a call after it."""
    if method == "close":
        return Idle("every trial of this check closes")
    return [RuntimeTrial(bare(stage, method, effort), "afterlife", {"deadline": DEADLINE})]
