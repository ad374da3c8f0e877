"""Reading calls: search, hybrid_search, query and get.

The one rule: arguments are taken from the scene's rows, so that most calls find something and few find all.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.model import Field, Made, Operation, Scene
from conformance.strategies.operations.arguments import (
    narrowings,
    output_choices,
    search_data,
    search_params,
    seldom,
)
from conformance.strategies.operations.calls import collections, operations, partition_choices

__all__ = ["gets", "hybrid_searches", "queries", "searches"]


@st.composite
def searches(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:
    """Return a strategy for ``search`` on one of the scene's vector fields."""
    field = draw(st.sampled_from(scene.schema.vectors), label="field")
    data = draw(st.lists(search_data(field, scene), min_size=1, max_size=3), label="data")
    limit = draw(seldom(st.integers(1, max(1, len(scene.rows) + 1)), 0), label="limit")
    required = {"collection_name": draw(collections(), label="collection"), "data": data}
    optional: dict[str, Any] = {
        "output_fields": draw(output_choices(scene), label="output_fields"),
        "search_params": draw(search_params(scene, field, capabilities), label="search_params"),
        "consistency_level": "Strong",
    }
    if scene.partitions:
        optional["partition_names"] = draw(partition_choices(scene.partitions), label="partition_names")
    operation = draw(operations("search", required, optional))
    narrowing = draw(narrowings(scene, capabilities), label="filter")
    words = {**operation.kwargs, **narrowing, "limit": limit}
    # A collection with one vector field is searched without naming it as well.
    if len(scene.schema.vectors) > 1 or draw(st.booleans(), label="name the field"):
        words["anns_field"] = draw(seldom(field.name, "no_such_field"), label="anns_field")
    words |= draw(_parts_of_result(scene, capabilities), label="part of the result")
    words |= draw(_time_zones(scene), label="time zone")
    return Operation("search", operation.args, words)


@st.composite
def hybrid_searches(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:
    """Return a strategy for ``hybrid_search`` with one to three requests and either ranker."""
    count = draw(st.integers(1, 3), label="requests")
    requests = [draw(_ann_requests(scene, capabilities), label="request") for _ in range(count)]
    weights = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=count, max_size=count)
    ranker = draw(
        st.one_of(
            st.integers(1, 100).map(lambda k: Made("pymilvus:RRFRanker", (k,))),
            weights.map(lambda values: Made("pymilvus:WeightedRanker", tuple(values))),
        ),
        label="ranker",
    )
    required = {
        "collection_name": draw(collections(), label="collection"),
        "reqs": requests,
        "ranker": ranker,
        "limit": draw(st.integers(1, max(1, len(scene.rows) + 1)), label="limit"),
    }
    optional: dict[str, Any] = {
        "output_fields": draw(output_choices(scene), label="output_fields"),
        "consistency_level": "Strong",
    }
    if scene.partitions:
        optional["partition_names"] = draw(partition_choices(scene.partitions), label="partition_names")
    return draw(operations("hybrid_search", required, optional))


