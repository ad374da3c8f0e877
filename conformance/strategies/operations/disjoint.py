"""Calls that touch different rows.

The one rule: whatever the order in which they are made, each gives the same answer, and all leave the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from hypothesis import strategies as st

from conformance.model import COLLECTION, DEFAULT_PARTITION, Operation, Scene
from conformance.strategies.rows import rows

__all__ = ["disjoint"]

MOST = 3
"""Rows that a call writes."""

WRITERS = 5
READS = 3

Row = Mapping[str, Any]


@st.composite
def disjoint(
    draw: st.DrawFn, method: str, scene: Scene, *, capabilities: frozenset[str]
) -> tuple[Operation, ...]:
    """Return a strategy for calls that write different rows, and calls that read rows which none of them writes.

    Args:
        draw: Supplied by Hypothesis.
        method: ``insert``, ``upsert`` or ``delete``: what one of the calls is at least.
        scene: What they are made on. Where the server makes the keys, rows can only be added.
        capabilities: What the engine offers. Without ``concurrent_writes`` one call writes and the others read.
    """
    made = scene.schema.primary.auto_id
    others = (
        ()
        if "concurrent_writes" not in capabilities
        else ("insert",)
        if made
        else ("insert", "upsert", "delete")
    )
    chosen = [method]
    if others:
        chosen += draw(
            st.lists(st.sampled_from(others), min_size=1, max_size=WRITERS - 1), label="other writes"
        )
    left = [] if made else list(draw(st.permutations(scene.rows), label="rows that stand there"))
    fresh = iter(draw(_new_rows(scene, MOST * len(chosen), capabilities), label="new rows"))
    acts = [_write(draw(st.integers(1, MOST), label="rows"), name, scene, fresh, left) for name in chosen]
    reads = draw(st.integers(0 if others else 1, READS), label="reads")
    acts += [_read(scene, left[place : place + 1]) for place in range(reads)]
    return tuple(draw(st.permutations(acts), label="calls"))


def _new_rows(scene: Scene, count: int, capabilities: frozenset[str]) -> st.SearchStrategy[list[Row]]:
    """Rows whose keys are not there yet."""
    name = scene.schema.primary.name
    taken = {row.get(name) for row in scene.contents}
    size = count + len(taken)
    drawn = rows(scene.schema, min_size=size, max_size=size, capabilities=capabilities)
    return drawn.map(lambda found: [row for row in found if row.get(name) is None or row[name] not in taken])


def _write(
    size: int, method: str, scene: Scene, fresh: Iterator[Row], left: list[tuple[Row, str]]
) -> Operation:
    """Return a call that writes some rows, taken from the new ones or from those that are left."""
    data = [dict(row) for row in islice(fresh, size)]
    if method == "insert" or not left:
        return Operation("insert", (COLLECTION, data))
    where = left[-1][1]
    old = [left.pop()[0]]
    while len(old) < size and left and left[-1][1] == where:
        old.append(left.pop()[0])
    key = scene.schema.primary.name
    if method == "delete":
        return Operation("delete", (COLLECTION,), {"ids": [row[key] for row in old]})
    kept = [key, *(field.name for field in scene.schema.fields if field.partition_key)]
    data = [
        {**new, **{name: row[name] for name in kept if name in row}}
        for new, row in zip(data, old, strict=False)
    ]
    words = {} if where == DEFAULT_PARTITION else {"partition_name": where}
    return Operation("upsert", (COLLECTION, data), words)


def _read(scene: Scene, some: Sequence[tuple[Row, str]]) -> Operation:
    key = scene.schema.primary.name
    if not some:  # the server knows the keys, and nobody else
        return Operation("has_collection", (COLLECTION,))
    return Operation("get", (COLLECTION, [row[key] for row, _ in some]), {"output_fields": ["*"]})
