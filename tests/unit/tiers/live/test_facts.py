"""What a test case of the live tier proves is counted over the calls that it is about."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model import Field, Indexes, Operation, Returned, Scene, SceneTestCase, Schema, record
from conformance.tiers.live import judge
from conformance.twins.driver import Call, Performance, Side

SCENE = Scene(Schema((Field("id", "INT64", primary=True),)), Indexes(()))
ROWS: list[dict[str, Any]] = [{"id": 1}]


@pytest.mark.parametrize(
    ("results", "together", "fact"),
    [
        ((ROWS, []), False, "found nothing"),  # the last call is what the test case is about
        (([], ROWS), False, "found something"),
        ((ROWS, []), True, "found something"),
        (([], []), True, "found nothing"),
    ],
)
def test_who_finds_something(results: tuple[Any, ...], together: bool, fact: str) -> None:
    acts = tuple(Operation("get", (), {"ids": [1]}) for _ in results)
    side = Side(tuple(Call(Returned(record(result))) for result in results))
    told = list(judge.facts(SceneTestCase(SCENE, acts, together=together), Performance(side, side)))
    assert [each for each in told if each.startswith("found")] == [fact]
