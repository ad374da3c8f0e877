"""Values of scalar fields, JSON documents included, as plain Python.

The one rule: every type has its edges in a short palette, so that few rows meet them and values repeat.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.strategies.cells import Cell, integer, joined, listed, mapped, nothing, one_of, picked
from conformance.strategies.texts import text_cell
from conformance.strategies.vectors import vector_cell
from pytest_milvus.values.geometry import Box
from pytest_milvus.values.schema import Field

__all__ = ["BEYOND_FLOAT", "DYNAMIC", "TEXTS", "documents", "scalar_cell", "scalars"]

INTEGER_BITS = {"INT8": 8, "INT16": 16, "INT32": 32, "INT64": 64}

BEYOND_FLOAT = (2**53 + 1, -(2**53) - 1)
"""Integers that a float64 cannot hold: whoever sends them through one is found out."""

FLOATS = (0.5, 1.5, -2.25, 0.1, -0.1, 1e-3, 16_777_217.0, 3.4e38, -3.4e38, 1e-38)
DOUBLES = (*FLOATS, 0.1 + 0.2, 1.7e308, -1.7e308, 5e-324)

WORDS = ("a", "b", "ab", "abc", "", "0", " ", "A", "é", "日本", "a b")
TEXTS = (
    *WORDS,
    *("😀", '"', "it's", "\\", "a\\n", "100%", "a_b", "{a}", "null", "true", "line\nbreak", "tab\t"),
)
"""Short words first; then what quoting, escaping, templates and patterns may get wrong."""

INSTANTS = (
    "2025-01-01T00:00:00Z",
    "2025-01-01T02:00:00+02:00",  # the same
    "2024-12-31T23:59:59.999999Z",
    "2024-02-29T12:00:00-05:30",
    "1970-01-01T01:00:00+01:00",
    "1969-12-31T23:59:59+00:00",
    "1900-01-01T00:00:00Z",
    "2099-12-31T23:59:59Z",
)

PLACES = (0, 1, 2, 3, -1, -2)
"""Coordinates of geometries: few, so that some lie within others."""

PIECES = ("", "a", "b", "c", "é", "_", "%", "'", "日")


def scalars(field: Field) -> st.SearchStrategy[Any]:
    """Return values, never ``None``, that fit a field that is no vector.

    Args:
        field: A field of type BOOL, INT8 to INT64, FLOAT, DOUBLE, VARCHAR, JSON, ARRAY, GEOMETRY or TIMESTAMPTZ.

    Returns:
        A strategy of ``bool``, ``int``, ``float`` (finite; not always a float32), ``str`` (at most
        ``max_length`` bytes of UTF-8; words where the field has an analyzer), ``dict`` (see `documents`) or
        ``list`` (at most ``max_capacity`` items, dicts in an array of structs). Geometries are WKT, points and
        upright rectangles of whole coordinates; instants ISO 8601 with a zone, among them one in two spellings.

    Raises:
        hypothesis.errors.InvalidArgument: The field is of another type.
    """
    return scalar_cell(field).strategy()


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """Return JSON objects whose keys have the same type in every document, missing in some.

    ``k`` int, ``s`` str, ``b`` bool, ``x`` float, ``l`` list of int, ``w`` list of str, ``o`` object; ``n`` is
    null, ``m`` anything, deep nesting included, and one key has quotes in it. The simplest is ``{}``.
    """
    return DOCUMENT.strategy()


def scalar_cell(field: Field) -> Cell:
    """Return the cell that a field's values are decoded from; see `scalars`."""
    max_length = field.params.get("max_length", 0)
    if field.parts:
        return listed(_struct_cell(field.parts), field.params["max_capacity"])
    if field.dtype == "ARRAY":
        return listed(_cell(field.params["element_type"], max_length), field.params["max_capacity"])
    if field.params.get("enable_analyzer"):
        return text_cell(max_length)
    return _cell(field.dtype, max_length)


def _struct_cell(parts: tuple[Field, ...]) -> Cell:
    cells = [vector_cell(part) if part.is_vector else scalar_cell(part) for part in parts]
    starts = list(accumulate((cell.width for cell in cells), initial=0))

    def decode(data: bytes) -> dict[str, Any]:
        return {
            part.name: cell.decode(data[start : start + cell.width])
            for part, cell, start in zip(parts, cells, starts, strict=False)
        }

    return Cell(starts[-1], decode)


@cache
def _cell(dtype: str, max_length: int) -> Cell:
    if dtype == "BOOL":
        return picked((False, True))
    if bits := INTEGER_BITS.get(dtype):
        limit = 2 ** (bits - 1)
        edges = (limit - 1, -limit, *(BEYOND_FLOAT if bits == 64 else ()))
        return one_of((0, 1, 2, 3, 7, -1, -2, *edges), integer(bits))
    if dtype == "FLOAT":
        return one_of(FLOATS, mapped(integer(24), lambda number: number / 1000))
    if dtype == "DOUBLE":
        return one_of(DOUBLES, mapped(integer(48), lambda number: number / 1e6))
    if dtype == "VARCHAR":
        words = tuple(text for text in (*TEXTS, "x" * max_length) if len(text.encode()) <= max_length)
        return one_of(words, Cell(4, lambda data: _text(data, max_length)))
    if dtype == "JSON":
        return DOCUMENT
    if dtype == "TIMESTAMPTZ":
        return picked(INSTANTS)
    if dtype == "GEOMETRY":
        return Cell(5, _geometry)
    msg = f"no values for a field of type {dtype}"
    raise InvalidArgument(msg)


def _text(data: bytes, max_length: int) -> str:
    text = "".join(PIECES[byte % len(PIECES)] for byte in data)
    return text.encode()[:max_length].decode(errors="ignore")


def _geometry(data: bytes) -> str:
    left, bottom = (PLACES[byte % len(PLACES)] for byte in data[:2])
    width, height = (1 + byte % 3 for byte in data[2:4])
    if not data[4] % 2:
        width = height = 0  # a point
    return Box(left, bottom, left + width, bottom + height).wkt


_DEEP = {"e": {"e": {"e": {"e": {"e": [[[[1]]], {}]}}}}}
_SHALLOW = joined({"k": picked((0, 1, 2, -1, -2)), "s": picked(WORDS)})

DOCUMENT = joined(
    {
        # A key's values have one type in all documents, so that a filter on it means the same on every row.
        "k": picked((0, 1, 2, -1, *BEYOND_FLOAT, 2**63 - 1)),
        "s": picked(TEXTS),
        "b": picked((False, True)),
        "x": picked((0.5, -2.25, 0.1, 0.1 + 0.2, 1e300)),
        "l": listed(picked((0, 1, 2, 3, -1, 2**53 + 1)), 3),
        "w": listed(picked(WORDS), 3),
        "o": _SHALLOW,
        # These are for reading back; filters leave them alone.
        "n": nothing,
        "m": picked(([], {}, [None], [1, "1", 1.5, True, None], [[1], []], {"": ""}, {"a b": {}}, _DEEP)),
        'odd "key"\\': picked(("", None, 1)),
    }
)
"""See `documents`."""

DYNAMIC = {
    # As in a document, a key has one type in all rows.
    "tag": picked(TEXTS),
    "size": picked((0, 1, 2, 3, -1, *BEYOND_FLOAT)),
    "ratio": picked((0.5, -2.25, 0.1, 1e300)),
    "flag": picked((False, True)),
    "list": listed(picked((0, 1, 2, 3)), 3),
    "doc": _SHALLOW,
    "two words": picked((0, 1, 2)),
    "nothing": nothing,
}
"""Keys that rows have besides the schema's fields, and their values."""
