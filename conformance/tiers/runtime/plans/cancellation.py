"""Calls that are cancelled while the server has them."""

from __future__ import annotations

from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    SILENCE,
    Planned,
    bare,
    sends,
    stands_for_all,
)
from conformance.tiers.runtime.scenarios.cancellation import WAYS
from pytest_milvus.mock_server import Late, Rule, Script

__all__ = ["plan"]


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan a cancellation at the last RPC; where there is time at each one, and in every way.

    One method is cancelled in every way always, and while it connects.
    """
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    last, *others = [(rpc, sent[:place].count(rpc)) for place, rpc in enumerate(sent)][::-1]
    first, *ways = WAYS
    tried = [(*last, first)]
    if configuration.profile.complete:
        tried += [(*place, first) for place in others]
    common = stands_for_all(driver, method, configuration)
    if configuration.profile.complete or common:
        tried += [(*last, way) for way in ways]
    if common:
        tried.append(("Connect", 0, first))
    return [
        RuntimeTestCase(
            bare(driver, method, configuration),
            "cancellation",
            {"rpc": rpc, "place": place, "way": way, "deadline": DEADLINE},
            Script((Rule(rpc, Late(SILENCE), skip=place, times=1),)),
            alone=rpc == "Connect",  # clients of one loop connect one after the other
            trigger=f"{rpc}, {way}",
        )
        for rpc, place, way in tried
    ]
