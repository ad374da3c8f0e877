"""Allowances: what may differ between the answers that two namespaces get, though nothing is wrong.

The one rule: whatever is left out of a comparison stands here, or in the method's record, with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from conformance.catalogue import method_of
from conformance.compare.differences import canonical
from conformance.model import Outcome, Raised, Returned, Typed
from conformance.twins.namespaces.snapshot import Names
from conformance.twins.state import VOLATILE

__all__ = ["BUILT_IN", "KEYS", "renamed", "settled"]

KEYS = {
    **VOLATILE,
    "channel_name": "a server names channels by the numbers of collections",
    "index_id": "a server numbers indexes",
    "partition_id": "a server numbers partitions",
    "segment_id": "a server numbers segments",
}
"""Keys that are left out wherever they stand."""

BUILT_IN = frozenset({"default", "root", "admin", "public", "__default_resource_group"})
"""Names of what each server has; they stay in an answer that tells of the whole server."""


def settled(method: str, outcome: Outcome, names: Names) -> Outcome:
    """Return an outcome as any namespace would give it.

    Args:
        method: The method that was called.
        outcome: What came of it.
        names: The names of the namespace that it was called in.
    """
    if isinstance(outcome, Raised):
        return replace(outcome, message=renamed(outcome.message, names))
    if not isinstance(outcome, Returned):
        return outcome
    value = outcome.value
    answer = method_of(method).answer
    if answer.server_wide:
        value = _each(value, list, lambda items: [item for item in items if _own(item, names)])
    if answer.numbered:
        value = _each(value, int, lambda _: 0)
    if answer.busy:
        value = _each(value, list, lambda _: [])
    value = renamed(value, names)
    if not answer.ordered:
        value = _each(value, list, lambda items: sorted(items, key=canonical))
    return replace(outcome, value=value)


def renamed(value: Any, names: Names) -> Any:
    """Return a value by the names of the world, without what stands in `KEYS`."""
    if isinstance(value, str):
        for name, real in names.items():
            value = value.replace(real, name)
        return value
    if isinstance(value, Typed):
        return Typed(value.type, renamed(value.value, names))
    if isinstance(value, Mapping):
        kept = {key: item for key, item in value.items() if key not in KEYS}
        return {renamed(key, names): renamed(item, names) for key, item in kept.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(renamed(item, names) for item in value)
    return value


def _each(value: Any, kind: type, change: Callable[[Any], Any]) -> Any:
    """Return an answer with each outermost value of a kind changed."""
    if type(value) is kind:
        return change(value)
    if isinstance(value, Typed):
        return Typed(value.type, _each(value.value, kind, change))
    if isinstance(value, dict):
        return {key: _each(item, kind, change) for key, item in value.items()}
    return [_each(item, kind, change) for item in value] if isinstance(value, list) else value


def _own(item: Any, names: Names) -> bool:
    told = repr(item)
    return told.strip("'") in BUILT_IN or any(real in told for real in names.values())
