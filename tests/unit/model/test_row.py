"""What a server holds of a row."""

from __future__ import annotations

import numpy as np
import pytest

from pytest_milvus.values.row import stored, stored_value
from pytest_milvus.values.schema import Field, Schema

SCHEMA = Schema(
    (
        Field("id", "INT64", primary=True, auto_id=True),
        Field("v", "FLOAT_VECTOR", {"dim": 2}),
        Field("a", "INT64", nullable=True),
        Field("b", "VARCHAR", {"max_length": 4}, nullable=True, default="x"),
        Field("c", "BOOL", default=False),
    ),
    dynamic=True,
)


def test_gaps_are_filled() -> None:
    row = {"k": [1], "v": [0.1, 1], "b": None}
    vector = [float(np.float32(0.1)), 1.0]
    held = stored(row, SCHEMA)
    assert held == {"v": vector, "a": None, "b": "x", "c": False, "k": [1]}
    assert list(held) == ["v", "a", "b", "c", "k"]
    assert stored(held, SCHEMA) == held
    assert row == {"k": [1], "v": [0.1, 1], "b": None}


def test_vectors_made_of_texts_are_left_out() -> None:
    made = Field("w", "SPARSE_FLOAT_VECTOR", bm25_of="b")
    schema = Schema((*SCHEMA.fields, made))
    assert "w" not in stored({"v": [1, 1]}, schema)


def test_given_key_is_kept() -> None:
    assert stored({"id": 7, "v": [1, 1]}, SCHEMA)["id"] == 7


@pytest.mark.parametrize(
    ("field", "value", "held"),
    [
        (Field("x", "FLOAT"), 0.1, 0.10000000149011612),
        (Field("x", "DOUBLE"), 0.1, 0.1),
        (Field("x", "DOUBLE"), 1, 1.0),
        (Field("x", "INT64"), 2**53 + 1, 2**53 + 1),
        (Field("x", "ARRAY", {"element_type": "FLOAT"}), [0.1, 1.5], [0.10000000149011612, 1.5]),
        (Field("x", "ARRAY", {"element_type": "INT8"}), [], []),
        (Field("x", "SPARSE_FLOAT_VECTOR"), {3: 0.1, 1: 1}, {1: 1.0, 3: 0.10000000149011612}),
        (Field("x", "BINARY_VECTOR", {"dim": 8}), b"\1", [b"\1"]),
        (Field("x", "TIMESTAMPTZ"), "2025-01-01T02:00:00+02:00", "2025-01-01T00:00:00Z"),
        (Field("x", "TIMESTAMPTZ"), "2024-12-31T23:59:59.999999Z", "2024-12-31T23:59:59.999999Z"),
        (Field("x", "GEOMETRY"), "POINT (0 1)", "POINT (0 1)"),
        (Field("x", "JSON"), {"k": 0.1}, {"k": 0.1}),
        (Field("x", "JSON"), '{"k": 1}', {"k": 1}),
        (Field("x", "JSON", nullable=True, default=None), None, None),
    ],
)
def test_value(field: Field, value: object, held: object) -> None:
    assert repr(stored_value(value, field)) == repr(held)
    assert repr(stored_value(held, field)) == repr(held)
