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
    stands_for_all,
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


FAILURES = 2
"""Times that an RPC fails before it goes well."""


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan calls that return, and where there is time one that fails; one method's are tried again.

    What a client prints or changes is said to the process, not to a loop: nothing else may be under way.
    """
    if not chosen(driver, method, configuration, SHARE):
        return UNCHOSEN
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    calls = CALLS if chosen(driver, method, configuration, COUNTED) else 1
    tried: list[tuple[str, int | None, int]] = [("", None, calls)]
    if chosen(driver, method, configuration):
        tried.append(("INVALID_ARGUMENT", None, 1))
    if stands_for_all(driver, method, configuration):
        tried.append(("UNAVAILABLE", FAILURES, 1))
    return [
        RuntimeTestCase(
            bare(driver, method, configuration),
            "footprint",
            {"secret": SECRET.token, "rounds": rounds, "well": not code, "deadline": DEADLINE},
            Script((Rule(sent[-1], Abort(code), times=times),)) if code else Script(),
            SECRET,
            alone=True,
            trigger=f"{sent[-1]} {code}" if code else "",
        )
        for code, times, rounds in tried
    ]
