"""Clients that are closed, and clients in several loops."""

from __future__ import annotations

from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    FAILS,
    HALF,
    LATE,
    Planned,
    bare,
    chosen,
    fails,
    sends,
    stands_for_all,
)
from pytest_milvus.mock_server import Late, Rule, Script

__all__ = ["plan"]

ROUNDS = 5
"""Clients that are used and closed one after the other, to see what becomes more."""

SHORT = 4.0
"""Seconds after which a call is given up that is made alone."""


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan a call, a close, and a call after it; with a few methods two clients, with one all other ways to live.

    What a quick run leaves out, others for each seed, is at least looked after once: a leak shows every time.
    """
    if method == "close":
        return Idle("every test case of this check closes")
    act = bare(driver, method, configuration)
    scenario = "afterlife" if chosen(driver, method, configuration, HALF) else "leftover"
    planned_test_cases = [RuntimeTestCase(act, scenario, {"deadline": DEADLINE})]
    sent = sends(driver, method, configuration)
    if fails(driver, method, configuration):
        return FAILS
    if chosen(driver, method, configuration) and not isinstance(sent, Idle):
        late = Script((Rule(sent[-1], Late(LATE)),))
        planned_test_cases.append(
            RuntimeTestCase(act, "twins", {"rpc": sent[-1], "deadline": DEADLINE}, late)
        )
    if stands_for_all(driver, method, configuration):
        planned_test_cases.append(RuntimeTestCase(act, "within", {"deadline": DEADLINE}))
        words = {"rounds": ROUNDS, "deadline": SHORT}
        planned_test_cases += [
            RuntimeTestCase(act, lives, words, alone=True) for lives in ("loops", "scripts")
        ]
    return planned_test_cases
