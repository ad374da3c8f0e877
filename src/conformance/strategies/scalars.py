"""Values of scalar fields, JSON documents included, as plain Python.

The one rule: every type has its edges in a short palette, so that few rows meet them and values repeat.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.operation.schema import Field

__all__ = ["INTEGERS", "documents", "scalars"]

INTEGERS = {"INT8": 8, "INT16": 16, "INT32": 32, "INT64": 64}
"""Bits of each integer type."""

BEYOND_FLOAT = (2**53 + 1, -(2**53) - 1)
"""Integers that a float64 cannot hold: whoever sends them through one is found out."""

FLOATS = (0.5, 1.5, -2.25, 0.1, -0.1, 1e-3, 16_777_217.0, 3.4e38, -3.4e38, 1e-38)
DOUBLES = (*FLOATS, 0.1 + 0.2, 1.7e308, -1.7e308, 5e-324)

TEXTS = (
    *("a", "b", "ab", "abc", "", "0", " ", "A", "é", "日本", "😀", "a b"),
    *('"', "it's", "\\", "a\\n", "100%", "a_b", "{a}", "null", "true", "line\nbreak", "tab\t"),
)
"""Short words first; then what quoting, escaping, templates and patterns may get wrong."""


def scalars(field: Field) -> st.SearchStrategy[Any]:
    """Return values, never ``None``, that fit a field that is no vector.

    Args:
        field: A field of type BOOL, INT8 to INT64, FLOAT, DOUBLE, VARCHAR, JSON or ARRAY.

    Returns:
        A strategy of ``bool``, ``int``, ``float`` (finite; not always a float32), ``str`` (at most ``max_length``
        bytes of UTF-8), ``dict`` (see `documents`) or ``list`` (at most ``max_capacity`` of them).

    Raises:
        hypothesis.errors.InvalidArgument: The field is of another type.
    """
    if field.dtype == "ARRAY":
        elements = _scalars(field.params["element_type"], field.params.get("max_length", 0))
        return st.lists(elements, max_size=field.params["max_capacity"])
    return _scalars(field.dtype, field.params.get("max_length", 0))


@lru_cache(maxsize=256)  # making a strategy costs more than drawing from it
def _scalars(dtype: str, max_length: int) -> st.SearchStrategy[Any]:
    if dtype == "BOOL":
        return st.booleans()
    if dtype in INTEGERS:
        limit = 2 ** (INTEGERS[dtype] - 1)
        edges = (limit - 1, -limit, *(BEYOND_FLOAT if dtype == "INT64" else ()))
        return st.sampled_from((0, 1, 2, 3, 7, -1, -2, *edges)) | st.integers(-limit, limit - 1)
    if dtype == "FLOAT":
        return st.sampled_from(FLOATS) | st.floats(-1e6, 1e6, width=32).map(_plus_zero)
    if dtype == "DOUBLE":
        return st.sampled_from(DOUBLES) | st.floats(-1e6, 1e6).map(_plus_zero)
    if dtype == "VARCHAR":
        words = tuple(text for text in (*TEXTS, "x" * max_length) if len(text.encode()) <= max_length)
        return st.sampled_from(words) | st.text("abcé_%'", max_size=max_length // 2)
    if dtype == "JSON":
        return documents()
    msg = f"no values for a field of type {dtype}"
    raise InvalidArgument(msg)


def _plus_zero(value: float) -> float:
    return value + 0.0  # -0.0 becomes 0.0: engines may store either, and they compare equal


_DEEP: Any = {"e": {"e": {"e": {"e": {"e": [[[[1]]], {}]}}}}}

_DOCUMENT_PARTS: dict[str, st.SearchStrategy[Any]] = {
    # A key's values have one type in all documents, so that filters on it mean the same on every row.
    "k": st.sampled_from((0, 1, 2, -1, *BEYOND_FLOAT, 2**63 - 1)),
    "s": st.sampled_from(TEXTS),
    "b": st.booleans(),
    "x": st.sampled_from((0.5, -2.25, 0.1, 0.1 + 0.2, 1e300)),
    "l": st.lists(st.sampled_from((0, 1, 2, 3, 2**53 + 1)), max_size=3),
    "w": st.lists(st.sampled_from(TEXTS[:8]), max_size=3),
    "o": st.fixed_dictionaries({"k": st.integers(-2, 2)}, optional={"s": st.sampled_from(TEXTS[:8])}),
    # These are for reading back; filters leave them alone.
    "n": st.none(),
    "m": st.sampled_from(
        ([], {}, [None], [1, "1", 1.5, True, None], [[1], []], {"": ""}, {"a b": {}}, _DEEP)
    ),
    'odd "key"\\': st.sampled_from(("", None, 1)),
}
_KEYS = tuple(_DOCUMENT_PARTS)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Return JSON objects whose keys have the same type in every document, missing in some.

    ``k`` int, ``s`` str, ``b`` bool, ``x`` float, ``l`` list of int, ``w`` list of str, ``o`` object;
    ``n`` is null, ``m`` anything, deep nesting included, and one key has quotes in it. The simplest is ``{}``.
    """
    present = draw(st.integers(0, 2 ** len(_KEYS) - 1))  # one bit for each key
    return {key: draw(_DOCUMENT_PARTS[key]) for position, key in enumerate(_KEYS) if present >> position & 1}
