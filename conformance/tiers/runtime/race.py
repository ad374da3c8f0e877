"""The race that decides which documented exception ends a passed timeout.

pymilvus' async client counts a timeout twice, for the call and for the RPC in it, some microseconds apart. A loop that
is late by more than that runs the race the other way: one try in ten hides what the others show, and one in three on a
busy machine.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from conformance.exploration.finding import parts
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.driver import Performance, RuntimeDriver
from conformance.tiers.runtime.scenarios import deadline
from conformance.tiers.runtime.scenarios.ending import documented

__all__ = ["decided"]

TRIES = 3
"""Further tries, alone, with a loop that stands still while the timeout passes."""

VAIN = 4
"""Times that they came to nothing, after which what is known but shows with no method is not looked for any more."""


def decided(
    driver: RuntimeDriver,
    test_case: RuntimeTestCase,
    performance: Performance,
    check: str,
    known: Collection[str],
) -> Performance:
    """Return how a test case went, or how it went at the further try that showed what its race had hidden.

    Further tries are made where the difference is known of the method, or showed with another method of the run.

    Args:
        driver: Performs it.
        test_case: What was done.
        performance: How it went.
        check: Name of the check.
        known: Fingerprints that are known.
    """
    if test_case.scenario != deadline.NAME or test_case.by_chance or len(set(_endings(performance))) != 1:
        return performance
    ours = (parts(name) for name in known if name.startswith(f"{check} "))
    hoped = any(deadline.whichever(item.path) for item in ours)
    shown = any(deadline.whichever(path) for _, path in driver.alike)
    if not shown and (not hoped or driver.vain >= VAIN):
        return performance
    held = replace(test_case, words={**test_case.words, "held": True})
    for _ in range(TRIES):
        again = driver.perform(held)
        if len(set(_endings(again))) == 2:
            return again
    driver.vain += 1
    return performance


def _endings(performance: Performance) -> tuple[str, ...]:
    """Return how both clients ended, if a timeout passed and both ended with a documented exception."""
    seen, expected = performance.seen, performance.expected
    if not (seen and expected and seen["timeout"]):
        return ()
    ended = (expected["ended"], seen["ended"])
    return ended if "returned" not in ended and all(map(documented, ended)) else ()
