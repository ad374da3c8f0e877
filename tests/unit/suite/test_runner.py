from collections import Counter
from types import SimpleNamespace

import pytest

from conformance.clients import Endurance, Equalities, GivenUpError
from conformance.exploration.explore import Exploration, left_out
from conformance.exploration.profile import profile
from conformance.model import Raised, Returned
from conformance.plugin.runner import Runner, _status, _text, _warnings
from conformance.report.event import CaseFinished
from conformance.report.verdict import verdict
from conformance.tiers.check import Case
from conformance.twins.server_errors import require_health


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


def test_words_of_ours_are_told_without_quotes():
    assert _text({"answers": ()}, "kept: no task") == "kept: no task"
    assert _text({}, "an awaitable") == "an awaitable"
    assert _text({"answers": ()}, 2) == "2"


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


def test_a_case_that_was_cut_off_is_not_run_whatever_it_showed_and_says_why():
    cut = Exploration(examples=9, facts=Counter({"succeeded": 9}), cut_off="the server has no room")
    assert _status([], cut) == "not-run"
    assert list(_warnings("live", cut)) == ["the server has no room"]


class Driver:
    """A tier's driver whose client has hung before, or whose server is not well."""

    def candidate_offers(self, method):
        return True


def _told(explore, hung=0):
    """Return the event of one case, and the verdict that it makes beside one that agrees."""
    candidate = SimpleNamespace(endurance=Endurance(), equalities=Equalities(), spec="tests:Client")
    for place in range(hung):
        candidate.endurance.note(f"wire.check{place}/list_users", "list_users")
    settings = SimpleNamespace(
        candidate=candidate, reference=candidate, known={}, profile=profile("quick"), seed=0, strike=str
    )
    check = SimpleNamespace(tier="live", topic="call", explore=explore)
    events = []
    with pytest.raises(pytest.skip.Exception) as skipped:
        Runner(settings, Driver()).run(Case(check, "list_users"), events.append)
    agreed = CaseFinished("live.call/list_roles", "list_roles", "live", "agree", 4)
    (event,) = events
    assert event.warnings == [str(skipped.value)]
    return event, verdict([event, agreed], [event.check, agreed.check])


def test_a_case_with_an_excuse_makes_a_run_incomplete():
    event, told = _told(None, hung=2)
    assert (event.status, told) == ("not-run", "incomplete")
    assert "did not return in wire.check0/list_users" in event.warnings[0]


def test_a_case_of_a_client_that_was_given_up_makes_a_run_incomplete():
    def explore(*_):
        raise GivenUpError("Making the client again", "it failed before: no", "mend it")

    event, told = _told(explore)
    assert (event.status, told) == ("not-run", "incomplete")


def test_a_server_that_is_not_well_makes_a_run_incomplete_and_its_words_are_told():
    def explore(*_):
        require_health(Raised("MilvusException", 1, "No space left on device"), "insert")

    event, told = _told(explore)
    assert (event.status, told) == ("not-run", "incomplete")
    assert "No space left on device" in event.warnings[0]


def test_a_server_that_refuses_most_calls_makes_a_run_incomplete():
    facts = Counter({"earlier call refused": 25, "earlier call succeeded": 8})
    event, told = _told(lambda *_: Exploration(examples=4, facts=facts))
    assert (event.status, told) == ("not-run", "incomplete")
    assert "refused 25 of 33" in event.warnings[0]


def test_a_server_that_refuses_a_method_every_time_makes_a_run_incomplete():
    event, told = _told(lambda *_: Exploration(examples=8, facts=Counter({"both refused": 8})))
    assert (event.status, told) == ("not-run", "incomplete")
    assert "refused all 8 calls" in event.warnings[0]
