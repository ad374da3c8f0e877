"""Handing out a run's cases to the workers of pytest-xdist, also when workers die.

The one rule: every case is handed out until it ended, and none is handed out again that a worker died in.

pytest-xdist 3.8 hands a lost worker's whole share out again, with the units that had ended
(pytest-dev/pytest-xdist#1378) and with the case that killed it (#1371), and leaves the new worker waiting when it got a
single case, since a worker starts a case only when it knows what comes next (#1327).
"""

from __future__ import annotations

import signal
import subprocess
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import groupby
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from conformance.report.journal import case_id
from conformance.tiers.check import Case
from conformance.tiers.tiers import tier_of

__all__ = ["GIVEN_UP_AFTER", "Scheduler", "how_it_ended"]

GIVEN_UP_AFTER = 2
"""Workers that may die in cases that stay together; then the rest of these cases is given up."""

Unit = dict[str, bool]
"""Test ids of what stays together, and whether each one ended."""


class Scheduler(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives each group of cases that a tier makes to one worker.

    Args:
        config: The configuration of the process that hands out.
        cases: Every case, by id.
        log: What xdist gives to the hook that asks.

    Attributes:
        given_up: Test ids that no worker gets any more, and why.
    """

    def __init__(self, config: pytest.Config, cases: Mapping[str, Case], log: Any) -> None:
        config.option.loadscopereorder = False  # tiers keep their order
        super().__init__(config, log)
        self.workqueue: OrderedDict[str, Unit]
        self.given_up: dict[str, str] = {}
        self._cases = cases
        self._started: set[str] = set()
        self._deaths: Counter[str] = Counter()
        config.pluginmanager.register(self, "conformance-scheduler")  # to see which cases start

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Remember what started: what a worker only had before it is not what the worker died in."""
        self._started.add(nodeid)

    def remove_node(self, node: Any) -> str | None:
        """Take a worker out that ended; what it had and did not finish goes to the others.

        Returns:
            The case that the worker died in, ``None`` if it died in none.
        """
        units: dict[str, Unit] = self.assigned_work.pop(node)
        left = {scope: _unfinished(unit) for scope, unit in units.items()}
        lost = next((name for unit in left.values() for name in unit if name in self._started), None)
        if lost is not None:
            scope = self._split_scope(lost)
            del left[scope][lost]
            self._deaths[scope] += 1
            if self._deaths[scope] >= GIVEN_UP_AFTER:
                why = f"{self._deaths[scope]} workers died in cases that run together with it"
                self.given_up |= dict.fromkeys(left.pop(scope), why)
        again = {scope: unit for scope, unit in left.items() if unit}
        self.workqueue = OrderedDict({**again, **self.workqueue})  # first, because tiers keep their order
        for other in self.nodes if again else ():
            self._reschedule(other)
        return lost

    def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
        """Register what a worker collected; one that collected other cases than the rest gets none."""
        super().add_node_collection(node, collection)
        if node not in self.registered_collections:
            node.shutdown()

    def _assign_work_unit(self, node: Any) -> None:
        # A worker that is dead already, and not yet known to be: its share comes back when it is.
        with suppress(OSError):
            super()._assign_work_unit(node)

    def _reschedule(self, node: Any) -> None:
        if node not in self.registered_collections:
            return  # it is still collecting
        super()._reschedule(node)
        while self.workqueue and not node.shutting_down and self._pending_of(self.assigned_work[node]) < 2:
            self._assign_work_unit(node)
        if not self.workqueue and self._pending_of(self.assigned_work[node]) < 2:
            node.shutdown()  # that nothing follows is what the last case waits for

    def _split_scope(self, nodeid: str) -> str:
        return self._scopes.get(case_id(nodeid), nodeid)

    @cached_property
    def _scopes(self) -> dict[str, str]:
        selected = [case for nodeid in self.collection if (case := self._cases.get(case_id(nodeid)))]
        return {
            case.id: f"{name} {place}"
            for name, some in groupby(selected, key=lambda case: case.check.tier)
            for place, group in enumerate(tier_of(name).groups(list(some), self.numnodes))
            for case in group
        }


def how_it_ended(node: Any) -> str:
    """Return how the process of a worker ended, in words; ``"for an unknown reason"`` where xdist does not tell."""
    try:
        status = node.gateway._io.popen.wait(5.0)
    except (AttributeError, OSError, subprocess.TimeoutExpired):
        return "for an unknown reason"
    if status >= 0:
        return f"with exit status {status}"
    with suppress(ValueError):
        return f"by the signal {signal.Signals(-status).name}"
    return f"by the signal {-status}"


def _unfinished(unit: Unit) -> Unit:
    return {name: False for name, done in unit.items() if not done}
