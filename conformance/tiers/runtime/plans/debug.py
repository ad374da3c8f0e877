"""Calls in debug mode."""

from __future__ import annotations

from importlib.util import find_spec

from conformance.strategies.calls import SHARED
from conformance.tiers.check import Effort
from conformance.tiers.runtime.case import Idle, RuntimeTrial
from conformance.tiers.runtime.driver import RuntimeStage
from conformance.tiers.runtime.plans.rehearsal import DEADLINE, UNCHOSEN, Planned, bare, chosen, sends
from pytest_milvus.mock_server import Abort, Rule, Script

__all__ = ["plan"]


def plan(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a call that returns, and where there is time one that fails; one method's on uvloop, too.

    What Python complains of is said to the process, not to a loop: nothing else may be under way.
    """
    if not chosen(stage, method, effort):
        return UNCHOSEN
    sent = sends(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    kinds = ["asyncio", *["uvloop"] * (method == SHARED and find_spec("uvloop") is not None)]
    scripts = [Script(), Script((Rule(sent[-1], Abort("INVALID_ARGUMENT")),))]
    return [
        RuntimeTrial(
            bare(stage, method, effort),
            "complaints",
            {"loop": kind, "well": not script.rules, "deadline": DEADLINE},
            script,
            alone=True,
            trigger=kind if not script.rules else f"{kind}, {sent[-1]} INVALID_ARGUMENT",
        )
        for kind in kinds
        for script in scripts[: None if effort.profile.complete or method == SHARED else 1]
    ]
