"""A loop is watched while every answer is late."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exploration.sampling import each
from conformance.strategies.calls import call_plan
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    GAP,
    LATE,
    SILENCE,
    Planned,
    all_late,
    bare,
    client,
    fails,
    rehearsed,
    sends,
    stands_for_all,
    understood,
    watched,
)
from pytest_milvus.mock_server import Late, Rule, Script

__all__ = ["plan"]

HELD = 0.5
"""Seconds in which it is counted what a client does that waits."""


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan the barest call; the richest one where there is time; one method's with a heartbeat, and alone.

    Where it fails, whether it fails with the reference, too: a check that never saw a call return proves nothing.
    """
    planned_test_cases = [rehearsed(driver, method, configuration)]
    if fails(driver, method, configuration):
        return [
            *planned_test_cases,
            RuntimeTestCase(bare(driver, method, configuration), "plain", {"deadline": DEADLINE}),
        ]
    if configuration.profile.complete:
        planned_test_cases += [
            watched(understood(driver, act))
            for act in each([call_plan(client(driver), method)[0]], configuration.seed)
        ]
    if stands_for_all(driver, method, configuration):
        words = {"limit": GAP, "deadline": DEADLINE, "beat": True}
        late = Script((Rule("Connect", Late(LATE)), *all_late().rules))
        planned_test_cases.append(
            RuntimeTestCase(bare(driver, method, configuration), "heartbeat", words, late, alone=True)
        )
        planned_test_cases += _idle(driver, method, configuration)
    return planned_test_cases


def _idle(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Iterator[RuntimeTestCase]:
    sent = sends(driver, method, configuration)
    if not isinstance(sent, Idle):
        words = {"rpc": sent[-1], "seconds": HELD, "deadline": DEADLINE}
        silent = Script((Rule(sent[-1], Late(SILENCE), times=1),))
        yield RuntimeTestCase(bare(driver, method, configuration), "idle", words, silent, alone=True)
