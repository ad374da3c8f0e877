"""Servers that restart."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.strategies.calls import parameters
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
    client,
    sends,
    stands_for_all,
)
from pytest_milvus.mock_server import Late, Rule, Script

__all__ = ["plan"]

AWAY, SILENT = 8.0, 2.0
"""Seconds for which a server is down, so that whoever does not wait for it has failed by then, on a busy machine, too;
and for which it is silent, which anybody waits for."""

TIMEOUT = 4.0
"""Seconds of a timeout that passes while the server is down; whoever does not wait for it has failed by then."""

PATIENCE = 20.0
"""Seconds after which a call is given up that was made while the server was away."""


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan a restart between calls, during one where there is time, and for some a call while the server is away."""
    if not chosen(driver, method, configuration, HALF):
        return UNCHOSEN
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    late = Script((Rule(sent[-1], Late(SILENCE), times=1),))
    restarts = [
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
    return [*restarts, *_outages(driver, method, configuration)]


def _outages(
    driver: RuntimeDriver, method: str, configuration: RunConfiguration
) -> Iterator[RuntimeTestCase]:
    """Yield a call while the server is down, without a timeout and with one; one method's while it is silent, too.

    Which RPCs wait for a server that is down is decided for each of them. One that is silent holds any call alike.
    """
    if not chosen(driver, method, configuration):
        return
    ways: list[tuple[str, float, float | None]] = [("down", AWAY, None)]
    if "timeout" in {item.name for item in parameters(client(driver), method)}:
        ways.append(("down", AWAY, TIMEOUT))
    if stands_for_all(driver, method, configuration):
        ways.append(("silent", SILENT, None))
    act = bare(driver, method, configuration)
    for way, away, timeout in ways:
        words = {"way": way, "away": away, "timeout": timeout, "deadline": PATIENCE}
        kind = type(timeout).__name__ if timeout else "None"
        yield RuntimeTestCase(act, "outage", words, trigger=f"timeout: {kind}")
