"""Schemas: every field type that an engine offers, in collections as small as they can be.

The one rule: a schema is drawn from what the engine offers, never drawn and then rejected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.operation.schema import Field, Schema
from conformance.strategies.scalars import scalar_cell

__all__ = ["schemas"]

VECTOR_TYPES = {
    "dense": "FLOAT_VECTOR",
    "sparse": "SPARSE_FLOAT_VECTOR",
    "binary_vectors": "BINARY_VECTOR",
    "float16_vectors": "FLOAT16_VECTOR",
    "bfloat16_vectors": "BFLOAT16_VECTOR",
    "int8_vectors": "INT8_VECTOR",
}
"""Vector type for each engine capability."""

_NESTED = (("json", "JSON"), ("arrays", "ARRAY")) * 2  # twice, or they would be rare

PLAIN_TYPES = ("INT64", "VARCHAR", "BOOL", "DOUBLE", "FLOAT", "INT8", "INT16", "INT32")

VECTOR_WIDTH = 2
SCALAR_WIDTH = 8 + 9  # what the field is, and its default value: at most a byte and an INT64
SELDOM = 192  # of 256

PLAIN_NAMES = tuple("abcdefgh")
ODD_NAMES = ("_", "A", "aA", "x1", "a_", "Id", "score", "camelCase", "n" * 255, "distance", "__a", "entity")
"""Legal all the same: a letter or underscore first, then letters, digits and underscores, 255 at most."""


@st.composite
def schemas(
    draw: st.DrawFn,
    *,
    capabilities: frozenset[str],
    auto_id: bool | None = None,
    max_vectors: int = 3,
    max_scalars: int = 4,
) -> Schema:
    """Return schemas that an engine with these capabilities accepts.

    Args:
        draw: Given by Hypothesis.
        capabilities: What the engine offers (``fixtures/engines/``). ``dense``, ``sparse``,
            ``binary_vectors``, ``float16_vectors``, ``bfloat16_vectors`` and ``int8_vectors`` choose vector
            types (``dense`` where none is given), ``several_vectors`` allows more than one; ``json``,
            ``arrays``, ``nullable``, ``default_values`` (with ``mixed_defaults``), ``dynamic_fields`` and
            ``partition_keys`` allow what their names say.
        auto_id: Whether the server makes the primary key; ``None`` for both.
        max_vectors: Largest number of vector fields, 1 to 8.
        max_scalars: Largest number of fields besides vectors and primary key, 0 to 8.

    Returns:
        A strategy whose simplest schema is an INT64 primary key ``id`` and a FLOAT_VECTOR ``vector`` of 2.
    """
    if not (1 <= max_vectors <= len(PLAIN_NAMES) and 0 <= max_scalars <= len(PLAIN_NAMES)):
        msg = f"max_vectors={max_vectors} must be 1 to 8, max_scalars={max_scalars} 0 to 8"
        raise InvalidArgument(msg)
    kinds = [dtype for name, dtype in VECTOR_TYPES.items() if name in capabilities] or ["FLOAT_VECTOR"]
    several = max_vectors if "several_vectors" in capabilities else 1
    primary = draw(st.sampled_from(_PRIMARIES[auto_id]), label="primary key")
    vectors = draw(_strings(VECTOR_WIDTH, 1, several), label="vector fields")
    others = draw(_strings(SCALAR_WIDTH, 0, max_scalars), label="scalar fields")
    dynamic = "dynamic_fields" in capabilities and draw(st.booleans(), label="dynamic fields")
    fields = [_scalar(position, data, capabilities) for position, data in enumerate(others)]
    keys = [field for field in fields if field.partition_key]
    fields = [replace(field, partition_key=field in keys[:1]) for field in fields]
    return Schema((primary, *(_vector(at, data, kinds) for at, data in enumerate(vectors)), *fields), dynamic)


_NUMBERS, _WORDS = (
    Field("id", "INT64", primary=True),
    Field("id", "VARCHAR", {"max_length": 64}, primary=True),
)
_MADE = Field("id", "INT64", primary=True, auto_id=True)  # Milvus Lite makes no VARCHAR keys
_PRIMARIES = {None: (_NUMBERS, _WORDS, _MADE), True: (_MADE,), False: (_NUMBERS, _WORDS)}


def _strings(width: int, min_size: int, max_size: int) -> st.SearchStrategy[list[bytes]]:
    """Return one string of bytes for each field: fast to draw, and each byte shrinks by itself."""
    return st.lists(st.binary(min_size=width, max_size=width), min_size=min_size, max_size=max_size)


def _vector(position: int, data: bytes, kinds: Sequence[str]) -> Field:
    kind, size = data
    name = f"vector_{PLAIN_NAMES[position]}" if position else "vector"
    dtype = kinds[kind % len(kinds)]
    if dtype == "SPARSE_FLOAT_VECTOR":
        return Field(name, dtype)
    return Field(name, dtype, {"dim": 8 * (1 + size % 3) if dtype == "BINARY_VECTOR" else 2 + size % 7})


def _scalar(position: int, data: bytes, capabilities: frozenset[str]) -> Field:
    naming, kind, element, size, length, gaps, filling, key = data[:8]
    # Odd names are split among positions, so that no two fields get the same one.
    odd = ODD_NAMES[position :: len(PLAIN_NAMES)]
    name = odd[naming % len(odd)] if naming >= SELDOM else PLAIN_NAMES[position]
    dtypes = [*PLAIN_TYPES, *(dtype for offer, dtype in _NESTED if offer in capabilities)]
    dtype = dtypes[kind % len(dtypes)]
    params: dict[str, Any] = {}
    if dtype == "ARRAY":
        params = {"element_type": PLAIN_TYPES[element % len(PLAIN_TYPES)], "max_capacity": 1 + size % 4}
    if "VARCHAR" in (dtype, params.get("element_type")):
        params["max_length"] = (64, 16, 1000)[length % 3]
    nullable = "nullable" in capabilities and gaps % 2 == 1
    field = Field(name, dtype, params, nullable=nullable)
    if {"default_values", "mixed_defaults"} <= capabilities and dtype in PLAIN_TYPES and filling >= SELDOM:
        cell = scalar_cell(field)
        return replace(field, default=cell.decode(data[8 : 8 + cell.width]))
    divides = "partition_keys" in capabilities and dtype in ("INT64", "VARCHAR") and not nullable
    return replace(field, partition_key=divides and key >= SELDOM)
