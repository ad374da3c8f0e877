"""Rows that fit a schema.

The one rule: rows are unique by primary key and made of plain Python values, so that any client can take them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.operation.schema import UNSET, Field, Schema
from conformance.strategies.scalars import BEYOND_FLOAT, TEXTS, scalars
from conformance.strategies.vectors import vectors

__all__ = ["rows"]

_NO_KEY = (None,) * 8
_KEYS: Mapping[str, tuple[st.SearchStrategy[Any], Callable[[int], Any]]] = {
    "INT64": (
        st.sampled_from((*_NO_KEY, *BEYOND_FLOAT, 2**53, -1, 2**63 - 1, -(2**63)))
        | st.integers(0, 2**63 - 1),
        int,
    ),
    "VARCHAR": (st.sampled_from((*_NO_KEY, *filter(None, TEXTS), "x" * 64)), str),
}
"""For each type of key: drawn ones, ``None`` for a plain one, and the plain key of a number."""

DYNAMIC_KEYS: Mapping[str, st.SearchStrategy[Any]] = {
    # As in a JSON document, a key has one type in all rows.
    "tag": st.sampled_from(TEXTS),
    "size": st.sampled_from((0, 1, 2, 3, -1, *BEYOND_FLOAT)),
    "ratio": st.sampled_from((0.5, -2.25, 0.1, 1e300)),
    "flag": st.booleans(),
    "list": st.lists(st.integers(0, 3), max_size=3),
    "doc": st.fixed_dictionaries({"k": st.integers(-2, 2)}),
    "two words": st.integers(0, 2),
    "nothing": st.none(),
}


@st.composite
def rows(
    draw: st.DrawFn, schema: Schema, *, min_size: int = 0, max_size: int = 20
) -> tuple[dict[str, Any], ...]:
    """Return rows that a server accepts, with distinct primary keys.

    Args:
        draw: Given by Hypothesis.
        schema: The collection's schema.
        min_size: Least number of rows.
        max_size: Largest number of rows.

    Returns:
        A strategy of tuples of dicts. A primary key that the server makes is absent; a nullable field is
        sometimes ``None`` or absent, one with a default sometimes absent. Integers beyond 2**53 are among the
        keys, strings have quotes, backslashes and other scripts, some vectors repeat so that distances tie.
        The simplest rows have keys 0, 1, 2, ... and vectors of ones.
    """
    if not 0 <= min_size <= max_size:
        msg = f"min_size={min_size}, max_size={max_size}: need 0 <= min_size <= max_size"
        raise InvalidArgument(msg)
    size = draw(st.integers(min_size, max_size), label="rows")
    columns = [_column(draw, field, size) for field in schema.fields if not field.auto_id]
    if schema.dynamic:
        columns.append(_dynamic_parts(draw, schema, size))
    drawn: list[dict[str, Any]] = [{} for _ in range(size)]
    for column in columns:
        for row, part in zip(drawn, column, strict=True):
            row.update(part)
    return tuple(drawn)


def _column(draw: st.DrawFn, field: Field, size: int) -> Sequence[Mapping[str, Any]]:
    """Draw a field's part of every row; a part is empty where the row leaves the field out."""
    if field.primary:
        return [{field.name: key} for key in _keys(draw, field, size)]
    if field.is_vector:
        return [{field.name: vector} for vector in _vectors(draw, field, size)]
    values = scalars(field)
    gaps: list[Mapping[str, Any]] = []
    if field.nullable or field.default != UNSET:
        gaps = [{field.name: None}, {}]
    parts = []
    for _ in range(size):
        gap = draw(st.integers(0, 7)) if gaps else 0
        parts.append({field.name: draw(values)} if gap < 6 else gaps[gap - 6])
    return parts


def _keys(draw: st.DrawFn, field: Field, size: int) -> list[Any]:
    """Draw distinct keys; one that is taken or not drawn becomes the next free number."""
    values, plain = _KEYS[field.dtype]
    keys: dict[Any, None] = {}
    for position in range(size):
        key = draw(values)
        if key is None or key in keys:
            key = next(free for free in map(plain, count(position)) if free not in keys)
        keys[key] = None
    return list(keys)


def _vectors(draw: st.DrawFn, field: Field, size: int) -> list[Any]:
    fresh = vectors(field)
    drawn: list[Any] = []
    for _ in range(size):
        # Repeating one in three gives ties in every metric.
        again = draw(st.integers(0, 3 * len(drawn))) - 2 * len(drawn)
        drawn.append(drawn[again - 1] if again > 0 else draw(fresh))
    return drawn


def _dynamic_parts(draw: st.DrawFn, schema: Schema, size: int) -> Sequence[Mapping[str, Any]]:
    names = {field.name for field in schema.fields}
    keys = [key for key in DYNAMIC_KEYS if key not in names]
    parts = []
    for _ in range(size):
        present = draw(st.integers(0, 2 ** len(keys) - 1))  # one bit for each key
        parts.append({key: draw(DYNAMIC_KEYS[key]) for bit, key in enumerate(keys) if present >> bit & 1})
    return parts
