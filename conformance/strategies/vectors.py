"""Vectors: stored ones as plain Python, searched ones in every form that a client takes.

The one rule: no generated vector is zero, so that COSINE and JACCARD are defined for every pair, and none has
NaN or infinite elements.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.strategies.cells import Cell, listed, mapped
from pytest_milvus.values.recipe import Made, Name
from pytest_milvus.values.schema import VECTORS, Field

__all__ = ["query_vectors", "sparse_vectors", "stored_forms", "vector_cell", "vector_inputs", "vectors"]

ELEMENTS = (1.0, 0.0, -1.0, 2.0, 0.5, -3.0, 0.1, -0.7)
"""Of a float vector: a small grid, so that equal distances are common, and two values that float32 rounds."""

WEIGHTS = (1.0, 2.0, 0.5, 3.0, 0.1, 0.7)
POSITIONS = (0, 1, 2, 3, 7, 100, 65_536, 2**31, 2**32 - 2)
"""Of a sparse vector: a few that vectors share, and the edges (2**32 - 1 is reserved by the protocol)."""


def vectors(field: Field) -> st.SearchStrategy[Any]:
    """Return vectors that fit a field, as plain Python.

    Args:
        field: A vector field.

    Returns:
        A strategy of ``list[float]`` for FLOAT_VECTOR (``dim`` elements), ``bytes`` for BINARY_VECTOR
        (``dim / 8`` bytes), FLOAT16_VECTOR and BFLOAT16_VECTOR (``2 * dim``, little endian) and INT8_VECTOR
        (``dim``), ``dict[int, float]`` for SPARSE_FLOAT_VECTOR. The simplest is ``[1.0, 1.0, ...]``.

    Raises:
        hypothesis.errors.InvalidArgument: The field holds no vectors.
    """
    return vector_cell(field).strategy()


def sparse_vectors(*, max_size: int = 4) -> st.SearchStrategy[dict[int, float]]:
    """Return sparse vectors with 1 to ``max_size`` positive weights at positions below 2**32 - 1."""
    return _sparse_cell(max_size).strategy()


def vector_cell(field: Field) -> Cell:
    """Return the cell that a field's vectors are decoded from; see `vectors`."""
    if field.dtype not in VECTORS:
        msg = f"field {field.name!r} is a {field.dtype}, not a vector field"
        raise InvalidArgument(msg)
    if field.dtype == "SPARSE_FLOAT_VECTOR":
        return _sparse_cell(4)
    if field.dtype == "BINARY_VECTOR":
        return Cell(field.dim // 8, lambda data: data if any(data) else b"\x01" + data[1:])
    grid = Cell(field.dim, _elements)
    return grid if field.dtype == "FLOAT_VECTOR" else mapped(grid, _PACK[field.dtype])


def vector_inputs(field: Field) -> st.SearchStrategy[Any]:
    """Return one vector to search with, in any form that a client takes for the field.

    Args:
        field: A vector field.

    Returns:
        A strategy of what `vectors` returns, or of recipes (`pytest_milvus.values.recipe.Made`): a NumPy
        array of float32 or float64, float16, int8 or uint8 (binary); for sparse fields a list of pairs or
        a one-row ``scipy.sparse.csr_matrix``.
    """
    return (
        vectors(field)
        .flatmap(lambda vector: st.sampled_from([form([vector]) for form in _forms(field)]))
        .map(_first)
    )


@st.composite
def query_vectors(draw: st.DrawFn, field: Field, *, min_size: int = 1, max_size: int = 3) -> Any:
    """Return the ``data`` of a search: vectors for one field, all in the same form.

    Args:
        draw: Given by Hypothesis.
        field: A vector field.
        min_size: Least number of vectors.
        max_size: Largest number of vectors.

    Returns:
        A list of vectors or of recipes, see `vector_inputs`.
    """
    drawn = draw(st.lists(vectors(field), min_size=min_size, max_size=max_size))
    form = draw(st.sampled_from(_forms(field)))
    return form(drawn)


def _elements(data: bytes) -> list[float]:
    elements = [ELEMENTS[byte % len(ELEMENTS)] for byte in data]
    return elements if any(elements) else [ELEMENTS[0], *elements[1:]]


def _sparse_cell(max_size: int) -> Cell:
    if not 1 <= max_size <= len(POSITIONS):
        msg = f"max_size={max_size}: Milvus refuses empty sparse vectors; use 1 to {len(POSITIONS)}"
        raise InvalidArgument(msg)
    pairs = listed(Cell(2, _pair), max_size)
    return mapped(pairs, lambda found: dict(found) or {POSITIONS[0]: WEIGHTS[0]})


def _pair(data: bytes) -> tuple[int, float]:
    return POSITIONS[data[0] % len(POSITIONS)], WEIGHTS[data[1] % len(WEIGHTS)]


def _first(data: Sequence[Any]) -> Any:
    return data[0]


def stored_forms(field: Field) -> tuple[Callable[[list[Any]], list[Any]], ...]:
    """Return what makes of plain vectors the forms in which rows may have them; the first leaves them as they are."""
    return _FORMS[field.dtype] if field.dtype in ("FLOAT_VECTOR", "SPARSE_FLOAT_VECTOR") else (_plain,)


def _forms(field: Field) -> tuple[Any, ...]:
    return _FORMS[field.dtype]


def _plain(data: list[Any]) -> list[Any]:
    return data


def _arrays(dtype: str, source: str = "") -> Any:
    """Return the form "one NumPy array per vector"; ``source`` is the dtype of elements held in bytes."""

    def form(data: list[Any]) -> list[Made]:
        rows = [np.frombuffer(row, source).tolist() if source else row for row in data]
        return [Made("numpy:array", (row,), {"dtype": Name(f"numpy:{dtype}")}) for row in rows]

    return form


def _pairs(data: list[dict[int, float]]) -> list[list[tuple[int, float]]]:
    return [list(row.items()) for row in data]


def _matrices(data: list[dict[int, float]]) -> list[Made]:
    return [
        Made(
            "scipy.sparse:csr_matrix",
            ((list(row.values()), ([0] * len(row), list(row))),),
            {"shape": (1, max(row) + 1)},
        )
        for row in data
    ]


def _float16(vector: list[float]) -> bytes:
    return np.array(vector, "<f2").tobytes()


def _bfloat16(vector: list[float]) -> bytes:
    return (np.array(vector, "<f4").view("<u4") >> 16).astype("<u2").tobytes()


def _int8(vector: list[float]) -> bytes:
    return np.array([round(10 * element) for element in vector], "i1").tobytes()


_PACK = {"FLOAT16_VECTOR": _float16, "BFLOAT16_VECTOR": _bfloat16, "INT8_VECTOR": _int8}

_FORMS = {
    "FLOAT_VECTOR": (_plain, _arrays("float32"), _arrays("float64")),
    "FLOAT16_VECTOR": (_arrays("float16", "<f2"),),
    "BFLOAT16_VECTOR": (_plain,),
    "INT8_VECTOR": (_arrays("int8", "i1"),),
    "BINARY_VECTOR": (_plain, _arrays("uint8", "u1")),
    "SPARSE_FLOAT_VECTOR": (_plain, _pairs, _matrices),
}
"""What pymilvus takes as search input; bytes stand for BINARY_VECTOR alone (``_prepare_placeholder_str``)."""
