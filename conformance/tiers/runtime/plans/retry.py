"""Calls whose RPC fails a few times."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
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


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan failures of the last RPC: of one kind, and of each where there is time."""
    if not chosen(driver, method, configuration, HALF):
        return UNCHOSEN
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    kinds = list(FAULTS)[: None if configuration.profile.complete else 1]
    return [
        RuntimeTestCase(
            bare(driver, method, configuration),
            "perseverance",
            {"rpc": sent[-1], "fault": kind, "deadline": DEADLINE},
            Script((Rule(sent[-1], FAULTS[kind], times=FAILURES),)),
            trigger=f"{sent[-1]} {kind}",
        )
        for kind in kinds
        if isinstance(FAULTS[kind], Abort) or has_status(rpcs()[sent[-1]].response)
    ]
