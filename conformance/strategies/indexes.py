"""Indexes that answer exactly, so that results can be compared for equality (design 7.10)."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from pytest_milvus.values.schema import DENSE, Field, Index, Indexes, Schema

__all__ = ["indexes"]

METRICS = {
    "BINARY_VECTOR": ("HAMMING", "JACCARD"),
    "SPARSE_FLOAT_VECTOR": ("IP",),
    **dict.fromkeys(sorted(DENSE), ("L2", "IP", "COSINE")),
}
"""Metrics of each vector type; JACCARD and COSINE are defined because no generated vector is zero."""

EXACT = {
    "BINARY_VECTOR": "BIN_FLAT",
    "SPARSE_FLOAT_VECTOR": "SPARSE_INVERTED_INDEX",
    **dict.fromkeys(sorted(DENSE), "FLAT"),
}

NUMBERS = ("INT8", "INT16", "INT32", "INT64", "FLOAT", "DOUBLE")

SPECIAL = ("JSON", "ARRAY", "GEOMETRY", "TIMESTAMPTZ")
"""Types that have indexes of their own kinds, or need parameters that differ between versions."""

APPROXIMATE = (("HNSW", {"M": 8, "efConstruction": 64}), ("IVF_FLAT", {"nlist": 2}))


CONSTANTS: tuple[Mapping[str, float], ...] = (
    {},
    {"bm25_k1": 1.2, "bm25_b": 0.75},
    {"bm25_k1": 2.0, "bm25_b": 0.0},
)
"""Of BM25: how fast more of the same word stops to matter, and how much long texts are marked down."""


@st.composite
def indexes(draw: st.DrawFn, schema: Schema, *, capabilities: frozenset[str], exact: bool = True) -> Indexes:
    """Return one index for each vector field, and sometimes scalar ones.

    Args:
        draw: Given by Hypothesis.
        schema: The collection's schema.
        capabilities: What the engine offers; ``scalar_index`` adds INVERTED indexes on scalar fields,
            ``stl_sort_index`` STL_SORT ones on numbers and Trie ones on VARCHAR fields.
        exact: Whether only indexes that find exact neighbours are drawn: FLAT, BIN_FLAT and
            SPARSE_INVERTED_INDEX. Otherwise FLOAT_VECTOR fields get HNSW and IVF_FLAT too. A sparse vector that
            a BM25 function makes has the metric BM25, sometimes with other constants than the server's own. A vector
            in an array of structs has an HNSW for lists of vectors, as every vector must have some index.
    """
    entries = [_vector_index(draw, field, exact) for field in schema.vectors]
    entries += [
        Index(f"{field.name}[{part.name}]", "HNSW", metric="MAX_SIM_COSINE")
        for field in schema.fields
        for part in field.parts
        if part.is_vector
    ]
    for field in schema.scalars:
        kinds = _scalar_kinds(field.dtype, capabilities)
        if kinds and draw(st.integers(0, 3), label="indexed") == 3:
            entries.append(Index(field.name, draw(st.sampled_from(kinds), label="index type")))
    return Indexes(tuple(entries))


def _scalar_kinds(dtype: str, capabilities: frozenset[str]) -> list[str]:
    """Return the types of index that a scalar field of some type may have."""
    inverted = "scalar_index" in capabilities and dtype not in SPECIAL
    own = "STL_SORT" if dtype in NUMBERS else "Trie" if dtype == "VARCHAR" else ""
    return ["INVERTED"] * inverted + [own] * bool(own and "stl_sort_index" in capabilities)


def _vector_index(draw: st.DrawFn, field: Field, exact: bool) -> Index:
    if field.bm25_of:
        params = draw(st.sampled_from(CONSTANTS), label="BM25 constants")
        return Index(field.name, EXACT[field.dtype], metric="BM25", params=params)
    metric = draw(st.sampled_from(METRICS[field.dtype]), label="metric")
    if not exact and field.dtype == "FLOAT_VECTOR":
        kind, params = draw(st.sampled_from((("FLAT", {}), *APPROXIMATE)), label="index type")
        return Index(field.name, kind, metric=metric, params=params)
    return Index(field.name, EXACT[field.dtype], metric=metric)
