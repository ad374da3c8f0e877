"""Make the test case of a finding smaller than Hypothesis can, in the steps of a tier.

The one rule: a step is kept only if the same fingerprint shows again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from conformance.exploration.finding import Finding

__all__ = ["ATTEMPTS", "minimise"]

ATTEMPTS = 40
"""Test cases that may be performed for one finding, if a tier does not say otherwise."""


def minimise(
    finding: Finding,
    steps: Callable[[Any], Iterable[Any]],
    again: Callable[[Any], Finding | None],
    *,
    attempts: int = ATTEMPTS,
) -> Finding:
    """Return a finding of the same fingerprint on a smaller test case.

    Args:
        finding: What was found.
        steps: Yields what is a little smaller than a test case, the most promising first.
        again: Performs a test case and returns the finding of the same fingerprint, ``None`` if it does not show.
        attempts: How many test cases may be performed.
    """
    tried = {repr(finding.test_case)}
    smaller = True
    while smaller and attempts > 0:
        smaller = False
        for test_case in steps(finding.test_case):
            if repr(test_case) in tried:
                continue
            tried.add(repr(test_case))
            attempts -= 1
            shown = again(test_case)
            if shown is not None:
                finding, smaller = shown, True
                break
            if attempts <= 0:
                break
    return finding
