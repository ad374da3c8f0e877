"""Counterparts: an async client hands out an ``AsyncThing`` where the synchronous one has a ``Thing``.

The one rule: only the name of a type is forgiven, not what is in it; what such things offer is compared by the surface
tier.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.model import Outcome, Returned, Typed

__all__ = ["as_sync"]


def as_sync(reference: Outcome, candidate: Outcome) -> Outcome:
    """Return the candidate's outcome with what an ``AsyncThing`` has in a ``Thing``, as the reference has it."""
    if isinstance(reference, Returned) and isinstance(candidate, Returned):
        return replace(candidate, value=_twins(reference.value, candidate.value))
    return candidate


def _twins(reference: Any, candidate: Any) -> Any:
    if isinstance(reference, Typed) and isinstance(candidate, Typed):
        thing, twin = (side.type.rpartition(".")[2] for side in (reference, candidate))
        named = reference.type if twin == f"Async{thing}" else candidate.type
        return Typed(
            named, _twins(reference.value, candidate.value), _twins(reference.reads, candidate.reads)
        )
    if isinstance(reference, list) and isinstance(candidate, list) and len(reference) == len(candidate):
        return [_twins(one, other) for one, other in zip(reference, candidate, strict=True)]
    if isinstance(reference, dict) and isinstance(candidate, dict):
        return {key: _twins(reference.get(key), value) for key, value in candidate.items()}
    return candidate
