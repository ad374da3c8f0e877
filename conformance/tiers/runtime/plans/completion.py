"""Work that goes on while a method waits for it."""

from __future__ import annotations

from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import DEADLINE, FAILS, Planned, bare, fails, owed, sends
from pytest_milvus.mock_server import Rule, Script, Unfinished
from pytest_milvus.mock_server.unfinished import WORK

__all__ = ["plan"]

UNFINISHED = 1
"""Looks at work that find it unfinished; pymilvus sleeps up to five seconds between two."""

MANY, WINDOW = 40, 2.0
"""Looks that find it unfinished, more than there are in these seconds where each is followed by a pause."""


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan unfinished work, for each RPC that either client looks at it with: whoever never looks returns early."""
    own = sends(driver, method, configuration)
    if fails(driver, method, configuration):
        return FAILS
    sent = (*owed(driver, method, configuration), *(() if isinstance(own, Idle) else own))
    looks = [rpc for rpc in dict.fromkeys(sent) if rpc in WORK]
    if not looks:
        return Idle("it waits for no work")
    act = bare(driver, method, configuration)
    return [
        test_case
        for rpc in looks
        for test_case in (
            RuntimeTestCase(
                act,
                "completion",
                {"rpc": rpc, "unfinished": UNFINISHED, "deadline": DEADLINE},
                Script((Rule(rpc, Unfinished(), times=UNFINISHED),)),
            ),
            RuntimeTestCase(
                act,
                "pauses",
                {"rpc": rpc, "unfinished": MANY, "window": WINDOW, "deadline": DEADLINE},
                Script((Rule(rpc, Unfinished(), times=MANY),)),
            ),
        )
    ]
