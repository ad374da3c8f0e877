"""Allowances: what may differ between the answers that two namespaces get, though nothing is wrong.

The one rule: whatever is left out of a comparison stands here, with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from conformance.compare.differences import canonical
from conformance.model import Outcome, Raised, Returned, Typed
from conformance.twins.namespaces.snapshot import Names
from conformance.twins.state import VOLATILE

__all__ = ["BUILT_IN", "BUSY", "KEYS", "NUMBERED", "SERVER_WIDE", "UNORDERED", "renamed", "settled"]

KEYS = {
    **VOLATILE,
    "channel_name": "a server names channels by the numbers of collections",
    "index_id": "a server numbers indexes",
    "partition_id": "a server numbers partitions",
    "segment_id": "a server numbers segments",
}
"""Keys that are left out wherever they stand."""

UNORDERED = {
    "list_indexes": "a server keeps indexes in a map",
    "list_loaded_segments": "a server keeps segments in a map, and asks its nodes side by side",
    "list_partitions": "a server keeps partitions in a map",
    "list_persistent_segments": "a server keeps segments in a map",
    "list_segments": "a server keeps segments in a map",
}
"""Methods whose answers have no order."""

SERVER_WIDE = {
    "list_aliases": "aliases of all namespaces",
    "list_collections": "collections of all namespaces, and of the checks beside this one",
    "list_databases": "databases of all namespaces",
    "list_privilege_groups": "privilege groups of all namespaces",
    "list_resource_groups": "resource groups of all namespaces",
    "list_roles": "roles of all namespaces",
    "list_users": "users of all namespaces",
}
"""Methods whose answers have no order either, and name what is not this namespace's, too: left out but for
`BUILT_IN`."""

BUILT_IN = frozenset({"default", "root", "admin", "public", "__default_resource_group"})
"""Names of what each server has."""


NUMBERED = {
    "compact": "a server numbers its jobs",
    "describe_replica": "a server numbers replicas and nodes",
    "optimize": "a server numbers its jobs",
}
"""Methods whose answers hold a number that the server chose; only its type is compared."""

BUSY = {"list_compaction_tasks": "a server compacts when it likes, and Milvus 2.3 tells of all collections"}
"""Methods whose answers hold lists of what goes on meanwhile; only that they are lists is compared."""


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
    if method in SERVER_WIDE:
        value = _each(value, list, lambda items: [item for item in items if _own(item, names)])
    if method in NUMBERED:
        value = _each(value, int, lambda _: 0)
    if method in BUSY:
        value = _each(value, list, lambda _: [])
    value = renamed(value, names)
    if method in SERVER_WIDE or method in UNORDERED:
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
