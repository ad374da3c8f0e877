"""What the model knows of readiness: indexes, loading, partitions and flushing."""

from __future__ import annotations

from collections.abc import Callable

from conformance.model import DEFAULT_PARTITION, Operation
from conformance.strategies.sequences.state import (
    FINE,
    REFUSED,
    UNSURE,
    Expected,
    State,
    Table,
    argument,
    label,
)

__all__ = ["AFTER", "EXPECTED"]


def _name(act: Operation) -> str:
    return label(argument(act, 0, "collection_name"))


def _partition(act: Operation) -> str:
    return str(argument(act, 1, "partition_name"))


def _of_table(rule: Callable[[Table, Operation], Expected]) -> Callable[[State, Operation], Expected]:
    """Return the rule of a call that is refused without its collection."""

    def expected(state: State, act: Operation) -> Expected:
        table = state.table(_name(act))
        return REFUSED if table is None else rule(table, act)

    return expected


def _indexed(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    return UNSURE if table.indexed else FINE  # a second one alike is no mistake to Milvus


def _after_index(state: State, act: Operation) -> State:
    return state.with_table(_name(act), indexed=True)


def _index_dropped(table: Table, act: Operation) -> Expected:
    if not table.indexed or argument(act, 1, "index_name") != table.form.vector:
        return UNSURE  # what is not there is dropped in Milvus, and refused in Milvus Lite
    return {True: REFUSED, False: FINE, None: UNSURE}[table.loaded]


def _after_index_drop(state: State, act: Operation) -> State:
    table = state.table(_name(act))
    if table is None or argument(act, 1, "index_name") != table.form.vector:
        return state
    return state.with_table(_name(act), indexed=False, loaded=None)


def _indexes_listed(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    return Expected(False, [table.form.vector] if table.indexed else [])


def _index_described(table: Table, act: Operation) -> Expected:
    if not table.indexed or argument(act, 1, "index_name") != table.form.vector:
        return UNSURE
    return Expected(False, table.form.vector)


def _loaded(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    return FINE if table.indexed else UNSURE  # Milvus loads nothing that has no index


def _after_load(state: State, act: Operation) -> State:
    return state.with_table(_name(act), loaded=True)


def _released(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    return FINE


def _after_release(state: State, act: Operation) -> State:
    table = state.table(_name(act))
    # In Milvus Lite, what has no index is always loaded.
    return state.with_table(_name(act), loaded=False if table and table.indexed else None)


def _load_told(state: State, act: Operation) -> Expected:
    table = state.table(_name(act))
    if table is None or table.loaded is None:
        return UNSURE
    return Expected(False, "Loaded" if table.loaded else "NotLoad")


def _partition_created(table: Table, act: Operation) -> Expected:
    return UNSURE if _partition(act) in (DEFAULT_PARTITION, *table.partitions) else FINE


def _after_partition(state: State, act: Operation) -> State:
    table = state.table(_name(act))
    name = _partition(act)
    if table is None or name == DEFAULT_PARTITION:
        return state
    return state.with_table(_name(act), partitions=table.partitions | {name})


def _partition_dropped(table: Table, act: Operation) -> Expected:
    name = _partition(act)
    if name == DEFAULT_PARTITION:
        return REFUSED
    # Milvus keeps a partition that is loaded, and takes one that is not there for dropped.
    return FINE if name in table.partitions and table.loaded is False else UNSURE


def _after_partition_drop(state: State, act: Operation) -> State:
    table = state.table(_name(act))
    name = _partition(act)
    if table is None or name not in table.partitions:
        return state
    rows = {key: row for key, row in table.rows.items() if row[0] != name}
    counted = table.counted if len(rows) == len(table.rows) else None
    return state.with_table(_name(act), partitions=table.partitions - {name}, rows=rows, counted=counted)


def _partitions_listed(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    return Expected(False, sorted({DEFAULT_PARTITION, *table.partitions}))


def _partition_exists(table: Table, act: Operation) -> Expected:
    return Expected(False, _partition(act) in (DEFAULT_PARTITION, *table.partitions))


def _flushed(state: State, act: Operation) -> Expected:
    return UNSURE if state.table(_name(act)) is None else FINE


def _after_flush(state: State, act: Operation) -> State:
    table = state.table(_name(act))
    if table is None or table.counted is None:
        return state
    return state.with_table(_name(act), counted=True)


def _statistics(table: Table, act: Operation) -> Expected:  # noqa: ARG001
    return Expected(False, len(table.rows)) if table.counted else FINE


EXPECTED = {
    "create_index": _of_table(_indexed),
    "drop_index": _of_table(_index_dropped),
    "list_indexes": _of_table(_indexes_listed),
    "describe_index": _of_table(_index_described),
    "load_collection": _of_table(_loaded),
    "release_collection": _of_table(_released),
    "get_load_state": _load_told,
    "create_partition": _of_table(_partition_created),
    "drop_partition": _of_table(_partition_dropped),
    "list_partitions": _of_table(_partitions_listed),
    "has_partition": _of_table(_partition_exists),
    "flush": _flushed,
    "get_collection_stats": _of_table(_statistics),
}

AFTER = {
    "create_index": _after_index,
    "drop_index": _after_index_drop,
    "load_collection": _after_load,
    "release_collection": _after_release,
    "create_partition": _after_partition,
    "drop_partition": _after_partition_drop,
    "flush": _after_flush,
}
