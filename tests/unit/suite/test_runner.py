from collections import Counter

import pytest

from conformance.exploration.explore import Exploration, left_out
from conformance.model import Raised, Returned
from conformance.plugin.runner import _status, _text, _warnings


def shown(outcome, **others):
    return {"calls": [outcome], **others}


def test_a_side_is_told_without_the_time_that_it_took():
    quick, slow = (Raised("ValueError", None, "no", elapsed) for elapsed in (0.1, 0.2))
    told = [_text(shown(side, requests=["Connect", "Insert"]), side) for side in (quick, slow)]
    assert told[0] == told[1]
    assert told[0].endswith("sent Connect Insert")


def test_of_requests_the_part_that_differs_is_told():
    text = _text(shown(Returned(1), requests=["Insert"]), {"db_name": "library"})
    assert text.endswith("sent Insert; differs in {'db_name': 'library'}")


def test_of_results_the_whole_is_told():
    assert _text(shown(Returned([1, 2])), 2) == str(Returned([1, 2]))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"both refused": 10}, 1),
        ({"both refused": 10, "not offered": 6}, 0),
        ({"both refused": 10, "not offered": 4}, 1),
        ({"succeeded": 10}, 0),
        ({"succeeded": 10, "found nothing": 8, "found something": 2}, 1),
    ],
)
def test_a_case_that_proved_little_is_told_but_not_what_a_server_lacks(facts: dict[str, int], told: int):
    assert len(list(_warnings("live", Exploration(examples=10, facts=Counter(facts))))) == told


def test_what_was_not_tried_agrees_with_nothing():
    assert _status([], Exploration(examples=1)) == "agree"
    assert _status([], Exploration()) == _status([], left_out("timeout", "it takes no timeout")) == "not-run"


def test_a_case_without_examples_is_told_unless_it_says_why():
    assert list(_warnings("wire", Exploration())) == ["no example ran"]
    assert list(_warnings("wire", left_out("timeout", "it takes no timeout"))) == []
