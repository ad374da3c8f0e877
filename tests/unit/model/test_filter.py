"""Filters print as Milvus expressions."""

from __future__ import annotations

import pytest

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
    literal,
)

A, J = Path("a"), Path("j", ("k", 0))


@pytest.mark.parametrize(
    ("filter", "text"),
    [
        (Compare(A, "==", 1), "a == 1"),
        (Compare(A, "!=", True), "a != true"),
        (Compare(A, "<", 1e300), "a < 1e+300"),
        (Compare(Path("two words", meta=True), "==", "x"), '$meta["two words"] == "x"'),
        (Compare(J, ">=", -2), 'j["k"][0] >= -2'),
        (Compare(Arithmetic(A, "%", 2), "==", 1), "a % 2 == 1"),
        (Compare(Length(A), ">", 1), "array_length(a) > 1"),
        (Range(1, A, 5, (False, True)), "1 < a <= 5"),
        (In(A, (1, 2)), "a in [1, 2]"),
        (In(A, ("x",), negated=True), 'a not in ["x"]'),
        (Like(A, "x%"), 'a like "x%"'),
        (Compare(A, "<", Instant("2025-01-01T00:00:00Z")), 'a < ISO "2025-01-01T00:00:00Z"'),
        (Spatial("within", A, "POINT (1 2)"), 'ST_WITHIN(a, "POINT (1 2)")'),
        (TextMatch(A, 'red "fox"'), r'TEXT_MATCH(a, "red \"fox\"")'),
        (IsNull(A), "a is null"),
        (IsNull(A, negated=True), "a is not null"),
        (Exists(J), 'exists j["k"][0]'),
        (Contains("array", A, "one", (1,)), "array_contains(a, 1)"),
        (Contains("json", J, "all", (1, 2)), 'json_contains_all(j["k"][0], [1, 2])'),
        (Contains("json", J, "any", Parameter("p", [1])), 'json_contains_any(j["k"][0], {p})'),
        (Contains("json", J, "one", Parameter("p", 1)), 'json_contains(j["k"][0], {p})'),
        (
            And((Compare(A, "==", 1), Or((Exists(J), IsNull(A))))),
            'a == 1 and (exists j["k"][0] or a is null)',
        ),
        (Not(And((IsNull(A), IsNull(A)))), "not (a is null and a is null)"),
    ],
)
def test_text(filter: Filter, text: str) -> None:
    assert filter.text == filter.build() == text
    assert filter.code() == repr(text)


def test_strings_are_escaped() -> None:
    assert literal('say "it\'s"\\\n') == '"say \\"it\'s\\"\\\\\\n"'


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), b"", {}])
def test_no_literal(value: object) -> None:
    with pytest.raises(ValueError, match="Milvus has no literal"):
        literal(value)


def test_parameters_travel_beside_the_text() -> None:
    filter = And((Compare(A, "==", Parameter("p0", 1)), Not(In(A, Parameter("p1", [2, 3])))))  # noqa: A001
    assert filter.text == "a == {p0} and not (a in {p1})"
    assert filter.params == {"p0": 1, "p1": [2, 3]}


@pytest.mark.parametrize(
    ("operator", "operand", "value", "result"),
    [
        ("+", 1, 2, 3),
        ("-", 1, 2, 1),
        ("*", 3, 2, 6),
        ("/", 2, 7, 3),
        ("/", 2, -7, -3),
        ("/", -2, 7, -3),
        ("/", 2.0, 7, 3.5),
        ("%", 3, 7, 1),
        ("%", 3, -7, -1),
        ("%", -3, 7, 1),
        ("/", 3, 2**62 + 1, (2**62 + 1) // 3),
    ],
)
def test_arithmetic_truncates_towards_zero(operator, operand, value, result) -> None:
    assert Arithmetic(A, operator, operand).apply(value) == result
    assert type(Arithmetic(A, operator, Parameter("p", operand)).apply(value)) is type(result)
