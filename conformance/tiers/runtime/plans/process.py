"""Calls that are watched from their process."""

from __future__ import annotations

from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    UNCHOSEN,
    Planned,
    bare,
    chosen,
    sends,
)
from conformance.tiers.wire.case import Setting
from pytest_milvus.mock_server import Abort, Rule, Script

__all__ = ["plan"]

SECRET = Setting(token="ann:x7Qw-9vKp_2Lt")
"""A token that no text contains by chance."""

SHARE, COUNTED = 2, 4
"""One method in so many is tried in a quick run, and of one in so many it is counted what its calls add up to."""

CALLS = 4
"""Calls after each of which it is counted."""


FAULTS = (("INVALID_ARGUMENT", None), ("UNAVAILABLE", 2))
"""How the last RPC fails, and how often before it goes well."""


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan calls that return, and where there is time one that fails and one that is tried again.

    What a client prints or changes is said to the process, not to a loop: nothing else may be under way.
    """
    if not chosen(driver, method, configuration, SHARE):
        return UNCHOSEN
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    calls = CALLS if chosen(driver, method, configuration, COUNTED) else 1
    tried = [(Script(), "", calls)]
    if chosen(driver, method, configuration):
        tried += [
            (Script((Rule(sent[-1], Abort(code), times=times),)), f"{sent[-1]} {code}", 1)
            for code, times in FAULTS
        ]
    return [
        RuntimeTestCase(
            bare(driver, method, configuration),
            "footprint",
            {"secret": SECRET.token, "rounds": rounds, "well": not trigger, "deadline": DEADLINE},
            script,
            SECRET,
            alone=True,
            trigger=trigger,
        )
        for script, trigger, rounds in tried
    ]
