"""A range search and a grouping search find a part of the exact ranking, or there is no answer."""

from __future__ import annotations

import pytest

from conformance.oracle.part import between, first_of_each
from pytest_milvus.exact.search import Group, Metric, Ranking


def ranking(*groups: tuple[float, str], tolerance: float = 0.01) -> Ranking:
    return Ranking(tuple(Group(at, frozenset(ids), tolerance) for at, ids in groups), 10)


NEAR_IS_SMALL = ranking((0, "a"), (1, "bc"), (4, "d"))
NEAR_IS_LARGE = ranking((4, "d"), (1, "bc"), (-2, "a"))


@pytest.mark.parametrize(
    ("metric", "bounds", "found"),
    [
        ("L2", {}, "abcd"),
        ("L2", {"radius": 3}, "abc"),
        ("L2", {"radius": 3, "range_filter": 0.5}, "bc"),
        ("HAMMING", {"radius": 0.5}, "a"),
        ("JACCARD", {"radius": 9, "range_filter": 2}, "d"),
        ("IP", {"radius": 0}, "dbc"),
        ("COSINE", {"radius": -3, "range_filter": 2}, "bca"),
        ("IP", {"radius": 5}, ""),
    ],
)
def test_bounds(metric: Metric, bounds: dict[str, float], found: str) -> None:
    whole = NEAR_IS_LARGE if metric in ("IP", "COSINE") else NEAR_IS_SMALL
    part = between(whole, metric, **bounds)
    assert part is not None
    assert [key for group in part.groups for key in sorted(group.ids)] == list(found)  # type: ignore[type-var]


@pytest.mark.parametrize("bounds", [{"radius": 1.0}, {"radius": 9.0, "range_filter": 3.995}])
def test_where_rounding_decides_there_is_no_answer(bounds: dict[str, float]) -> None:
    assert between(NEAR_IS_SMALL, "L2", **bounds) is None


def test_a_value_is_where_its_first_row_is() -> None:
    values = {"a": "x", "b": "x", "c": "y", "d": "z"}
    found = first_of_each(NEAR_IS_SMALL, values)
    assert [(group.distance, set(group.ids)) for group in found.groups] == [
        (0, {"x"}),
        (1, {"y"}),
        (4, {"z"}),
    ]
    assert first_of_each(NEAR_IS_SMALL, dict.fromkeys("abcd", 1)).groups == (Group(0, frozenset({1}), 0.01),)
