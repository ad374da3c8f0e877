"""Scenes: a collection with its indexes, partitions and rows, as a starting point of calls."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.model.scene import DEFAULT_PARTITION, Scene, State
from conformance.strategies.indexes import indexes
from conformance.strategies.rows import rows
from conformance.strategies.schemas import schemas

__all__ = ["scenes"]


@st.composite
def scenes(
    draw: st.DrawFn,
    *,
    capabilities: frozenset[str],
    min_rows: int = 2,
    max_rows: int = 12,
    state: State = "loaded",
) -> Scene:
    """Return a strategy for scenes that an engine can hold; they shrink to two rows of a key and a vector.

    Args:
        draw: Supplied by Hypothesis.
        capabilities: What the engine offers, see ``fixtures/engines/``.
        min_rows: Fewest rows.
        max_rows: Most rows.
        state: How far the collection is prepared.
    """
    schema = draw(schemas(capabilities=capabilities), label="schema")
    chosen = draw(indexes(schema, capabilities=capabilities), label="indexes")
    keyed = any(field.partition_key for field in schema.fields)
    partitions: tuple[str, ...] = ()
    if "partitions" in capabilities and not keyed:
        names = st.lists(st.sampled_from(["p", "q"]), max_size=2, unique=True).map(tuple)
        partitions = draw(names, label="partitions")
    content = draw(rows(schema, min_size=min_rows, max_size=max_rows), label="rows")
    where = st.sampled_from([DEFAULT_PARTITION, *partitions])
    placed = tuple(
        (row, draw(where, label="partition") if partitions else DEFAULT_PARTITION) for row in content
    )
    return Scene(schema, chosen, placed, partitions, state)
