"""Confirm what an exploration found: each new divergence made smaller, then seen again.

The one rule: a new divergence counts only if it shows every time; a false alarm costs more than a missed bug.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from conformance.exploration.explore import HUNG, Examination, Exploration, doubts
from conformance.exploration.finding import Finding
from conformance.model import TimedOut

__all__ = ["CONFIRMATIONS", "Minimise", "confirm"]

CONFIRMATIONS = 3
"""Times that a new divergence must show again."""

Minimise = Callable[[Finding, Callable[[Any], Finding | None]], Finding]
"""Returns a finding of the same fingerprint on a smaller test case; what it is given performs a test case."""


def confirm(
    exploration: Exploration,
    examine: Callable[[Any], Examination],
    minimise: Minimise,
    known: Collection[str],
    confirmations: int = CONFIRMATIONS,
) -> Exploration:
    """Make the new findings of an exploration smaller, and drop those that come and go.

    Of several with the same difference, whatever they were built around, the first is made smaller; to the others
    happens what they were met as, once more.

    Args:
        exploration: What was found; changed in place.
        examine: Performs a test case.
        minimise: Makes a finding smaller.
        known: Fingerprints that are left as they are.
        confirmations: Times that a divergence must show again.

    Returns:
        The exploration; for each finding dropped its fact ``unstable`` counts one more, and a fact names it.
    """
    alike: set[tuple[str, str]] = set()
    for name in sorted(exploration.findings.keys() - set(known)):
        again = _again(examine, name)
        met = exploration.findings.pop(name)
        # Each look at a call that does not return costs a deadline.
        hung = isinstance(met.difference.candidate, TimedOut)
        # What a method does wrong whatever the trigger is one bug: it is made smaller and confirmed at length once.
        settled = hung or met.difference.aspect in alike
        times = 0 if hung and exploration.facts[HUNG] > 1 else 1 if settled else confirmations
        smaller = met if settled else minimise(met, again)
        # One chance for each test case: with a second one, what comes and goes would be confirmed too often.
        tried = (met,) if smaller is met else (smaller, met)
        kept = next((item for item in tried if _confirmed(item, again, times)), None)
        if kept is None:
            exploration.facts.update(doubts([met.difference]))
        else:
            exploration.findings[name] = kept
            alike.add(kept.difference.aspect)
    return exploration


def _again(examine: Callable[[Any], Examination], fingerprint: str) -> Callable[[Any], Finding | None]:
    def again(test_case: Any) -> Finding | None:
        shown = examine(test_case).findings
        return next((finding for finding in shown if finding.fingerprint == fingerprint), None)

    return again


def _confirmed(finding: Finding, again: Callable[[Any], Finding | None], times: int) -> bool:
    return all(again(finding.test_case) is not None for _ in range(times))
