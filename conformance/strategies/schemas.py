"""Schemas: every field type that an engine offers, in collections as small as they can be.

The one rule: a schema is drawn from what the engine offers, never drawn and then rejected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.strategies.scalars import scalar_cell
from pytest_milvus.values.recipe import Name, offered
from pytest_milvus.values.schema import Field, Schema

__all__ = ["schemas"]

VECTOR_TYPES = (
    *(("dense", "FLOAT_VECTOR"),) * 3,  # what most collections have
    ("sparse", "SPARSE_FLOAT_VECTOR"),
    ("binary_vectors", "BINARY_VECTOR"),
    ("float16_vectors", "FLOAT16_VECTOR"),
    ("bfloat16_vectors", "BFLOAT16_VECTOR"),
    ("int8_vectors", "INT8_VECTOR"),
    ("bm25", "BM25"),
)
"""Kinds of vector fields, each with its capability; BM25 stands for sparse vectors that a function makes of texts."""

RICH_TYPES = (
    ("json", "JSON"),
    ("arrays", "ARRAY"),
    ("text_match", "TEXT"),
    ("timestamptz", "TIMESTAMPTZ"),
    ("geometry", "GEOMETRY"),
    ("struct_arrays", "STRUCT"),
)
"""Further kinds of fields, each with its capability; TEXT stands for a VARCHAR with an analyzer, STRUCT for an ARRAY
of structs."""

NEEDED = {"BM25": "Function", "TEXT": "FieldSchema", "STRUCT": "StructFieldSchema"}
"""What pymilvus must have for kinds that are no types, or need more than a type."""

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
            ``arrays``, ``struct_arrays``, ``geometry``, ``timestamptz``, ``nullable``, ``default_values`` (with
            ``mixed_defaults``), ``dynamic_fields`` and ``partition_keys`` allow what their names say,
            ``text_match`` VARCHAR fields with an analyzer, and ``bm25`` sparse vectors that a BM25 function
            makes of such a field, which comes with them. Types that the installed pymilvus lacks are left out.
        auto_id: Whether the server makes the primary key; ``None`` for both.
        max_vectors: Largest number of vector fields, 1 to 8.
        max_scalars: Largest number of fields besides primary key, vectors and the texts they are made of, 0 to 8.

    Returns:
        A strategy whose simplest schema is an INT64 primary key ``id`` and a FLOAT_VECTOR ``vector`` of 2.
    """
    if not (1 <= max_vectors <= len(PLAIN_NAMES) and 0 <= max_scalars <= len(PLAIN_NAMES)):
        msg = f"max_vectors={max_vectors} must be 1 to 8, max_scalars={max_scalars} 0 to 8"
        raise InvalidArgument(msg)
    kinds = _offered(VECTOR_TYPES, capabilities) or ["FLOAT_VECTOR"]
    several = max_vectors if "several_vectors" in capabilities else 1
    primary = draw(st.sampled_from(_PRIMARIES[auto_id]), label="primary key")
    vectors = draw(_strings(VECTOR_WIDTH, 1, several), label="vector fields")
    others = draw(_strings(SCALAR_WIDTH, 0, max_scalars), label="scalar fields")
    dynamic = "dynamic_fields" in capabilities and draw(st.booleans(), label="dynamic fields")
    fields = [_scalar(position, data, capabilities) for position, data in enumerate(others)]
    keys = [field for field in fields if field.partition_key]
    fields = [replace(field, partition_key=field in keys[:1]) for field in fields]
    made = [_vector(at, data, kinds) for at, data in enumerate(vectors)]
    texts = [_text(field.bm25_of, {"max_length": 64}, capabilities) for field in made if field.bm25_of]
    return Schema((primary, *made, *texts, *fields), dynamic)


_NUMBERS, _WORDS = (
    Field("id", "INT64", primary=True),
    Field("id", "VARCHAR", {"max_length": 64}, primary=True),
)
_MADE = Field("id", "INT64", primary=True, auto_id=True)  # Milvus Lite makes no VARCHAR keys
_PRIMARIES = {None: (_NUMBERS, _WORDS, _MADE), True: (_MADE,), False: (_NUMBERS, _WORDS)}


