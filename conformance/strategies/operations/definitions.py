"""Calls that change definitions: collections, partitions, indexes and what is loaded."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.model import COLLECTION, Operation, Scene
from conformance.strategies.operations.calls import (
    MISSING_COLLECTION,
    collections,
    operations,
    partition_choices,
    rarely,
)

__all__ = [
    "collection_creations",
    "collection_drops",
    "index_creations",
    "index_drops",
    "loads",
    "partition_creations",
    "partition_drops",
    "partition_loads",
    "partition_releases",
    "releases",
]

NEW_PARTITIONS = ("fresh", "p_1", "_")


@st.composite
def collection_creations(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:  # noqa: ARG001
    """Return a strategy for ``create_collection`` from the scene's schema, with and without indexes, or quickly."""
    required: dict[str, Any] = {"collection_name": COLLECTION}
    optional: dict[str, Any] = {
        # Last what pymilvus takes by itself.
        "consistency_level": draw(st.sampled_from(["Strong", "Session", "Eventually", "Bounded"])),
    }
    quick = draw(st.booleans(), label="quick form")
    if not quick:
        operation = draw(operations("create_collection", required, optional))
        words = {**operation.kwargs, "schema": scene.schema}
        if draw(st.booleans(), label="with indexes"):
            words["index_params"] = scene.indexes
        return Operation("create_collection", operation.args, words)
    required["dimension"] = draw(
        rarely(st.integers(2, 8), st.sampled_from([0, -1]), once_in=16), label="dimension"
    )
    optional |= {
        "primary_field_name": draw(st.sampled_from(["id", "key"]), label="primary_field_name"),
        "vector_field_name": draw(st.sampled_from(["vector", "v"]), label="vector_field_name"),
        "metric_type": draw(
            rarely(st.sampled_from(["L2", "IP", "COSINE"]), "no_such_metric", once_in=16), label="metric"
        ),
        "description": draw(st.sampled_from(["words", "日本", ""]), label="description"),
        "auto_id": draw(st.booleans(), label="auto_id"),
        "enable_dynamic_field": draw(st.booleans(), label="enable_dynamic_field"),
    }
    operation = draw(operations("create_collection", required, optional))
    words = dict(operation.kwargs)
    if draw(st.integers(0, 3), label="type of keys") == 3:
        words |= {"id_type": draw(rarely("string", "no_such_type"), label="id_type"), "max_length": 64}
    return Operation("create_collection", operation.args, words)


def collection_drops(scene: Scene, *, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:  # noqa: ARG001
    """Return a strategy for ``drop_collection``."""
    return _about("drop_collection")


@st.composite
def partition_creations(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:  # noqa: ARG001
    """Return a strategy for ``create_partition``: new names, taken ones and bad ones."""
    taken_or_bad = st.sampled_from(["_default", "", "two words", *scene.partitions])
    name = draw(rarely(st.sampled_from(NEW_PARTITIONS), taken_or_bad), label="partition_name")
    required = {"collection_name": draw(collections(), label="collection"), "partition_name": name}
    return draw(operations("create_partition", required))


@st.composite
def partition_drops(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:  # noqa: ARG001
    """Return a strategy for ``drop_partition``."""
    names = [*scene.partitions, "no_such_partition", "_default"]
    required = {
        "collection_name": draw(collections(), label="collection"),
        "partition_name": draw(st.sampled_from(names), label="partition_name"),
    }
    return draw(operations("drop_partition", required))


@st.composite
def index_creations(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:  # noqa: ARG001
    """Return a strategy for ``create_index`` on the scene's fields, rarely on none or on an unknown one."""
    names = tuple(entry.field for entry in scene.indexes.entries)
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, unique=True), label="fields")
    entries = tuple(entry for entry in scene.indexes.entries if entry.field in chosen)
    required = {
        "collection_name": draw(collections(), label="collection"),
        "index_params": draw(rarely(_only(scene, entries), _odd_indexes(scene)), label="index_params"),
    }
    return draw(operations("create_index", required))


@st.composite
def index_drops(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:  # noqa: ARG001
    """Return a strategy for ``drop_index``."""
    names = [entry.name or entry.field for entry in scene.indexes.entries]
    required = {
        "collection_name": draw(collections(), label="collection"),
        "index_name": draw(rarely(st.sampled_from(names), "no_such_index"), label="index_name"),
    }
    return draw(operations("drop_index", required))


def loads(scene: Scene, *, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:  # noqa: ARG001
    """Return a strategy for ``load_collection``."""
    return _about("load_collection")


def releases(scene: Scene, *, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:  # noqa: ARG001
    """Return a strategy for ``release_collection``."""
    return _about("release_collection")


def partition_loads(scene: Scene, *, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:  # noqa: ARG001
    """Return a strategy for ``load_partitions``."""
    return _about_partitions("load_partitions", scene)


def partition_releases(scene: Scene, *, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:  # noqa: ARG001
    """Return a strategy for ``release_partitions``."""
    return _about_partitions("release_partitions", scene)


@st.composite
def _about(draw: st.DrawFn, method: str) -> Operation:
    return draw(operations(method, {"collection_name": draw(collections(), label="collection")}))


@st.composite
def _about_partitions(draw: st.DrawFn, method: str, scene: Scene) -> Operation:
    names = draw(partition_choices(scene.partitions), label="partition_names")
    one = len(names) == 1 and draw(st.booleans(), label="a single name")
    required = {
        "collection_name": draw(collections(), label="collection"),
        "partition_names": names[0] if one else names,
    }
    return draw(operations(method, required))


def _only(scene: Scene, entries: tuple[Any, ...]) -> Any:
    return type(scene.indexes)(entries)


def _odd_indexes(scene: Scene) -> st.SearchStrategy[Any]:
    kind = type(scene.indexes)
    first = scene.indexes.entries[0]
    unknown = type(first)("no_such_field", first.type, "", first.metric)
    return st.sampled_from([kind(()), kind((unknown,)), MISSING_COLLECTION])