@st.composite
def queries(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:
    """Return a strategy for ``query`` by filter or by primary keys."""
    required: dict[str, Any] = {"collection_name": draw(collections(), label="collection")}
    optional: dict[str, Any] = {"consistency_level": "Strong"}
    if scene.partitions:
        optional["partition_names"] = draw(partition_choices(scene.partitions), label="partition_names")
    how = draw(st.sampled_from(["filter", "filter", "ids", "all"]), label="rows asked for")
    if how == "ids" and not scene.schema.primary.auto_id:
        optional["ids"] = draw(_keys(scene), label="ids")
    outputs: st.SearchStrategy[Any] = seldom(output_choices(scene), ["count(*)"])
    optional["output_fields"] = draw(outputs, label="output_fields")
    operation = draw(operations("query", required, optional))
    words = dict(operation.kwargs)
    if "ids" not in words:
        narrowing = draw(narrowings(scene, capabilities, always=how == "filter"), label="filter")
        words |= narrowing
        if "filter" not in words:
            # An unfiltered query needs a limit; at least all rows, because which ones is undefined (pitfall 8).
            words["filter"] = ""
            words["limit"] = max(1, len(scene.rows) + draw(st.integers(0, 1), label="limit above all rows"))
    if "count(*)" in words.get("output_fields", []):
        words.pop("limit", None)
    elif words.get("filter"):
        words |= draw(_pages(scene), label="page")
    words |= draw(_time_zones(scene), label="time zone")
    return Operation("query", operation.args, words)


@st.composite
def gets(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:  # noqa: ARG001
    """Return a strategy for ``get`` with one key, several, none, and keys that do not exist."""
    required = {
        "collection_name": draw(collections(), label="collection"),
        "ids": draw(_keys(scene), label="ids"),
    }
    optional: dict[str, Any] = {"output_fields": draw(output_choices(scene), label="output_fields")}
    optional["consistency_level"] = "Strong"
    if scene.partitions:
        optional["partition_names"] = draw(partition_choices(scene.partitions), label="partition_names")
    return draw(operations("get", required, optional))


@st.composite
def _ann_requests(draw: st.DrawFn, scene: Scene, capabilities: frozenset[str]) -> Made:
    field = draw(st.sampled_from(scene.schema.vectors), label="field")
    words: dict[str, Any] = {
        "data": [draw(search_data(field, scene), label="data")],
        "anns_field": field.name,
        "param": {"metric_type": scene.indexes[field.name].metric},
        "limit": draw(st.integers(1, max(1, len(scene.rows))), label="limit"),
    }
    narrowing = draw(narrowings(scene, capabilities), label="expr")
    if "filter" in narrowing:
        words["expr"] = narrowing["filter"]
        if "filter_params" in narrowing:
            words["expr_params"] = narrowing["filter_params"]
    return Made("pymilvus:AnnSearchRequest", (), words)


@st.composite
def _parts_of_result(draw: st.DrawFn, scene: Scene, capabilities: frozenset[str]) -> dict[str, Any]:
    """Leave out the first hits, or group hits by a field; mostly neither."""
    groupable = [item.name for item in scene.schema.scalars if _repeats(item, scene)]
    kind = draw(st.integers(0, 7), label="kind of part")
    if kind >= 6 and groupable and "grouping_search" in capabilities:
        return {"group_by_field": draw(st.sampled_from(groupable), label="group_by_field")}
    return {"offset": draw(st.integers(0, 3), label="offset")} if kind >= 4 else {}


def _pages(scene: Scene) -> st.SearchStrategy[dict[str, Any]]:
    """Ask for some of the rows that match, maybe after others; as often for all of them."""
    limits = st.integers(1, max(2, len(scene.rows) // 2))
    pages = st.fixed_dictionaries({"limit": limits}, optional={"offset": st.integers(0, 3)})
    return st.one_of(st.just({}), pages)


def _time_zones(scene: Scene) -> st.SearchStrategy[dict[str, Any]]:
    """Ask for instants in another zone, whole or in parts; mostly in neither way."""
    if not any(item.dtype == "TIMESTAMPTZ" for item in scene.schema.fields):
        return st.just({})
    zone, parts = {"timezone": "Asia/Shanghai"}, {"time_fields": "year,hour"}
    return st.sampled_from([{}, {}, {}, zone, parts, {**zone, **parts}])


def _repeats(field: Field, scene: Scene) -> bool:
    """Return whether hits can be grouped by a field, and some rows share a value of it."""
    values = [row.get(field.name) for row in scene.contents]
    return field.dtype in ("INT64", "VARCHAR", "BOOL") and len({*values}) < len(values)


def _keys(scene: Scene) -> st.SearchStrategy[Any]:
    primary = scene.schema.primary
    if primary.auto_id or not scene.rows:
        known: list[Any] = ["none"] if primary.dtype == "VARCHAR" else [1]
    else:
        known = [row[primary.name] for row in scene.contents]
    # The last one is a key like any other, and ends a text that is quoted without a care.
    text = ["no such key", f"'] or {primary.name} not in ['"]
    unknown: list[Any] = text if primary.dtype == "VARCHAR" else [2**53 + 1]
    several = st.lists(st.sampled_from([*known, *unknown]), max_size=4, unique=True)
    return st.one_of(several, st.sampled_from(known))
