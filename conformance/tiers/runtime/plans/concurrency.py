"""Calls that are made together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.catalogue import method_of, sleep
from conformance.exploration.sampling import each
from conformance.model import Operation
from conformance.strategies.calls import SHARED, call_plan, methods, parameters
from conformance.tiers.check import Effort
from conformance.tiers.runtime.case import Idle, RuntimeTrial
from conformance.tiers.runtime.driver import RuntimeStage
from conformance.tiers.runtime.plans.rehearsal import DEADLINE, Planned, bare, chosen, client, sends

__all__ = ["plan"]

CROWD, LARGE_CROWD = 6, 50
"""Calls of one method that are made together, in a quick run and where there is time."""

MIXED = 200
"""Calls of many methods that are made together."""


def plan(stage: RuntimeStage, method: str, effort: Effort) -> Planned:
    """Plan a crowd of calls, told apart by the first name that they give and by their request ids; once a mixed one."""
    sent = sends(stage, method, effort)
    if isinstance(sent, Idle):
        return sent
    barest, names = bare(stage, method, effort), {item.name for item in parameters(client(stage), method)}
    named = "collection_name" if isinstance(barest.kwargs.get("collection_name"), str) else ""
    count = LARGE_CROWD if effort.profile.complete else CROWD
    tagged, databases = "client_request_id" in names, chosen(stage, method, effort)
    words: dict[str, Any] = {"tagged": tagged, "databases": databases, "deadline": DEADLINE}
    trials = [RuntimeTrial(barest, "crowd", {"count": count, "named": named, **words})]
    if method == SHARED:
        # So many take the loop for a while.
        words |= {"count": MIXED, "named": ""}
        trials.append(
            RuntimeTrial(barest, "crowd", words, alone=True, beside=tuple(_reads(stage, method, effort)))
        )
    return trials


def _reads(stage: RuntimeStage, besides: str, effort: Effort) -> Sequence[Operation]:
    """Return calls of methods that change nothing, on the server or in the client: their order must not matter."""
    kind = client(stage)
    names = [name for name in methods(kind) if method_of(name).effect == "read" and not sleep(name)]
    names = [name for name in names if name != besides]
    offered = [
        name
        for name in names
        if "client_request_id" in {item.name for item in parameters(kind, name)}
        and stage.candidate_offers(name)
    ]
    return list(each([call_plan(kind, name)[1] for name in offered], effort.seed))
