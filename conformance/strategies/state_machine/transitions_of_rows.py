"""What the model knows of contents: rows that are written and found.

The one rule: under a name of which a client may remember another schema, the model expects nothing; whether
both clients do the same is all there is to say (see `State.stale`).
"""

from __future__ import annotations

from typing import Any

from conformance.model import DEFAULT_PARTITION, Operation
from conformance.strategies.state_machine.shapes import Key
from conformance.strategies.state_machine.state import (
    FINE,
    REFUSED,
    UNSURE,
    Expected,
    State,
    Table,
    argument,
    collection,
)

__all__ = [
    "LATER",
    "after_delete",
    "after_insert",
    "after_upsert",
    "deleted",
    "found",
    "stored",
]

LATER = 5
"""Rows with a smaller number are what a filter by number finds."""


def stored(state: State, act: Operation) -> Expected:
    """Storing rows: refused where they do not fit; else how many there were."""
    table = state.table(collection(act))
    if table is None:
        return REFUSED
    data = argument(act, 1, "data")
    if state.stale(collection(act)):
        return UNSURE
    partition = act.kwargs.get("partition_name", DEFAULT_PARTITION)
    fields = [field.name for field in table.form.schema.fields]
    if partition not in (DEFAULT_PARTITION, *table.partitions) or any(list(row) != fields for row in data):
        return REFUSED
    if act.method == "insert" and any(row[table.form.key] in table.rows for row in data):
        return UNSURE  # Milvus keeps both rows, Milvus Lite the new one
    return Expected(False, len(data))


def after_insert(state: State, act: Operation) -> State:
    """The rows are there, and not counted."""
    return _after_storing(state, act, False)


def after_upsert(state: State, act: Operation) -> State:
    """The rows are there, and whether they are counted depends on the server."""
    return _after_storing(state, act, None)


def _after_storing(state: State, act: Operation, counted: bool | None) -> State:
    table = state.table(collection(act))
    data = argument(act, 1, "data")
    if table is None or not all(table.form.key in row for row in data):
        return state  # stored under a schema that is not there any more
    partition = act.kwargs.get("partition_name", DEFAULT_PARTITION)
    new = {row[table.form.key]: (partition, row[table.form.number]) for row in data}
    counted = None if table.counted is None else counted
    return state.with_table(collection(act), rows={**table.rows, **new}, counted=counted)


def _chosen(table: Table, act: Operation) -> set[Key]:
    """Return the keys of the rows that a call is about."""
    keys = set(table.rows)
    if act.kwargs.get("ids") is not None:
        keys &= set(act.kwargs["ids"])
    if act.kwargs.get("filter") == f"{table.form.number} < {LATER}":
        keys = {key for key in keys if table.rows[key][1] < LATER}
    partitions = act.kwargs.get("partition_names")
    return {key for key in keys if not partitions or table.rows[key][0] in partitions}


def deleted(state: State, act: Operation) -> Expected:
    """Deleting rows: fine where the call fits the collection."""
    table = state.table(collection(act))
    if table is None:
        return REFUSED
    if state.stale(collection(act)) or not _fits(table, act):
        return UNSURE
    return (
        FINE if "ids" in act.kwargs or table.loaded else UNSURE
    )  # Milvus looks for rows only in what is loaded


def after_delete(state: State, act: Operation) -> State:
    """The rows are gone, and whether they are counted depends on the server."""
    table = state.table(collection(act))
    if table is None or not _fits(table, act):
        return state
    gone = _chosen(table, act)
    rows = {key: row for key, row in table.rows.items() if key not in gone}
    return state.with_table(collection(act), rows=rows, counted=None)


def found(state: State, act: Operation) -> Expected:
    """The rows that a read finds: none in what is not loaded, which is refused."""
    table = state.table(collection(act))
    if table is None:
        return REFUSED
    if state.stale(collection(act)) or table.loaded is None or not _fits(table, act):
        return UNSURE
    if not table.loaded:
        return REFUSED
    if set(act.kwargs.get("partition_names", ())) - {DEFAULT_PARTITION, *table.partitions}:
        return UNSURE  # Milvus Lite finds nothing in a partition that is not there
    return Expected(False, _answer(table, act))


def _answer(table: Table, act: Operation) -> Any:
    keys = _chosen(table, act)
    if act.method == "search":  # how near they are is the live tier's to judge
        limit = act.kwargs["limit"]
        return sorted(map(repr, keys)) if limit >= len(keys) else limit
    if act.kwargs.get("output_fields") == ["count(*)"]:
        return len(keys)
    return {repr(key): table.rows[key][1] for key in keys}


def _fits(table: Table, act: Operation) -> bool:
    """Return whether a call was made for a collection of this shape; not all that is left of a call sequence has to."""
    form = table.form
    if act.method == "search":
        (wanted,) = argument(act, 1, "data")
        return table.indexed and len(wanted) == form.schema.vectors[0].dim
    if ids := act.kwargs.get("ids"):
        return all(type(key) is type(form.keys[0]) for key in ids)
    return act.kwargs.get("filter") in (form.everything, f"{form.number} < {LATER}")
