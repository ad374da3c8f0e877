"""Calls whose RPC fails a few times."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    HALF,
    UNCHOSEN,
    Planned,
    bare,
    chosen,
    sends,
    stands_for_all,
)
from pytest_milvus.mock_server import Abort, Answer, Refusal, Rule, Script, rpcs
from pytest_milvus.mock_server.faults import CODES
from pytest_milvus.mock_server.service import has_status

__all__ = ["plan"]

FAILURES = 2
"""Times that an RPC fails before it goes well."""

MANY = 7
"""Times that it fails where the pauses between attempts are compared: 7 s of them with pymilvus."""

PATIENCE = 20.0
"""Seconds after which a call is given up that is tried so often: long before the test case itself is."""

_CODE, _LEGACY = CODES["SchemaMismatch"]

FAULTS: Mapping[str, Answer] = {
    "UNAVAILABLE": Abort("UNAVAILABLE"),
    "rate limit": Refusal(8, "rate limit", 49, retriable=True),
    "schema mismatch": Refusal(_CODE, "schema mismatch", _LEGACY),
}


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan failures of the last RPC: of one kind; of each, and with one method many, where there is time."""
    if not chosen(driver, method, configuration, HALF):
        return UNCHOSEN
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    kinds = list(FAULTS)[: None if configuration.profile.complete else 1]
    tried = [(kind, FAILURES, DEADLINE) for kind in kinds]
    if configuration.profile.complete and stands_for_all(driver, method, configuration):
        tried.append((kinds[0], MANY, PATIENCE))
    return [
        RuntimeTestCase(
            bare(driver, method, configuration),
            "perseverance",
            {"rpc": sent[-1], "fault": kind, "deadline": deadline},
            Script((Rule(sent[-1], FAULTS[kind], times=times),)),
            trigger=f"{sent[-1]} {kind}",
        )
        for kind, times, deadline in tried
        if isinstance(FAULTS[kind], Abort) or has_status(rpcs()[sent[-1]].response)
    ]
