"""The end state of a collection, as a trusted reader sees it.

The one rule: what may differ between two collections made alike stands in `VOLATILE` with its reason; nothing
else is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.clients import Caller
from conformance.compare import canonical
from conformance.model import Operation, Outcome, Returned, Scene, Typed
from pytest_milvus.values.keys import KeyName, api_keys, named_parts, row_keys

__all__ = [
    "UNSEEN_KEY",
    "VOLATILE",
    "definition",
    "everything",
    "observe",
    "rows_of",
    "settled",
    "state_keys",
]

VOLATILE = {
    "collection_id": "the server numbers collections",
    "created_timestamp": "the server's clock",
    "update_timestamp": "the server's clock",
    "created_time": "the server's clock",
    "total_rows": "an index counts sealed rows, and when a segment is sealed is the server's affair",
    "indexed_rows": "as total_rows",
    "pending_index_rows": "as total_rows",
    "state of an index": "an index is built in the background; completion has checks of its own",
    "schema_version": "the server counts schema changes, and may do so lazily",
}
"""What is left out of a state, and why."""

_KEYS = frozenset(VOLATILE)


def state_keys(part: str, roles: Mapping[str, str]) -> KeyName:
    """Return what keys are called in a part of a state: of rows, indexes and partitions the test case made them up.

    Args:
        part: Name of the part, for example ``rows``.
        roles: The role of each field, by its name.
    """
    if part == "rows":
        return row_keys(roles)
    named = {"indexes": "index", "rows by partition": "partition"}
    return named_parts(f"state.{part}", named[part]) if part in named else api_keys


UNSEEN_KEY = -(2**63)
"""Primary key of a row that `everything` leaves out, because Milvus 2.3 cannot read the number."""


def everything(scene: Scene) -> str:
    """Return a filter that matches every row, but that with `UNSEEN_KEY`."""
    primary = scene.schema.primary
    return f'{primary.name} >= ""' if primary.dtype == "VARCHAR" else f"{primary.name} >= {UNSEEN_KEY + 1}"


def observe(reader: Caller, scene: Scene, collection: str) -> dict[str, Any]:
    """Return what a collection is now.

    Returns:
        What `definition` returns, and for a loaded one ``rows`` and ``rows by partition``.
    """
    state = definition(reader, collection)
    return (
        state | rows_of(reader, scene, collection, state["partitions"]) if state["exists"] is True else state
    )


def definition(reader: Caller, collection: str) -> dict[str, Any]:
    """Return what a collection is now, without its rows.

    Returns:
        ``exists``, and where it does: ``schema``, ``partitions``, ``indexes`` and ``load``. Values are recorded
        results, or outcomes where a read failed.
    """
    exists = _read(reader, Operation("has_collection", (collection,)))
    state: dict[str, Any] = {"exists": exists}
    if exists is not True:
        return state
    state["schema"] = _read(reader, Operation("describe_collection", (collection,)), collection)
    partitions = _read(reader, Operation("list_partitions", (collection,)))
    state["partitions"] = sorted(partitions) if isinstance(partitions, list) else partitions
    state["indexes"] = _indexes(reader, collection)
    state["load"] = _read(reader, Operation("get_load_state", (collection,)))
    return state


def rows_of(reader: Caller, scene: Scene, collection: str, partitions: Any) -> dict[str, Any]:
    """Return ``rows`` and ``rows by partition`` of a loaded collection; outcomes where it is not."""
    words = {"filter": everything(scene), "consistency_level": "Strong"}
    rows = _read(reader, Operation("query", (collection,), {**words, "output_fields": ["*"]}))
    state = {"rows": settled(rows, scene)}
    if scene.partitions and isinstance(partitions, list):
        state["rows by partition"] = {
            name: _count(reader, collection, {**words, "partition_names": [name]})
            for name in sorted(partitions)
        }
    return state


def _indexes(reader: Caller, collection: str) -> Any:
    names = _read(reader, Operation("list_indexes", (collection,)))
    if not isinstance(names, list):
        return names
    found = {}
    for name in sorted(names):
        described = _read(reader, Operation("describe_index", (collection, name)))
        if isinstance(described, dict):
            described.pop("state", None)
        found[name] = described
    return found


def _count(reader: Caller, collection: str, words: Mapping[str, Any]) -> Any:
    rows = _read(reader, Operation("query", (collection,), {**words, "output_fields": ["count(*)"]}))
    return settled(rows)


def settled(rows: Any, scene: Scene | None = None) -> Any:
    """Return rows by primary key, as plain lists; a generated key is replaced by the row's place.

    The server makes other automatic keys for each twin, so rows are told apart by their content.
    """
    rows = rows.value if isinstance(rows, Typed) else rows
    if not isinstance(rows, list):
        return rows
    if scene is None:
        return rows
    primary = scene.schema.primary
    if primary.auto_id:
        rows = [{key: value for key, value in row.items() if key != primary.name} for row in rows]
        return sorted(rows, key=canonical)
    return sorted(rows, key=lambda row: repr(row.get(primary.name)))


def _read(reader: Caller, operation: Operation, collection: str = "") -> Any:
    outcome: Outcome = reader.run(operation).outcome
    if not isinstance(outcome, Returned):
        return outcome
    return _strip(outcome.value, collection)


def _strip(value: Any, collection: str) -> Any:
    if isinstance(value, dict):
        return {key: _strip(item, collection) for key, item in value.items() if key not in _KEYS}
    if isinstance(value, list):
        return [_strip(item, collection) for item in value]
    if collection and value == collection:
        return "<collection>"
    return value
