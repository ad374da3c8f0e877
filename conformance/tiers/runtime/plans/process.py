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


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan calls that return, and where there is time one that fails.

    What a client prints or changes is said to the process, not to a loop: nothing else may be under way.
    """
    if not chosen(driver, method, configuration, SHARE):
        return UNCHOSEN
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    calls = CALLS if chosen(driver, method, configuration, COUNTED) else 1
    failing = Script((Rule(sent[-1], Abort("INVALID_ARGUMENT")),))
    return [
        RuntimeTestCase(
            bare(driver, method, configuration),
            "footprint",
            {"secret": SECRET.token, "rounds": rounds, "well": not script.rules, "deadline": DEADLINE},
            script,
            SECRET,
            alone=True,
            trigger=f"{sent[-1]} INVALID_ARGUMENT" if script.rules else "",
        )
        for script, rounds in ((Script(), calls), *[(failing, 1)] * chosen(driver, method, configuration))
    ]
