"""Filters: they say something about the rows, and nothing that an engine cannot do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

from conformance.model import Field, Schema
from conformance.strategies import EXCLUSIONS, exclusions, filters, rows, schemas
from pytest_milvus.exact.filter import select
from pytest_milvus.values.filter import (
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
from tests.sampling import one_of_each
from tests.unit.strategies.test_data import EVERYTHING

ALL = EVERYTHING | {item.capability for item in EXCLUSIONS}

SCHEMA = Schema(
    (
        Field("id", "INT64", primary=True),
        Field("v", "FLOAT_VECTOR", {"dim": 2}),
        Field("key", "INT64", partition_key=True),
        Field("a", "INT64", nullable=True),
        Field("f", "FLOAT"),
        Field("s", "VARCHAR", {"max_length": 64}),
        Field("j", "JSON"),
        Field("l", "ARRAY", {"element_type": "INT64", "max_capacity": 4}, nullable=True),
        Field("z", "TIMESTAMPTZ"),
        Field("p", "GEOMETRY", nullable=True),
        Field(
            "t", "VARCHAR", {"max_length": 64, "enable_analyzer": True, "enable_match": True}, nullable=True
        ),
    )
)
_NAMES = ("id", "key", "a", "f", "s", "j", "l", "z", "p", "t")
ROWS: list[dict[str, Any]] = [
    dict(zip(_NAMES, values, strict=True))
    for values in (
        (1, 1, None, 0.1, "", {"k": 1, "": 1}, [-1, 2], "2025-01-01T00:00:00Z", None, "red"),
        (2, 2, 5, 0.5, "ab", {}, None, "2025-01-01T00:00:00+02:00", "POINT (0 0)", None),
        (-(2**63), 3, 7, 1.5, "b%", {"k": 2}, [], "2025-01-01T00:00:00+02:00", "POINT (1 -2)", "Sea, fox"),
    )
]

searching = settings(max_examples=600, derandomize=True, database=None, deadline=None)


def has(*kinds: type) -> Callable[[Filter], bool]:
    return lambda condition: any(isinstance(part, kinds) for part in condition.walk())


def compares(sign: str, left: Callable[[Any], bool], right: Callable[[Any], bool] = lambda _: True):
    def wanted(condition: Filter) -> bool:
        return any(
            isinstance(part, Compare)
            and part.operator in sign.split()
            and left(part.left)
            and right(part.right)
            for part in condition.walk()
        )

    return wanted


def calculates(operator: str, name: str) -> Callable[[Filter], bool]:
    return lambda condition: any(
        isinstance(part, Arithmetic) and part.operator == operator and part.path.name == name
        for part in condition.walk()
    )


def any_of(kind: type, test: Callable[[Any], bool]) -> Callable[[Filter], bool]:
    return lambda condition: any(isinstance(part, kind) and test(part) for part in condition.walk())


def in_json(part: Any) -> bool:
    return isinstance(part, Path) and part.name == "j"


CONSTRUCTS: dict[str, Callable[[Filter], bool]] = {
    "infix_like": any_of(Like, lambda part: part.pattern.startswith("%") and len(part.pattern) > 1),
    "filter_empty_like": any_of(Like, lambda part: part.pattern == ""),
    "filter_templates": has(Parameter),
    "filter_ranges": has(Range),
    "filter_modulo": calculates("%", "a"),
    "filter_integer_division": calculates("/", "a"),
    "filter_result_order": compares("< <= > >=", lambda left: isinstance(left, (Arithmetic, Length))),
    "filter_least_integer": compares("== != < <= > >=", lambda _: True, lambda right: right == -(2**63)),
    "filter_negative_elements": any_of(Contains, lambda part: part.mode == "one" and part.values == (-1,)),
    "filter_float32": compares("==", lambda left: left == Path("f"), lambda right: right == 0.1),
    "filter_null_in": any_of(In, lambda part: part.negated and part.path == Path("a")),
    "filter_null_arrays": any_of(Length, lambda part: part.path == Path("l")),
    "filter_null_functions": any_of(Not, has(TextMatch, Spatial)),
    "filter_partition_key": any_of(Or, lambda part: any_of(Path, lambda path: path.name == "key")(part)),
    "filter_json_in": any_of(In, lambda part: in_json(part.path)),
    "filter_exists": has(Exists),
    "filter_empty_keys": any_of(Path, lambda path: "" in path.keys),
    "filter_json_unknown": lambda condition: (
        any_of(Not, any_of(Path, in_json))(condition) or compares("!=", in_json)(condition)
    ),
    "filter_json_null": any_of(IsNull, lambda part: in_json(part.path)),
}


def drawn(capabilities: frozenset[str], count: int, seed_: int = 0) -> list[Filter]:
    """Draw that many filters, the same every time."""
    found: list[Filter] = []

    @seed(seed_)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate])
    @given(filters(SCHEMA, ROWS, capabilities=capabilities))
    def draw(condition: Filter) -> None:
        found.append(condition)

    draw()
    return found


def test_every_construct_is_drawn() -> None:
    missing = set(CONSTRUCTS)
    for round_ in range(60):  # the rarest is about one in six hundred, and each Python draws others
        found = drawn(ALL, 100, round_) if missing else []
        missing -= {name for name in missing if any(map(CONSTRUCTS[name], found))}
    assert missing == set()


def test_nothing_is_drawn_that_needs_what_is_not_there() -> None:
    found = drawn(ALL - CONSTRUCTS.keys(), 300)
    assert [name for name, construct in CONSTRUCTS.items() if any(map(construct, found))] == []


@pytest.mark.parametrize("capability", one_of_each(CONSTRUCTS, type))
def test_construct_needs_its_capability(capability: str) -> None:
    assert [item.text for item in drawn(ALL - {capability}, 100) if CONSTRUCTS[capability](item)] == []


def test_every_exclusion_is_complete() -> None:
    elsewhere = {
        *("mixed_defaults", "largest_keys", "upsert_moves", "session_deletes", "authentication"),
        *("concurrent_writes", "reload", "index_properties", "flush_all"),
    }
    assert {item.capability for item in EXCLUSIONS} - CONSTRUCTS.keys() == elsewhere
    assert len({item.capability for item in EXCLUSIONS}) == len(EXCLUSIONS)
    assert all(item.construct and item.reason and item.link.startswith("https://") for item in EXCLUSIONS)


def test_exclusions_in_force() -> None:
    assert exclusions(ALL) == ()
    assert exclusions(frozenset()) == EXCLUSIONS
    assert [item.capability for item in exclusions(ALL - {"filter_modulo"})] == ["filter_modulo"]


def test_simplest_filter() -> None:
    schema = Schema(SCHEMA.fields[:5])
    assert find(filters(schema, ROWS, capabilities=ALL), lambda _: True).text == f"id == {-(2**63)}"
    assert find(filters(schema, (), capabilities=ALL), lambda _: True).text == "id == 0"


@pytest.mark.parametrize(
    "kind", [Compare, In, Like, Contains, IsNull, Not, Or, Length, Arithmetic, TextMatch, Instant, Spatial]
)
def test_filters_are_of_every_kind(kind: type) -> None:
    assert len(find(filters(SCHEMA, ROWS, capabilities=ALL), has(kind), settings=searching).text) < 80


def test_most_filters_select_some_rows() -> None:
    told = []

    @settings(
        max_examples=200,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def tell(data: st.DataObject) -> None:
        schema = data.draw(schemas(capabilities=EVERYTHING, auto_id=False))
        drawn = data.draw(rows(schema, min_size=8))
        condition = data.draw(filters(schema, drawn, capabilities=ALL))
        assert eval(condition.code()) == condition.text
        assert all(f"{{{name}}}" in condition.text for name in condition.params)
        told.append(0 < len(select(condition, drawn, schema)) < len(drawn))

    tell()
    assert sum(told) > 0.6 * len(told)


def test_drawing_leaves_the_rows_alone() -> None:
    before = repr(ROWS)
    assert any(map(has(Contains), drawn(ALL, 300)))  # one in 25 has; Hypothesis takes constants from imports
    assert repr(ROWS) == before
