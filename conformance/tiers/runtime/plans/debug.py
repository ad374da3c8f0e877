"""Calls in debug mode."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

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
from pytest_milvus.mock_server import Abort, Rule, Script

__all__ = ["plan"]


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan a call that returns, and where there is time one that fails; one method's on uvloop, and unclosed, too.

    What Python complains of is said to the process, not to a loop: nothing else may be under way.
    """
    if not chosen(driver, method, configuration):
        return UNCHOSEN
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    common = stands_for_all(driver, method, configuration)
    kinds = ["asyncio", *["uvloop"] * (common and find_spec("uvloop") is not None)]
    scripts = [Script(), Script((Rule(sent[-1], Abort("INVALID_ARGUMENT")),))]
    act = bare(driver, method, configuration)
    words: dict[str, Any] = {"deadline": DEADLINE}
    planned_test_cases = [
        RuntimeTestCase(
            act,
            "complaints",
            {"loop": kind, "well": not script.rules, **words},
            script,
            alone=True,
            trigger=kind if not script.rules else f"{kind}, {sent[-1]} INVALID_ARGUMENT",
        )
        for kind in kinds
        for script in scripts[: None if configuration.profile.complete or common else 1]
    ]
    if common:
        words |= {"loop": "asyncio", "well": True, "closes": False}
        planned_test_cases.append(
            RuntimeTestCase(act, "complaints", words, alone=True, trigger="asyncio, nobody closes")
        )
    return planned_test_cases
