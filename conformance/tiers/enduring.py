"""Exploring a case of a client that may hang: a few timeouts end a case, a few such cases end a method.

The one rule: only what the candidate alone does not return from counts; a healthy client's run is not changed by it.
"""

from __future__ import annotations

from typing import Any

from conformance.clients import Factory
from conformance.clients.endurance import TIMEOUTS
from conformance.exploration.explore import HUNG, Exploration
from conformance.tiers.check import Case, RunConfiguration

__all__ = ["explored"]


def explored(case: Case, driver: Any, configuration: RunConfiguration, candidate: Factory) -> Exploration:
    """Return what exploring a case shows, or that its method is not called any more, and why."""
    excuse = candidate.endurance.excuse(case.method)
    if excuse:
        return Exploration(cut_off=excuse)
    result = case.check.explore(case.method, driver, configuration)
    if result.facts[HUNG] >= TIMEOUTS:
        candidate.endurance.note(case.id, case.method)
    return result
