"""A case whose examples could not have shown anything is told."""

from __future__ import annotations

import pytest

from conformance.exploration.vacuity import FLOORS, shortfalls


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"succeeded": 20}, []),
        ({"succeeded": 2, "both refused": 18}, ["succeeded"]),
        ({"both refused": 20, "not offered": 20}, []),
        ({"succeeded": 20, "found something": 5, "found nothing": 15}, ["found something"]),
        ({"succeeded": 20, "found something": 15, "found nothing": 5}, []),
        ({"succeeded": 20, "filtered": 10, "told rows apart": 1}, ["told rows apart"]),
        ({"succeeded": 20, "filtered": 10, "told rows apart": 6}, []),
        ({"succeeded": 20, "filtered": 3}, []),
    ],
)
def test_a_share_below_its_floor_is_told(facts: dict[str, int], told: list[str]) -> None:
    texts = list(shortfalls(facts, 20))
    assert [floor.fact for floor in FLOORS for text in texts if f": {floor.fact}," in text] == told
    assert len(texts) == len(told)
