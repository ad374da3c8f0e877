"""Sharing a run among the workers of pytest-xdist: cases that learn from each other stay together.

The one rule: who shares out and who gets a share cut in the same way, without a word between them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import groupby

import pytest

from conformance.checks.registry import Case
from conformance.strategies.calls import SHARED

__all__ = ["case_id", "chosen", "shares", "workers"]

ALONE = 40
"""Methods of the runtime tier that take as long as the one that stands for all in what must be tried alone."""


def chosen(session: pytest.Session, tier: str) -> list[Case]:
    """Return the cases of a tier that a session has, in order, without those that were deselected."""
    found = (getattr(item, "callspec", None) for item in session.items)
    cases = (callspec.params.get("conformance_case") for callspec in found if callspec is not None)
    return [case for case in cases if isinstance(case, Case) and case.check.tier == tier]


def shares(cases: Sequence[Case], count: int) -> list[list[Case]]:
    """Return cases in so many parts that take as long; the cases of one method stay together, and in order."""
    methods = [list(some) for _, some in groupby(cases, key=lambda case: case.method)]
    parts: list[list[Case]] = [[] for _ in range(min(count, len(methods)))]
    taken = [0] * len(parts)
    for some in sorted(methods, key=lambda some: -_weight(some[0].method)):
        place = taken.index(min(taken))
        parts[place] += some
        taken[place] += _weight(some[0].method)
    order = {case: place for place, case in enumerate(cases)}
    return [sorted(part, key=order.__getitem__) for part in parts]


def _weight(method: str) -> int:
    return ALONE if method == SHARED else 1


def workers() -> int:
    """Return how many processes a run is shared among."""
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def case_id(nodeid: str) -> str:
    """Return the id of the case that a test is of."""
    return nodeid.partition("[")[2].rstrip("]")
