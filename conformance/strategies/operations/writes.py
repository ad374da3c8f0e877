"""Writing calls: insert, upsert and delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from conformance.model import DEFAULT_PARTITION, Operation, Scene
from conformance.strategies.filters import filters
from conformance.strategies.operations.calls import collections, operations, rarely
from conformance.strategies.rows import rows
from conformance.strategies.vectors import stored_forms

__all__ = ["deletes", "inserts", "upserts"]


def inserts(scene: Scene, *, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:
    """Return a strategy for ``insert`` of new rows: several, one, none, and rows that do not fit."""
    return _stores("insert", scene, capabilities)


def upserts(scene: Scene, *, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:
    """Return a strategy for ``upsert`` of rows, some with keys that exist already."""
    return _stores("upsert", scene, capabilities)


@st.composite
def deletes(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:
    """Return a strategy for ``delete`` by keys or by filter, rarely by both or by neither."""
    primary = scene.schema.primary
    optional: dict[str, Any] = {}
    if scene.partitions:
        names = st.sampled_from([DEFAULT_PARTITION, *scene.partitions])
        optional["partition_name"] = draw(rarely(names, "no_such_partition"), label="partition_name")
    operation = draw(operations("delete", {"collection_name": draw(collections())}, optional))
    words = dict(operation.kwargs)
    keys = [row[primary.name] for row in scene.contents if primary.name in row]
    unknown: Any = "no such key" if primary.dtype == "VARCHAR" else 2**53 + 1
    how = draw(rarely(st.sampled_from(["ids", "filter"]), st.sampled_from(["both", "neither"])), label="by")
    if how in ("ids", "both"):
        several = st.lists(st.sampled_from([*keys, unknown]), min_size=1, max_size=3, unique=True)
        words["ids"] = draw(st.one_of(several, st.sampled_from([*keys, unknown])), label="ids")
    if how in ("filter", "both"):
        chosen = draw(filters(scene.schema, scene.contents, capabilities=capabilities), label="filter")
        words["filter"] = chosen
        if chosen.params:
            words["filter_params"] = dict(chosen.params)
    return Operation("delete", operation.args, words)


@st.composite
def _stores(draw: st.DrawFn, method: str, scene: Scene, capabilities: frozenset[str]) -> Operation:
    optional: dict[str, Any] = {}
    if scene.partitions:
        names = st.sampled_from([DEFAULT_PARTITION, *scene.partitions])
        optional["partition_name"] = draw(rarely(names, "no_such_partition"), label="partition_name")
    primary = scene.schema.primary
    data = [dict(row) for row in draw(rows(scene.schema, min_size=1, max_size=6), label="rows")]
    if primary.auto_id and method == "upsert":
        # An upsert names its rows, also where the server makes the keys; rarely it forgets to.
        named = draw(rarely(True, False), label="name the rows")
        data = [{primary.name: place, **row} for place, row in enumerate(data)] if named else data
    elif not primary.auto_id:
        taken = [row[primary.name] for row in scene.contents]
        existing = method == "upsert" and bool(taken) and draw(st.booleans(), label="keys exist")
        # Two rows of one key are undefined between engines (pitfall 21).
        data = [row for row in data if row[primary.name] not in taken]
        if existing:
            old = _replaceable(scene, capabilities, optional.get("partition_name", DEFAULT_PARTITION))
            for row, replaced in zip(data, old, strict=False):
                row.update(replaced)
        seen: dict[Any, dict[str, Any]] = {row[primary.name]: row for row in data}
        data = list(seen.values())
    if draw(st.integers(0, 3), label="rows fit") == 3:
        data = draw(_misfits(data, scene), label="data")
    else:
        data = draw(_in_forms(data, scene), label="forms of vectors")
    one = len(data) == 1 and draw(st.booleans(), label="a single dict")
    required = {
        "collection_name": draw(collections(), label="collection"),
        "data": data[0] if one else data,
    }
    operation = draw(operations(method, required, optional))
    if optional and "partition_name" not in operation.kwargs and "upsert_moves" not in capabilities:
        return replace(operation, kwargs={**operation.kwargs, **optional})
    return operation


def _replaceable(scene: Scene, capabilities: frozenset[str], target: str) -> list[Mapping[str, Any]]:
    """Return what a row takes from the row that it replaces: the key, and what decides on its partition."""
    taken = [field.name for field in scene.schema.fields if field.primary]
    if "upsert_moves" in capabilities:
        return [{name: row[name] for name in taken} for row in scene.contents]
    taken += [field.name for field in scene.schema.fields if field.partition_key]
    return [
        {name: row[name] for name in taken if name in row} for row, where in scene.rows if where == target
    ]


@st.composite
def _in_forms(draw: st.DrawFn, data: list[dict[str, Any]], scene: Scene) -> list[dict[str, Any]]:
    """Return the rows with their vectors in any form that a client takes, one form for each field."""
    for field in scene.schema.vectors:
        if not field.bm25_of:
            form = draw(st.sampled_from(stored_forms(field)), label=field.name)
            vectors = form([row[field.name] for row in data])
            data = [{**row, field.name: vector} for row, vector in zip(data, vectors, strict=True)]
    return data


_WRONG = {"TIMESTAMPTZ": "yesterday", "GEOMETRY": "POINT (0"}


def _misfits(data: list[dict[str, Any]], scene: Scene) -> st.SearchStrategy[list[Any]]:
    """Rows that the schema does not allow, each wrong in one way."""
    if not data:
        return st.just([])
    fields = scene.schema.vectors
    vector = next((field for field in fields if not field.bm25_of), fields[0]).name

    def changed(change: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [{**data[0], **change}, *data[1:]]

    without_vector = [{key: value for key, value in data[0].items() if key != vector}, *data[1:]]
    wrong = [
        [],
        without_vector,
        changed({vector: [0.5]}),
        changed({vector: "not a vector"}),
        changed({vector: None}),
        [*data, 7],
    ]
    if not scene.schema.dynamic:
        wrong.append(changed({"undeclared": 1}))
    # A vector that the server makes; a value that is none of its type.
    special: list[dict[str, Any]] = [{field.name: {0: 1.0}} for field in fields if field.bm25_of]
    special += [{field.name: _WRONG[field.dtype]} for field in scene.schema.scalars if field.dtype in _WRONG]
    wrong += map(changed, special[:1])  # or the others would be rare
    return st.sampled_from(wrong)
