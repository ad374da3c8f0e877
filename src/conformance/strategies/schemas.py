"""Schemas: every field type that an engine offers, in collections as small as they can be.

The one rule: a schema is drawn from what the engine offers, never drawn and then rejected.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.operation.schema import UNSET, Field, Schema
from conformance.strategies.scalars import scalars

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

PLAIN_TYPES = ("INT64", "VARCHAR", "BOOL", "DOUBLE", "FLOAT", "INT8", "INT16", "INT32")

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
        max_vectors: Largest number of vector fields, 1 or more.
        max_scalars: Largest number of fields besides vectors and primary key.

    Returns:
        A strategy whose simplest schema is an INT64 primary key ``id`` and a FLOAT_VECTOR ``vector`` of 2.
    """
    if max_vectors < 1 or not 0 <= max_scalars <= len(PLAIN_NAMES):
        msg = (
            f"max_vectors={max_vectors} must be 1 or more, max_scalars={max_scalars} 0 to {len(PLAIN_NAMES)}"
        )
        raise InvalidArgument(msg)
    count = (
        draw(st.integers(1, max_vectors), label="vector fields") if "several_vectors" in capabilities else 1
    )
    kinds = [dtype for name, dtype in VECTOR_TYPES.items() if name in capabilities] or ["FLOAT_VECTOR"]
    vectors = [_vector(draw, position, kinds) for position in range(count)]
    names = _names(draw, draw(st.integers(0, max_scalars), label="scalar fields"))
    others = [_scalar(draw, name, capabilities) for name in names]
    if "partition_keys" in capabilities:
        others = _with_partition_key(draw, others)
    dynamic = "dynamic_fields" in capabilities and draw(st.booleans(), label="dynamic fields")
    return Schema((_primary(draw, auto_id), *vectors, *others), dynamic)


def _primary(draw: st.DrawFn, auto_id: bool | None) -> Field:
    made = draw(st.booleans(), label="auto id") if auto_id is None else auto_id
    # A key made by the server is an INT64: Milvus Lite makes no others.
    if made or draw(st.integers(0, 2), label="primary key type") < 2:
        return Field("id", "INT64", primary=True, auto_id=made)
    return Field("id", "VARCHAR", {"max_length": 64}, primary=True)


def _vector(draw: st.DrawFn, position: int, kinds: list[str]) -> Field:
    name = ("vector", "vector_b", "vector_c")[position] if position < 3 else f"vector_{position}"
    dtype = draw(st.sampled_from(kinds), label="vector type")
    if dtype == "SPARSE_FLOAT_VECTOR":
        return Field(name, dtype)
    dim = draw(st.integers(2, 8), label="dim") if dtype != "BINARY_VECTOR" else 8 * draw(st.integers(1, 3))
    return Field(name, dtype, {"dim": dim})


def _names(draw: st.DrawFn, count: int) -> list[str]:
    """Return names: ``a``, ``b``, ... and sometimes an odd one in their place."""
    names = list(PLAIN_NAMES[:count])
    for position in range(count):
        # Odd names are split among positions, so that no two fields get the same one.
        choice = draw(st.integers(0, 11), label="name")
        odd = ODD_NAMES[position :: len(PLAIN_NAMES)]
        if choice >= 12 - len(odd):
            names[position] = odd[choice - 12]
    return names


def _scalar(draw: st.DrawFn, name: str, capabilities: frozenset[str]) -> Field:
    dtypes = [*PLAIN_TYPES, *(["JSON"] * 2 if "json" in capabilities else [])]
    dtypes += ["ARRAY"] * 2 if "arrays" in capabilities else []
    dtype = draw(st.sampled_from(dtypes), label="type")
    params: dict[str, Any] = {}
    if dtype == "ARRAY":
        element = draw(st.sampled_from(PLAIN_TYPES), label="element type")
        params = {"element_type": element, "max_capacity": draw(st.integers(1, 4), label="max_capacity")}
    if "VARCHAR" in (dtype, params.get("element_type")):
        params["max_length"] = draw(st.sampled_from((64, 16, 1000)), label="max_length")
    nullable = "nullable" in capabilities and draw(st.booleans(), label="nullable")
    field = Field(name, dtype, params, nullable=nullable)
    if dtype in ("JSON", "ARRAY") or not {"default_values", "mixed_defaults"} <= capabilities:
        return field
    if draw(st.integers(0, 2), label="default") < 2:
        return field
    return Field(name, dtype, params, nullable=nullable, default=draw(scalars(field), label="default value"))


def _with_partition_key(draw: st.DrawFn, fields: list[Field]) -> list[Field]:
    """Make the first field that can be one, sometimes, the partition key."""
    for position, field in enumerate(fields):
        fits = field.dtype in ("INT64", "VARCHAR") and not field.nullable and field.default == UNSET
        if fits and draw(st.integers(0, 3), label="partition key") == 3:
            key = Field(field.name, field.dtype, field.params, partition_key=True)
            return [*fields[:position], key, *fields[position + 1 :]]
    return fields
