"""How a call sequence ends: what stands on the server, as a trusted reader sees it.

The one rule: rows are looked at even where the call sequence left a collection that is not loaded; the reader loads it,
once everything else was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.clients import Caller
from conformance.model import (
    ALIASES,
    NAMES,
    Field,
    Indexes,
    Operation,
    Raised,
    Returned,
    Scene,
    Schema,
    Typed,
)
from conformance.tiers.sequence.normaliser import unnamed
from conformance.twins.state import definition, rows_of

__all__ = ["clear", "ending"]


def ending(reader: Caller, names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the state of each collection that a call sequence may have made, by label."""
    return {name.label: _collection(reader, names[name.label], names) for name in NAMES}


def clear(reader: Caller, names: Mapping[str, str], left: Mapping[str, Any] | None) -> None:
    """Drop what a call sequence left.

    Args:
        reader: A trusted client.
        names: The names by label.
        left: What `ending` returned; ``None`` where the call sequence broke off, and anything may be there.
    """
    for item in ALIASES:
        if left is None or any(_has(state, item.label) for state in left.values()):
            reader.run(Operation("drop_alias", (names[item.label],)))
    for item in NAMES:
        if left is None or left[item.label]["exists"] is not False:
            reader.run(Operation("drop_collection", (names[item.label],)))


def _has(state: Mapping[str, Any], alias: str) -> bool:
    """Return whether a collection may have an alias."""
    aliases = state.get("aliases", ())
    return not isinstance(aliases, (list, tuple)) or f"<{alias}>" in aliases


def _collection(reader: Caller, collection: str, names: Mapping[str, str]) -> dict[str, Any]:
    state = definition(reader, collection)
    if state["exists"] is True:
        scene = _scene(state["schema"])
        state |= rows_of(reader, scene, collection, state["partitions"])
        state["aliases"] = _aliases(reader, collection)
        if isinstance(state["rows"], Raised):
            reader.run(Operation("load_collection", (collection,)))
            state |= rows_of(reader, scene, collection, state["partitions"])
    shown: dict[str, Any] = unnamed(state, names)
    return shown


def _aliases(reader: Caller, collection: str) -> Any:
    outcome = reader.run(Operation("list_aliases", (collection,))).outcome
    if not isinstance(outcome, Returned):
        return outcome
    content = outcome.value.value if isinstance(outcome.value, Typed) else outcome.value
    found = content["aliases"]
    return sorted(found.value if isinstance(found, Typed) else found)


def _scene(described: Any) -> Scene:
    """Return as much of a collection's scene as it takes to read its rows; something where it was not described."""
    content = described.value if isinstance(described, Typed) else described
    fields = content["fields"] if isinstance(content, dict) else _UNKNOWN
    primary = next(field for field in fields if field.get("is_primary"))
    kind = primary["type"].value if isinstance(primary["type"], Typed) else primary["type"]
    return Scene(Schema((Field(primary["name"], str(kind), primary=True),)), Indexes(()), partitions=("any",))


_UNKNOWN: list[dict[str, Any]] = [{"name": "id", "type": "INT64", "is_primary": True}]
