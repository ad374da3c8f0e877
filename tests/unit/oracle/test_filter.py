"""The filter oracle: what is true, what is false, and what is unknown."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_milvus.exact.filter import matches, select
from pytest_milvus.values.filter import (
    And,
    Arithmetic,
    Compare,
    Contains,
    Exists,
    Filter,
    In,
    Instant,
    IsNull,
    Length,
    Like,
    Not,
    Or,
    Parameter,
    Path,
    Range,
    Spatial,
    TextMatch,
)
from pytest_milvus.values.schema import Field, Schema

SCHEMA = Schema(
    (
        Field("id", "INT64", primary=True),
        Field("v", "FLOAT_VECTOR", {"dim": 2}),
        Field("a", "INT64", nullable=True),
        Field("b", "BOOL", default=True),
        Field("f", "FLOAT"),
        Field("d", "DOUBLE"),
        Field("s", "VARCHAR", {"max_length": 64}),
        Field("j", "JSON", nullable=True),
        Field("l", "ARRAY", {"element_type": "INT64", "max_capacity": 4}, nullable=True),
        Field("g", "ARRAY", {"element_type": "FLOAT", "max_capacity": 4}),
        Field("t", "VARCHAR", {"max_length": 64, "enable_analyzer": True}, nullable=True),
        Field("z", "TIMESTAMPTZ", nullable=True),
        Field("p", "GEOMETRY", nullable=True),
    ),
    dynamic=True,
)
ROW: dict[str, Any] = {
    "id": 1,
    "v": [1.0, 1.0],
    "a": 2**53 + 1,
    "f": 0.1,
    "d": 0.1,
    "s": "it's 100%\n",
    "j": {"k": {"n": 3}, "list": [1, "1"], "null": None, "yes": True},
    "l": [1, 2, 2],
    "g": [0.1],
    "t": "Red fox-école, 42",
    "z": "2025-01-01T02:00:00+02:00",
    "p": "POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))",
    "color": "red",
}
NULLS: dict[str, Any] = {**ROW, "id": 2, "a": None, "j": None, "l": None, "t": None, "z": None, "p": None}
A, B, F, D, S, L, T, Z, P = map(Path, "abfdsltzp")
TRUE, FALSE, UNKNOWN = (IsNull(Path("id"), negated=True), IsNull(Path("id")), Compare(Path("none"), "==", 1))


def json(*keys: str | int) -> Path:
    return Path("j", keys)


@pytest.mark.parametrize(
    ("filter", "truth"),
    [
        (Compare(A, "==", 2**53 + 1), True),
        (Compare(A, "==", 2**53), False),
        (Compare(A, ">", 2**53), True),
        (Compare(A, "==", "x"), None),
        (Compare(B, "==", True), True),
        (Compare(B, "==", 1), None),
        (Compare(F, "==", 0.1), True),
        (Compare(F, "==", 0.10000000149011612), True),
        (Compare(F, ">", 0.1), False),
        (Compare(Arithmetic(F, "*", 2.0), "==", 0.2), True),
        (Compare(D, "==", 0.1), True),
        (Compare(D, "==", 0.10000000149011612), False),
        (Compare(S, "<", "j"), True),
        (Compare(Arithmetic(A, "%", 2), "==", Parameter("p", 1)), True),
        (Range(0.1, F, 0.1), True),
        (Range(0.1, F, 0.1, (False, True)), False),
        (In(A, (1, 2**53 + 1)), True),
        (In(A, (1,), negated=True), True),
        (In(A, ()), False),
        (In(F, Parameter("p", [0.1])), True),
        (Like(S, "it%"), True),
        (Like(S, "%100_\n"), True),
        (Like(S, "%x%"), False),
        (Like(S, "it"), False),
        (Like(A, "%"), None),
        (TextMatch(T, "fox"), True),
        (TextMatch(T, "sea RED"), True),
        (TextMatch(T, "ÉCOLE!"), True),
        (TextMatch(T, "4"), False),
        (TextMatch(T, "fo"), False),
        (TextMatch(T, ""), False),
        (Compare(Z, "==", Instant("2025-01-01T00:00:00Z")), True),
        (Compare(Z, "<", Instant("2025-01-01T00:00:00.000001Z")), True),
        (Compare(Z, ">", Instant("2024-12-31T23:59:59-00:30")), False),
        (Compare(Z, "==", "2025-01-01T00:00:00Z"), None),
        (Spatial("within", P, "POLYGON ((-0.5 -0.5, 2.5 -0.5, 2.5 1.5, -0.5 1.5, -0.5 -0.5))"), True),
        (Spatial("within", P, "POLYGON ((0.5 -0.5, 2.5 -0.5, 2.5 1.5, 0.5 1.5, 0.5 -0.5))"), False),
        (Spatial("intersects", P, "POLYGON ((1.5 0.5, 9.5 0.5, 9.5 9.5, 1.5 9.5, 1.5 0.5))"), True),
        (Spatial("intersects", P, "POINT (1.5 1.5)"), False),
        (Spatial("contains", P, "POINT (1.5 0.5)"), True),
        (Spatial("contains", P, "POINT (2.5 0.5)"), False),
        (Compare(json("k", "n"), "==", 3), True),
        (Compare(json("k", "x"), "==", 3), None),
        (Compare(json("k", "n", "x"), "==", 3), None),
        (Compare(json("list", 1), "==", "1"), True),
        (Compare(json("list", 2), "==", "1"), None),
        (Compare(json("yes"), "==", 1), None),
        (Compare(json("k"), "==", 1), None),
        (IsNull(json("null")), True),
        (IsNull(json("missing")), True),
        (Exists(json("k", "n")), True),
        (Exists(json("missing")), False),
        (Compare(Path("color"), "==", "red"), True),
        (Compare(Path("color", meta=True), "!=", "red"), False),
        (Contains("json", json("list"), "one", (1,)), True),
        (Contains("json", json("list"), "all", (1, "1")), True),
        (Contains("json", json("list"), "all", (1, 2)), False),
        (Contains("json", json("list"), "any", (2, "1")), True),
        (Contains("json", json("k"), "one", (3,)), None),
        (Contains("array", L, "one", Parameter("p", 2)), True),
        (Contains("array", L, "any", Parameter("p", [7, 8])), False),
        (Contains("array", Path("g"), "one", (0.1,)), False),  # elements are not rounded, see _is_float32
        (Compare(Length(L), "==", 3), True),
        (Compare(Path("l", (2,)), "==", 2), True),
        (Compare(Path("l", (3,)), "==", 2), None),
    ],
    ids=lambda value: value.text if isinstance(value, Filter) else str(value),
)
def test_matches(filter: Filter, truth: bool | None) -> None:
    assert matches(filter, ROW, SCHEMA) is truth


@pytest.mark.parametrize(
    "filter",
    [
        Compare(A, "==", 1),
        Compare(A, "!=", 1),
        Compare(Arithmetic(A, "+", 1), "==", 1),
        Range(1, A, 2),
        In(A, (1,)),
        In(A, (1,), negated=True),
        In(A, ()),
        Contains("array", L, "one", (1,)),
        Contains("array", L, "all", (1,)),
        Compare(Length(L), "==", 0),
        TextMatch(T, "red"),
        Compare(Z, "==", Instant("2025-01-01T00:00:00Z")),
        Spatial("within", P, "POINT (0.5 0.5)"),
        Compare(json("k"), "==", 1),
    ],
    ids=lambda condition: condition.text,
)
def test_null_is_unknown(filter: Filter) -> None:
    assert matches(filter, NULLS, SCHEMA) is None
    assert matches(Not(filter), NULLS, SCHEMA) is None


def test_null_tests_know() -> None:
    assert matches(IsNull(A), NULLS, SCHEMA) is True
    assert matches(IsNull(A, negated=True), NULLS, SCHEMA) is False
    assert matches(Not(IsNull(A)), ROW, SCHEMA) is True


@pytest.mark.parametrize(
    ("filter", "truth"),
    [
        (And((TRUE, UNKNOWN)), None),
        (And((UNKNOWN, FALSE)), False),
        (And((TRUE, TRUE)), True),
        (Or((TRUE, UNKNOWN)), True),
        (Or((UNKNOWN, FALSE)), None),
        (Or((FALSE, FALSE)), False),
        (Not(UNKNOWN), None),
        (Not(FALSE), True),
        (Not(And((UNKNOWN, FALSE))), True),
    ],
    ids=lambda value: value.text if isinstance(value, Filter) else str(value),
)
def test_three_valued_logic(filter: Filter, truth: bool | None) -> None:
    assert matches(filter, ROW, SCHEMA) is truth


def test_left_out_is_default_or_null() -> None:
    row = {key: value for key, value in ROW.items() if key not in "ab"}
    assert matches(Compare(B, "==", True), row, SCHEMA) is True
    assert matches(IsNull(A), row, SCHEMA) is True


def test_select_takes_what_is_true() -> None:
    assert select(Compare(A, ">", 0), [ROW, NULLS], SCHEMA) == [1]
    assert select(Not(Compare(A, ">", 0)), [ROW, NULLS], SCHEMA) == []
    assert select(IsNull(A), [ROW, NULLS], SCHEMA) == [2]


def test_no_meaning() -> None:
    with pytest.raises(TypeError, match="no meaning"):
        matches("a == 1", ROW, SCHEMA)
