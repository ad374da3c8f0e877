"""Rows that fit a schema.

The one rule: rows are unique by primary key and made of plain Python values, so that any client takes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.strategies.cells import Cell, integer, joined, one_of, picked
from conformance.strategies.scalars import BEYOND_FLOAT, DYNAMIC, TEXTS, scalar_cell
from conformance.strategies.vectors import vector_cell
from pytest_milvus.values.schema import UNSET, Field, Schema

__all__ = ["rows"]

Part = Mapping[str, Any]

LARGEST_KEY = 2**63 - 1

_PLAIN = (None,) * 12  # a key that is the row's number
_KEYS: Mapping[str, tuple[Cell, Callable[[int], Any]]] = {
    "INT64": (one_of((*_PLAIN, *BEYOND_FLOAT, 2**53, -1, LARGEST_KEY, -(2**63)), integer(64)), int),
    "VARCHAR": (picked((*_PLAIN, *filter(None, TEXTS), "x" * 64)), str),
}
"""For each type of primary key: how one is decoded, and how it is made of a number."""

OFTEN, SELDOM = 192, 224  # of 256: the field has a value; it is None; above, it is left out
AGAIN = 170  # of 256: above, a vector repeats an earlier row's


def rows(
    schema: Schema,
    *,
    min_size: int = 0,
    max_size: int = 20,
    capabilities: frozenset[str] = frozenset(),
) -> st.SearchStrategy[tuple[dict[str, Any], ...]]:
    """Return rows that a server accepts, with distinct primary keys.

    Args:
        schema: The collection's schema.
        min_size: Least number of rows.
        max_size: Largest number of rows.
        capabilities: What the engine offers; `conformance.strategies.exclusions.EXCLUSIONS` names those that
            let more values in.

    Returns:
        A strategy of tuples of dicts. What the server makes is absent: automatic keys, and vectors made of texts;
        a nullable field is sometimes ``None`` or absent, and so is one with a default. Keys go beyond 2**53,
        strings have quotes, backslashes and other scripts, and some vectors repeat so that distances tie. The
        simplest rows have keys 0, 1, 2, ... and vectors of ones.
    """
    if not 0 <= min_size <= max_size:
        msg = f"min_size={min_size}, max_size={max_size}: need 0 <= min_size <= max_size"
        raise InvalidArgument(msg)
    columns = tuple(_columns(schema, capabilities))
    width = sum(cell.width for cell, _ in columns)
    strings = st.lists(st.binary(min_size=width, max_size=width), min_size=min_size, max_size=max_size)
    return strings.map(lambda drawn: _rows(columns, drawn))


Column = tuple[Cell, Callable[[Sequence[Any]], Sequence[Part]]]
"""The cell of a column, and what makes each row's part of the row of all decoded cells."""


def _rows(columns: Sequence[Column], drawn: Sequence[bytes]) -> tuple[dict[str, Any], ...]:
    found: list[dict[str, Any]] = [{} for _ in drawn]
    at = 0
    for cell, parts in columns:
        values = [cell.decode(data[at : at + cell.width]) for data in drawn]
        for row, part in zip(found, parts(values), strict=True):
            row.update(part)
        at += cell.width
    return tuple(found)


def _columns(schema: Schema, capabilities: frozenset[str]) -> Iterator[Column]:
    for field in schema.fields:
        if field.primary and not field.auto_id:
            yield _key_column(field, capabilities)
        elif field.is_vector and not field.bm25_of:
            yield _vector_column(field)
        elif not (field.is_vector or field.primary):
            yield _scalar_column(field)
    if schema.dynamic:
        names = {field.name for field in schema.fields}
        yield joined({key: cell for key, cell in DYNAMIC.items() if key not in names}), lambda parts: parts


def _key_column(field: Field, capabilities: frozenset[str]) -> Column:
    """Distinct keys; one that is taken, or not drawn, becomes the next free number."""
    cell, plain = _KEYS[field.dtype]
    barred = set() if "largest_keys" in capabilities else {LARGEST_KEY}

    def parts(values: Sequence[Any]) -> list[Part]:
        keys: dict[Any, None] = {}
        for position, key in enumerate(values):
            if key is None or key in keys or key in barred:
                key = next(free for free in map(plain, count(position)) if free not in keys)
            keys[key] = None
        return [{field.name: key} for key in keys]

    return cell, parts


def _vector_column(field: Field) -> Column:
    cell = vector_cell(field)

    def parts(values: Sequence[tuple[int, Any]]) -> list[Part]:
        vectors: list[Any] = []
        for again, fresh in values:
            # Repeated vectors tie in every metric.
            earlier = vectors[again % len(vectors)] if again > AGAIN and vectors else fresh
            vectors.append(earlier.copy() if isinstance(earlier, (list, dict)) else earlier)
        return [{field.name: vector} for vector in vectors]

    return Cell(1 + cell.width, lambda data: (data[0], cell.decode(data[1:]))), parts


def _scalar_column(field: Field) -> Column:
    cell = scalar_cell(field)
    if not field.nullable and field.default == UNSET:
        return cell, lambda values: [{field.name: value} for value in values]

    def decode(data: bytes) -> Part:
        if data[0] >= SELDOM:
            return {}
        return {field.name: None if data[0] >= OFTEN else cell.decode(data[1:])}

    return Cell(1 + cell.width, decode), lambda parts: parts
