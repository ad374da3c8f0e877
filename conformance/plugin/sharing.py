"""Sharing a run among the workers of pytest-xdist: cases that belong together stay together.

The one rule: who shares out and who gets a share cut in the same way, without a word between them.
"""

from __future__ import annotations

import os

import pytest

from conformance.tiers.check import Case

__all__ = ["case_of", "chosen", "workers"]


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
