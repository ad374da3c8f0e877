"""Vectors in whatever form they are written, searched by or answered, as numbers that can be calculated with."""

from __future__ import annotations

from typing import Any

import numpy as np

from pytest_milvus.values.recipe import build
from pytest_milvus.values.schema import Field

__all__ = ["as_numbers"]

_ELEMENTS = {"FLOAT16_VECTOR": "<f2", "INT8_VECTOR": "i1", "BINARY_VECTOR": "u1"}
"""NumPy's types of what vectors that are bytes consist of."""


def as_numbers(field: Field, vector: Any) -> Any:
    """Return a vector, stored or searched with, as `pytest_milvus.exact.search.exact_search` takes it."""
    if field.dtype == "SPARSE_FLOAT_VECTOR":
        return _sparse(vector)
    built = build(vector)
    if isinstance(built, list) and len(built) == 1 and isinstance(built[0], bytes):
        built = built[0]  # how pymilvus answers (milvus#42003)
    if not isinstance(built, bytes):
        return np.asarray(built).reshape(-1)
    if field.dtype == "BFLOAT16_VECTOR":  # the upper half of a float32
        return (np.frombuffer(built, "<u2").astype("<u4") << 16).view("<f4")
    return np.frombuffer(built, _ELEMENTS[field.dtype])


def _sparse(vector: Any) -> dict[int, float]:
    built = build(vector)
    if hasattr(built, "tocoo"):
        entries = built.tocoo()
        return dict(zip(entries.coords[-1].tolist(), entries.data.tolist(), strict=True))
    return {int(key): float(value) for key, value in (built.items() if isinstance(built, dict) else built)}
