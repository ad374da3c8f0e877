"""A difference belongs to the call that first shows it; names and moods of the server are none."""

import pytest

from conformance.clients import Call, Server
from conformance.compare.differences import Difference
from conformance.exploration.finding import Finding
from conformance.model import NAMES, CallSequence, Operation, Raised, Returned
from conformance.strategies.state_machine.rules import creation
from conformance.strategies.state_machine.shapes import SHAPES
from conformance.tiers.sequence.features import sequence_features
from conformance.tiers.sequence.judge import differences, examine, facts
from conformance.tiers.sequence.minimise import minimise
from conformance.tiers.sequence.normaliser import comparable
from conformance.tiers.sequence.verdict import surprises
from conformance.twins.driver import Performance, Side

COLLECTION = NAMES[0]
SHAPE = next(iter(SHAPES.values()))
NOTHING = {"collection": {"exists": False}, "other": {"exists": False}}
REFUSED = Raised("MilvusException", 100, "no such collection")


def made(rows):
    return {**NOTHING, "collection": {"exists": True, "rows": rows}}


def performance(reference, candidate, ends=(NOTHING, NOTHING)):
    sides = (
        Side(tuple(map(Call, calls)), end) for calls, end in zip((reference, candidate), ends, strict=True)
    )
    return Performance(*sides)


class Told:
    """A driver whose call sequences went as they are given, by their number of calls."""

    server = Server("embedded", "", "", "milvus_lite-3.2.2", frozenset())

    def __init__(self, performances):
        self.performances = performances

    def tell(self, sequence, *, control=False):
        return self.performances["control" if control else len(sequence.acts)]


INSERT = Operation("insert", (COLLECTION, [SHAPE.row(0, 1)]))
SEQUENCE_CHECK = CallSequence(
    (creation(COLLECTION, SHAPE), INSERT, Operation("has_collection", (COLLECTION,)))
)
DONE = (Returned(None), Returned({"insert_count": 1}), Returned(True))
LOST = (made([SHAPE.row(0, 1)]), made([]))


def test_what_differed_before_the_last_call_is_told_by_another_case():
    driver = Told({3: performance(DONE, DONE, LOST), 2: performance(DONE[:2], DONE[:2], LOST)})
    shown = examine("sequence.calls/has_collection", driver, SEQUENCE_CHECK)
    assert shown.findings == ()
    assert "told by an earlier call" in shown.facts


def test_what_the_last_call_changes_is_its_own():
    alike = performance(DONE, DONE, (LOST[0], LOST[0]))
    driver = Told({3: performance(DONE, DONE, LOST), 2: performance(DONE[:2], DONE[:2]), "control": alike})
    (found,) = examine("sequence.calls/has_collection", driver, SEQUENCE_CHECK).findings
    assert found.fingerprint == "sequence.calls/has_collection length state.rows"


def test_a_server_of_two_minds_is_unstable():
    told = performance(DONE, DONE, LOST)
    shown = examine(
        "check", Told({3: told, 2: performance(DONE[:2], DONE[:2]), "control": told}), SEQUENCE_CHECK
    )
    assert shown.findings == ()
    assert "unstable" in shown.facts


def test_an_earlier_call_that_ended_differently_and_left_nothing_does_no_harm():
    swallowed = (Returned(None), REFUSED, Returned(True))
    same = performance(swallowed, DONE)
    assert list(differences(SEQUENCE_CHECK, same)) == []
    other = performance(swallowed, (*DONE[:2], Returned(False)))
    (found,) = differences(SEQUENCE_CHECK, other)
    assert (found.kind, found.path) == ("value", "result")
    assert "an earlier call ended differently" in set(facts(other))


def test_the_model_is_surprised_by_what_both_clients_agree_on():
    same = (Returned(None), Returned({"insert_count": 1}), Returned(False))
    (found,) = surprises(SEQUENCE_CHECK, performance(same, same, (LOST[0], LOST[0])).reference)
    assert found.aspect == ("result", "the model's answer")
    assert "tells False instead of True" in str(found.problem)


def test_the_model_is_surprised_by_the_end():
    found = {
        item.aspect
        for item in surprises(SEQUENCE_CHECK, performance(DONE, DONE, (LOST[1], LOST[1])).reference)
    }
    assert ("state.rows", "number of rows") in found


def test_the_model_follows_what_happened():
    refused = (REFUSED, REFUSED, Returned(False))
    assert list(surprises(SEQUENCE_CHECK, performance(refused, refused).reference)) == []


@pytest.mark.parametrize(
    ("method", "value", "shown"),
    [
        ("list_collections", ["stranger", "x_1"], ["<collection>"]),
        ("describe_index", {"state": "Finished", "index_type": "FLAT"}, {"index_type": "FLAT"}),
        ("get_load_state", {"state": "Loaded"}, {"state": "Loaded"}),
        (
            "describe_collection",
            {"collection_name": "x_1", "collection_id": 7},
            {"collection_name": "<collection>"},
        ),
        ("list_aliases", {"aliases": ["x_3", "x_2"]}, {"aliases": ["<alias>", "x_3"]}),
    ],
)
def test_what_is_made_equal(method, value, shown):
    names = {"collection": "x_1", "alias": "x_2"}
    assert comparable(Operation(method), Returned(value), names) == Returned(shown)


def test_names_in_messages_are_labels():
    outcome = Raised("MilvusException", 100, "x_1 is no alias of x_12")
    shown = comparable(Operation("query"), outcome, {"collection": "x_1", "alias": "x_12"})
    assert shown.message == "<collection> is no alias of <alias>"


def test_calls_and_rows_that_do_not_matter_are_left_out():
    acts = (
        creation(COLLECTION, SHAPE),
        Operation("create_partition", (COLLECTION, "p")),
        Operation("insert", (COLLECTION, [SHAPE.row(0, 1), SHAPE.row(1, 2)])),
        Operation("flush", (COLLECTION,)),
        Operation("has_collection", (COLLECTION,)),
    )

    def again(sequence):
        methods = {act.method for act in sequence.acts}
        return finding(sequence) if {"create_collection", "insert"} <= methods else None

    def finding(sequence):
        return Finding("check", Difference("value", "result", 1, 2), sequence, {}, {})

    small = minimise(finding(CallSequence(acts)), again).test_case
    assert [act.method for act in small.acts] == ["create_collection", "insert", "has_collection"]
    assert len(small.acts[1].args[1]) == 1


def test_a_story_is_told_apart_by_what_came_between_the_same_calls():
    look, release = Operation("get_load_state", (COLLECTION,)), Operation("release_collection", (COLLECTION,))
    assert ("again, after", "release_collection", "") in set(
        sequence_features(CallSequence((look, release, look)))
    )
    assert ("again, after", "release_collection", "") not in set(
        sequence_features(CallSequence((release, look)))
    )
