"""Sharing a run among the workers of pytest-xdist: cases that belong together stay together.

The one rule: who shares out and who gets a share cut in the same way, without a word between them.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from functools import cached_property
from itertools import groupby
from typing import Any

import pytest

from conformance.report.journal import case_id
from conformance.tiers.check import Case
from conformance.tiers.tiers import tier_of

__all__ = ["case_of", "chosen", "scheduler", "workers"]


def case_of(item: pytest.Item) -> Case | None:
    """Return the case that a test is of, ``None`` for any other test."""
    callspec = getattr(item, "callspec", None)
    found = callspec.params.get("conformance_case") if callspec is not None else None
    return found if isinstance(found, Case) else None


def chosen(session: pytest.Session, tier: str) -> list[Case]:
    """Return the cases of a tier that a session has, in order, without those that were deselected."""
    return [case for item in session.items if (case := case_of(item)) and case.check.tier == tier]


def workers() -> int:
    """Return how many processes a run is shared among."""
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def scheduler(config: pytest.Config, cases: Mapping[str, Case], log: Any) -> Any:
    """Return a scheduler of pytest-xdist that hands out cases in the groups that their tiers make.

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
            return self._scopes.get(case_id(nodeid), nodeid)

        @cached_property
        def _scopes(self) -> dict[str, str]:
            selected = [case for nodeid in self.collection if (case := cases.get(case_id(nodeid)))]
            return {
                case.id: f"{name} {place}"
                for name, some in groupby(selected, key=lambda case: case.check.tier)
                for place, group in enumerate(tier_of(name).groups(list(some), self.numnodes))
                for case in group
            }

    config.option.loadscopereorder = False  # tiers keep their order
    return Sharing(config, log)
