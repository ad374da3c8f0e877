"""Sharing a run among the workers of pytest-xdist: cases that learn from each other stay together.

The one rule: who shares out and who gets a share cut in the same way, without a word between them.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

import pytest

from conformance.model import wait
from conformance.strategies.calls import SHARED
from conformance.tiers.registry import Case
from conformance.tiers.sequence.execution import TOGETHER

__all__ = ["case_id", "chosen", "scheduler", "shares", "workers"]

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


def scheduler(config: pytest.Config, cases: Mapping[str, Case], log: Any) -> Any:
    """Return a scheduler of pytest-xdist that hands out what stays together.

    Of the runtime tier each worker gets one share, of the sequence tier the methods whose stories are told together; of
    other tiers one method at a time. The surface tier is too quick to be shared, and on the wire all methods that sleep
    go to one worker, where they sleep at the same time.

    Args:
        config: The configuration of the process that hands out.
        cases: Every case, by id.
        log: What xdist gives to the hook that asks.
    """
    # Here, because xdist is no requirement; by name, because it has no types.
    scoped: Any = importlib.import_module("xdist.scheduler").LoadScopeScheduling

    class Sharing(scoped):  # type: ignore[misc]
        """Gives what is in one scope to one worker."""

        def _split_scope(self, nodeid: str) -> str:
            case = cases.get(case_id(nodeid))
            if case is None:
                return nodeid
            if case.check.tier == "surface":
                return case.check.tier
            if case.check.tier == "wire" and wait(case.method):
                return "wire asleep"
            return self._share.get(case.id, f"{case.check.tier} {case.method}")

        @cached_property
        def _share(self) -> dict[str, str]:
            selected = [case for nodeid in self.collection if (case := cases.get(case_id(nodeid)))]
            parts = shares([case for case in selected if case.check.tier == "runtime"], self.numnodes)
            found = {case.id: f"runtime {place}" for place, part in enumerate(parts) for case in part}
            stories = [case for case in selected if case.check.tier == "sequence"]
            return found | {case.id: f"sequence {place // TOGETHER}" for place, case in enumerate(stories)}

    config.option.loadscopereorder = False  # tiers keep their order
    return Sharing(config, log)


def case_id(nodeid: str) -> str:
    """Return the id of the case that a test is of."""
    return nodeid.partition("[")[2].rstrip("]")
