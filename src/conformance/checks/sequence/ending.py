"""How a story ends: what stands on the server, as a trusted reader sees it.

The one rule: rows are looked at even where the story left a collection that is not loaded; the reader loads it,
once everything else was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checks.sequence.plain import unnamed
from conformance.checks.state import observe, rows_of
from conformance.clients import Caller
from conformance.operation import NAMES, Field, Indexes, Operation, Raised, Returned, Scene, Schema, Typed

__all__ = ["clear", "ending"]


def ending(reader: Caller, names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the state of each collection that a story may have made, by label."""
    return {name.label: _collection(reader, names[name.label], names) for name in NAMES}


def clear(reader: Caller, names: Mapping[str, str]) -> None:
    """Drop what a story left."""
    for label, name in names.items():
        if label not in {item.label for item in NAMES}:
            reader.run(Operation("drop_alias", (name,)))
    for item in NAMES:
        reader.run(Operation("drop_collection", (names[item.label],)))


def _collection(reader: Caller, collection: str, names: Mapping[str, str]) -> dict[str, Any]:
    described = reader.run(Operation("describe_collection", (collection,))).outcome
    scene = _scene(described.value) if isinstance(described, Returned) else _NOTHING
    state = observe(reader, scene, collection)
    if state["exists"] is True:
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
    """Return as much of a collection's scene as it takes to read its rows."""
    content = described.value if isinstance(described, Typed) else described
    primary = next(field for field in content["fields"] if field.get("is_primary"))
    kind = primary["type"].value if isinstance(primary["type"], Typed) else primary["type"]
    return Scene(Schema((Field(primary["name"], str(kind), primary=True),)), Indexes(()), partitions=("any",))


_NOTHING = Scene(Schema((Field("id", "INT64", primary=True),)), Indexes(()))