@cache
def _offered(kinds: tuple[tuple[str, str], ...], capabilities: frozenset[str]) -> list[str]:
    """Return the kinds of fields that the engine and the installed pymilvus have."""
    return [
        kind
        for capability, kind in kinds
        if capability in capabilities and offered(Name(f"pymilvus:{NEEDED.get(kind, f'DataType.{kind}')}"))
    ]


def _strings(width: int, min_size: int, max_size: int) -> st.SearchStrategy[list[bytes]]:
    """Return one string of bytes for each field: fast to draw, and each byte shrinks by itself."""
    return st.lists(st.binary(min_size=width, max_size=width), min_size=min_size, max_size=max_size)


def _vector(position: int, data: bytes, kinds: Sequence[str]) -> Field:
    kind, size = data
    suffix = f"_{PLAIN_NAMES[position]}" if position else ""
    name, dtype = f"vector{suffix}", kinds[kind % len(kinds)]
    if dtype == "SPARSE_FLOAT_VECTOR":
        return Field(name, dtype)
    if dtype == "BM25":
        return Field(name, "SPARSE_FLOAT_VECTOR", bm25_of=f"text{suffix}")
    return Field(name, dtype, {"dim": 8 * (1 + size % 3) if dtype == "BINARY_VECTOR" else 2 + size % 7})


def _text(
    name: str, params: Mapping[str, Any], capabilities: frozenset[str], nullable: bool = False
) -> Field:
    """Return a field of texts whose words can be searched for."""
    params = {**params, "enable_analyzer": True}
    if "text_match" in capabilities:
        params["enable_match"] = True
    return Field(name, "VARCHAR", params, nullable=nullable)


def _struct(name: str, element: int, size: int, dim: int) -> Field:
    """Return an array of structs: one to three plain parts, and in every other one a vector."""
    dtypes = [PLAIN_TYPES[(element + at) % len(PLAIN_TYPES)] for at in range(1 + element % 3)]
    parts = [
        Field(PLAIN_NAMES[at], dtype, {"max_length": 16} if dtype == "VARCHAR" else {})
        for at, dtype in enumerate(dtypes)
    ]
    if dim % 2:
        parts.append(Field("vector", "FLOAT_VECTOR", {"dim": 2 + dim % 3}))
    params = {"element_type": "STRUCT", "max_capacity": 1 + size % 4}
    return Field(name, "ARRAY", params, parts=tuple(parts))


def _scalar(position: int, data: bytes, capabilities: frozenset[str]) -> Field:
    naming, kind, element, size, length, gaps, filling, key = data[:8]
    # Odd names are split among positions, so that no two fields get the same one.
    odd = ODD_NAMES[position :: len(PLAIN_NAMES)]
    name = odd[naming % len(odd)] if naming >= SELDOM else PLAIN_NAMES[position]
    dtypes = [*PLAIN_TYPES, *_offered(RICH_TYPES, capabilities) * 2]  # or they would be rare
    dtype = dtypes[kind % len(dtypes)]
    params: dict[str, Any] = {}
    nullable = "nullable" in capabilities and gaps % 2 == 1
    if dtype == "STRUCT":
        return _struct(name, element, size, length)
    if dtype == "ARRAY":
        params = {"element_type": PLAIN_TYPES[element % len(PLAIN_TYPES)], "max_capacity": 1 + size % 4}
    if {"VARCHAR", "TEXT"} & {dtype, params.get("element_type")}:
        params["max_length"] = (64, 16, 1000)[length % 3]
    if dtype == "TEXT":
        return _text(name, params, capabilities, nullable)
    field = Field(name, dtype, params, nullable=nullable)
    fillable = dtype in (*PLAIN_TYPES, "TIMESTAMPTZ", "GEOMETRY")
    if {"default_values", "mixed_defaults"} <= capabilities and fillable and filling >= SELDOM:
        cell = scalar_cell(field)
        return replace(field, default=cell.decode(data[8 : 8 + cell.width]))
    divides = "partition_keys" in capabilities and dtype in ("INT64", "VARCHAR") and not nullable
    return replace(field, partition_key=divides and key >= SELDOM)
