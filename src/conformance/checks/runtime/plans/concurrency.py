"""Calls that are made together."""

from __future__ import annotations

from conformance.checks.registry import Effort
from conformance.checks.runtime.plans.rehearsal import DEADLINE, Planned, bare, client, sends
from conformance.checks.runtime.stage import RuntimeStage
from conformance.checks.runtime.trial import Idle, RuntimeTrial
from conformance.strategies.calls import parameters

__all__ = ["plan"]

CROWD, LARGE_CROWD = 6, 50
"""Calls that are made together, in a quick run and where there is time."""


def plan(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a crowd of calls, told apart by the first name that they give and by their request ids."""
    sent = sends(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    barest, names = bare(stage, method, effort), {item.name for item in parameters(client(stage), method)}
    named = "collection_name" if isinstance(barest.kwargs.get("collection_name"), str) else ""
    count = LARGE_CROWD if effort.profile.complete else CROWD
    words = {"count": count, "named": named, "tagged": "client_request_id" in names, "deadline": DEADLINE}
    return [RuntimeTrial(barest, "crowd", words)]
