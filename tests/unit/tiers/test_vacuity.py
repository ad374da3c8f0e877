"""A case whose examples could not have shown anything is told."""

from __future__ import annotations

import pytest

from conformance.exploration.vacuity import refusals, shortfalls
from conformance.tiers.live.tier import LIVE


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
    texts = list(shortfalls(LIVE.floors, facts, 20))
    assert [floor.fact for floor in LIVE.floors for text in texts if f": {floor.fact}," in text] == told
    assert len(texts) == len(told)


@pytest.mark.parametrize(
    ("refused", "succeeded", "told"),
    [
        (25, 8, True),
        (17, 16, True),
        (16, 16, False),
        (1, 32, False),
        (7, 0, False),
        (8, 0, True),
        (0, 0, False),
    ],
)
def test_a_server_that_refuses_most_calls_of_its_stories_is_told(
    refused: int, succeeded: int, told: bool
) -> None:
    facts = {"earlier call refused": refused, "earlier call succeeded": succeeded, "both refused": 4}
    assert refusals(facts).startswith(f"the server refused {refused} of {refused + succeeded} ") is told


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"both refused": 8}, True),
        ({"both refused": 7}, False),
        ({"both refused": 90, "succeeded": 1}, False),
        ({"both refused": 8, "not offered": 7}, False),
        ({"both refused": 8, "denied": 12}, False),
        ({"both refused": 8, "refused": 1}, False),  # a divergence, which is told
    ],
)
def test_a_server_that_refuses_a_method_every_time_is_told(facts: dict[str, int], told: bool) -> None:
    assert bool(refusals(facts)) is told
    assert not refusals(facts, engine=False)  # a mock server refuses what a check wants refused
