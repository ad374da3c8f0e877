"""Servers that restart."""

from __future__ import annotations

from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    HALF,
    SILENCE,
    UNCHOSEN,
    Planned,
    bare,
    chosen,
    sends,
    stands_for_all,
)
from pytest_milvus.mock_server import Late, Rule, Script

__all__ = ["plan"]


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan a restart between calls; during one where there is time."""
    if not chosen(driver, method, configuration, HALF):
        return UNCHOSEN
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    late = Script((Rule(sent[-1], Late(SILENCE), times=1),))
    return [
        RuntimeTestCase(
            bare(driver, method, configuration),
            "restart",
            {"rpc": sent[-1], "during": during, "deadline": DEADLINE},
            late if during else Script(),
        )
        for during in (
            (False, True)
            if configuration.profile.complete or stands_for_all(driver, method, configuration)
            else (False,)
        )
    ]
