"""Geometries: read and spelled, and how two of them lie."""

from __future__ import annotations

import pytest

from pytest_milvus.values.geometry import Box

RECTANGLE = "POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))"


@pytest.mark.parametrize(
    ("wkt", "box"),
    [
        ("POINT (-1 2)", Box(-1, 2, -1, 2)),
        (RECTANGLE, Box(0, 0, 2, 1)),
        ("POINT (0.5 1)", Box(0.5, 1, 0.5, 1)),
    ],
)
def test_reading_and_spelling(wkt: str, box: Box) -> None:
    assert Box.of(wkt) == box
    assert box.wkt == wkt


@pytest.mark.parametrize(
    "wkt",
    [
        "",
        "POINT EMPTY",
        "LINESTRING (1 2)",
        "LINESTRING (0 0, 2 0, 2 1, 0 1, 0 0)",
        "POLYGON ((0 0, 2 0, 3 1, 0 1, 0 0))",
        "POLYGON ((0 0, 2 1, 2 0, 0 1, 0 0))",
        "POINT (1 2 3)",
    ],
)
def test_other_geometries_are_not_understood(wkt: str) -> None:
    with pytest.raises(ValueError, match="neither a point nor an upright rectangle"):
        Box.of(wkt)


def test_how_two_lie() -> None:
    box, point = Box(0, 0, 2, 1), Box(1, 0.5, 1, 0.5)
    assert point.within(box)
    assert not box.within(point)
    assert box.within(box.grown(0.5))
    assert box.intersects(point)
    assert not box.intersects(Box(2.5, 0, 3, 1))
    assert not box.intersects(Box(0, 1.5, 2, 3))
