"""First calls on a server that is hard to reach.

The one rule: they are tried with one method, since how a client connects does not depend on what is called then; and
alone, since clients of one loop, and synchronous ones of one process, connect one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.model import Operation
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import SILENCE, timed
from conformance.tiers.wire.case import Setting
from pytest_milvus.mock_server import Late, Rule, Script

__all__ = ["connecting"]

TIMEOUT, MARGIN = 0.5, 1.0
"""Seconds of the timeout of a first call, and by how much it may be missed on a loaded machine."""

LATE = 1.0
"""Seconds by which a greeting is late that is to be waited for."""

WITHIN: Mapping[str, Any] = {"timeout": 1.0}
"""Seconds that the constructor is told to wait for a connection."""

PATIENCE = 20.0
"""Seconds after which a first call is given up; pymilvus gives a connection ten where nobody says how long."""

DOWN, SILENT, SLOW = "down", "silent", "slow to greet"


def connecting(
    driver: RuntimeDriver, act: Operation, configuration: RunConfiguration
) -> Iterator[RuntimeTestCase]:
    """Yield first calls with a timeout, first calls without one, and with a timeout of the constructor's.

    Where nobody limits the wait for a server that is silent, it is long: that is for runs that have time.
    """
    for way in (DOWN, SILENT, SLOW):
        words = {"way": way, "timeout": TIMEOUT, "margin": MARGIN}
        yield RuntimeTestCase(timed(driver, act, TIMEOUT), "reach", words, _greets(way, SILENCE), alone=True)
    yield _greeting(act, DOWN)
    yield _greeting(act, SLOW, LATE)
    whole = configuration.profile.complete
    if all(side.takes(name) for side in (driver.reference, driver.candidate) for name in WITHIN):
        turn = configuration.seed % 2
        for way in (SILENT, SLOW) if whole else (SILENT, SLOW)[turn : turn + 1]:
            yield _greeting(act, way, SILENCE, WITHIN)
    if whole:
        yield _greeting(act, SILENT)


def _greeting(
    act: Operation, way: str, late: float = 0.0, within: Mapping[str, Any] | None = None
) -> RuntimeTestCase:
    setting = Setting(words=within or {})
    words = {"way": way, "deadline": PATIENCE}
    about = "constructor's timeout" if within else "no timeout"
    return RuntimeTestCase(act, "greeting", words, _greets(way, late), setting, alone=True, trigger=about)


def _greets(way: str, late: float) -> Script:
    return Script((Rule("Connect", Late(late)),)) if way == SLOW else Script()
