"""What the model knows of readiness: indexes, loading, partitions and flushing."""

from __future__ import annotations

from collections.abc import Callable

from conformance.model import DEFAULT_PARTITION, Operation
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
    "after_flush",
    "after_index",
    "after_index_drop",
    "after_load",
    "after_partition",
    "after_partition_drop",
    "after_release",
    "flushed",
    "index_described",
    "index_dropped",
    "indexed",
    "indexes_listed",
    "load_told",
    "loaded",
    "partition_created",
    "partition_dropped",
    "partition_exists",
    "partitions_listed",
    "released",
    "statistics",
]


def _partition(act: Operation) -> str:
    return str(argument(act, 1, "partition_name"))


def _of_table(rule: Callable[[Table, Operation], Expected]) -> Callable[[State, Operation], Expected]:
    """Return the rule of a call that is refused without its collection."""

    def expected(state: State, act: Operation) -> Expected:
        table = state.table(collection(act))
        return REFUSED if table is None else rule(table, act)

    return expected


@_of_table
def indexed(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    """Creating an index: fine where there is none."""
    return UNSURE if table.indexed else FINE  # a second one alike is no mistake to Milvus


def after_index(state: State, act: Operation) -> State:
    """The vector field has its index."""
    return state.with_table(collection(act), indexed=True)


@_of_table
def index_dropped(table: Table, act: Operation) -> Expected:
    """Dropping an index: refused where the collection is loaded."""
    if not table.indexed or argument(act, 1, "index_name") != table.form.vector:
        return UNSURE  # what is not there is dropped in Milvus, and refused in Milvus Lite
    return {True: REFUSED, False: FINE, None: UNSURE}[table.loaded]


def after_index_drop(state: State, act: Operation) -> State:
    """The vector field has no index, and whether the collection is loaded depends on the server."""
    table = state.table(collection(act))
    if table is None or argument(act, 1, "index_name") != table.form.vector:
        return state
    return state.with_table(collection(act), indexed=False, loaded=None)


@_of_table
def indexes_listed(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    """The one index, if it is there."""
    return Expected(False, [table.form.vector] if table.indexed else [])


@_of_table
def index_described(table: Table, act: Operation) -> Expected:
    """The index is about the vector field."""
    if not table.indexed or argument(act, 1, "index_name") != table.form.vector:
        return UNSURE
    return Expected(False, table.form.vector)


@_of_table
def loaded(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    """Loading: fine where there is an index."""
    return FINE if table.indexed else UNSURE  # Milvus loads nothing that has no index


def after_load(state: State, act: Operation) -> State:
    """The collection is loaded."""
    return state.with_table(collection(act), loaded=True)


@_of_table
def released(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    """Releasing: always fine."""
    return FINE


def after_release(state: State, act: Operation) -> State:
    """The collection is not loaded."""
    table = state.table(collection(act))
    # In Milvus Lite, what has no index is always loaded.
    return state.with_table(collection(act), loaded=False if table and table.indexed else None)


def load_told(state: State, act: Operation) -> Expected:
    """Whether the collection is loaded."""
    table = state.table(collection(act))
    if table is None or table.loaded is None:
        return UNSURE
    return Expected(False, "Loaded" if table.loaded else "NotLoad")


@_of_table
def partition_created(table: Table, act: Operation) -> Expected:
    """Creating a partition: fine where it is new."""
    return UNSURE if _partition(act) in (DEFAULT_PARTITION, *table.partitions) else FINE


def after_partition(state: State, act: Operation) -> State:
    """The partition is there."""
    table = state.table(collection(act))
    name = _partition(act)
    if table is None or name == DEFAULT_PARTITION:
        return state
    return state.with_table(collection(act), partitions=table.partitions | {name})


@_of_table
def partition_dropped(table: Table, act: Operation) -> Expected:
    """Dropping a partition: the default one never goes."""
    name = _partition(act)
    if name == DEFAULT_PARTITION:
        return REFUSED
    # Milvus keeps a partition that is loaded, and takes one that is not there for dropped.
    return FINE if name in table.partitions and table.loaded is False else UNSURE


def after_partition_drop(state: State, act: Operation) -> State:
    """The partition is gone, and its rows with it."""
    table = state.table(collection(act))
    name = _partition(act)
    if table is None or name not in table.partitions:
        return state
    rows = {key: row for key, row in table.rows.items() if row[0] != name}
    counted = table.counted if len(rows) == len(table.rows) else None
    return state.with_table(collection(act), partitions=table.partitions - {name}, rows=rows, counted=counted)


@_of_table
def partitions_listed(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    """The partitions, the default one among them."""
    return Expected(False, sorted({DEFAULT_PARTITION, *table.partitions}))


@_of_table
def partition_exists(table: Table, act: Operation) -> Expected:
    """Whether the partition is there."""
    return Expected(False, _partition(act) in (DEFAULT_PARTITION, *table.partitions))


def flushed(state: State, act: Operation) -> Expected:
    """Flushing: fine where the collection is there."""
    return UNSURE if state.table(collection(act)) is None else FINE


def after_flush(state: State, act: Operation) -> State:
    """Statistics count the rows, unless some are gone."""
    table = state.table(collection(act))
    if table is None or table.counted is None:
        return state
    return state.with_table(collection(act), counted=True)


@_of_table
def statistics(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    """How many rows there are, once they are counted."""
    return Expected(False, len(table.rows)) if table.counted else FINE
