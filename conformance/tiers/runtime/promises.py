"""Promises: what async clients owe whatever the reference does, and what became of them with the reference.

The one rule: no client fails for a promise that the reference, put to it in the same way, breaks in the same way. What
stands on the reference's side of a finding is what it did, or says that it was not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from conformance.compare.differences import Difference
from conformance.exploration.finding import Finding, Shared
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.driver import Performance, RuntimeDriver, Seen
from conformance.tiers.runtime.scenarios import SCENARIOS

__all__ = ["NEVER", "answered", "broken", "in_common"]

ENDINGS = ("ending", "in-flight", "lost", "poisoned", "swallowed")
"""Kinds of which the candidate's side is how a call ended: two clients are alike in them if their calls ended alike."""

NEVER = "never came to an end"
"""What a reference did of which nothing was seen."""

APART = "not asked, because it does not come to that"
"""What a reference did that does not what a scenario is about, as to connect in the midst of a call."""

ASKED = 2
"""Times that the reference must break a promise before it counts as broken by both: what shows once may be chance."""

Wrong = tuple[str, str, Any, Any]


def broken(test_case: RuntimeTestCase, seen: Seen) -> list[Wrong]:
    """Return which promises one side broke, whatever the other one did: kind, path, what is owed and what was found."""
    scenario = SCENARIOS[test_case.scenario]
    if not scenario.RELATIVE:
        return list(scenario.judge(seen, None))
    ask = getattr(scenario, "broken", None)
    return [] if ask is None else list(ask(seen))


def in_common(test_case: RuntimeTestCase, performance: Performance) -> Iterator[tuple[Difference, str]]:
    """Yield what both sides of a performance broke alike, and the promise.

    Nothing comes of an absolute scenario: there the reference is asked only for what the candidate broke (`answered`).
    """
    if performance.seen is None or not SCENARIOS[test_case.scenario].RELATIVE:
        return
    theirs = None if performance.expected is None else broken(test_case, performance.expected)
    for wrong in broken(test_case, performance.seen):
        kind, path, owed, found = wrong
        other = (kind, path, owed, NEVER) if theirs is None else _alike(wrong, theirs)
        if other is not None:
            yield Difference(kind, path, other[3], found), str(owed)


def answered(finding: Finding, driver: RuntimeDriver) -> Finding | Shared:
    """Return a finding with what the reference did on its side, or the shared defect that it is."""
    test_case: RuntimeTestCase = finding.test_case
    scenario, difference = SCENARIOS[test_case.scenario], finding.difference
    if scenario.RELATIVE or difference.kind == "stopped":
        return finding
    promise = str(difference.reference)
    if not driver.asynchronous and difference.kind not in scenario.SYNCHRONOUS:
        return _with(finding, f"not asked, because it is synchronous; owed: {promise}")
    wrong = (difference.kind, difference.path, promise, difference.candidate)
    did: Any = None
    for _ in range(ASKED):
        seen = driver.ask(test_case)
        if seen is None:
            return _with(finding, f"{NEVER}; owed: {promise}")
        if not seen.get("reached", True):
            return _with(finding, f"{APART}; owed: {promise}")
        same = [item for item in broken(test_case, seen) if item[:2] == difference.aspect]
        if not same:
            return _with(finding, f"kept: {promise}")
        did = same[0][3]
        if _alike(wrong, same) is None:
            return _with(finding, did)
    return Shared(_with(finding, did), promise)


def _with(finding: Finding, did: Any) -> Finding:
    return replace(finding, difference=replace(finding.difference, reference=did))


def _alike(wrong: Wrong, others: Iterable[Wrong]) -> Wrong | None:
    """Return what another side did in the same way."""
    for other in others:
        if other[:2] == wrong[:2] and (wrong[0] not in ENDINGS or other[3] == wrong[3]):
            return other
    return None
