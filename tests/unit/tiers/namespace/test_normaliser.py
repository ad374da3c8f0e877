"""What may differ between two namespaces, and nothing more."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model import Outcome, Raised, Returned, TimedOut, Typed
from conformance.twins.namespaces.normaliser import KEYS, settled

NAMES = {"books": "run_1_books", "shelf": "run_1_shelf"}


def told(method: str, value: Any) -> Any:
    outcome = settled(method, Returned(value), NAMES)
    assert isinstance(outcome, Returned)
    return outcome.value


def test_each_key_that_is_left_out_has_a_reason() -> None:
    assert all(len(reason) > 10 for reason in KEYS.values())


def test_names_become_those_of_the_world() -> None:
    value = {"collection_name": "run_1_books", "run_1_shelf": ["a run_1_books b"], "created_timestamp": 5}

    assert told("describe_collection", value) == {"collection_name": "books", "shelf": ["a books b"]}


@pytest.mark.parametrize("method", ["list_segments", "list_loaded_segments", "list_persistent_segments"])
def test_segments_have_no_numbers_and_no_order(method: str) -> None:
    one = {"segment_id": 4, "index_id": 7, "num_rows": 2}
    other = {"segment_id": 9, "index_id": 7, "num_rows": 1}
    assert told(method, [one, other]) == told(method, [{**other, "segment_id": 3, "index_id": 8}, one])
    assert told(method, [one, other]) != told(method, [one, {**other, "num_rows": 2}])


def test_a_list_of_the_whole_server_keeps_what_is_the_realms_or_every_servers() -> None:
    assert told("list_databases", ["run_1_shelf", "run_2_shelf", "else", "default", "run_1_books"]) == [
        "books",
        "default",
        "shelf",
    ]
    aliases = Typed("a.Container", ["run_2_shelf", "run_1_shelf"])
    assert told("list_aliases", aliases) == Typed("a.Container", ["shelf"])


def test_the_order_of_partitions_is_no_difference_but_each_of_them_is() -> None:
    assert told("list_partitions", ["b", "a"]) == ["a", "b"]
    assert told("list_partitions", ["b"]) != ["a", "b"]


def test_any_other_list_stays_as_it_is() -> None:
    assert told("list_anything", ["run_2_books", "b", "a"]) == ["run_2_books", "b", "a"]
    assert told("list_collections", ("run_1_books", "else")) == (
        "books",
        "else",
    )  # a tuple is the client's doing


def test_a_number_of_the_servers_keeps_its_type() -> None:
    assert told("compact", 17) == told("compact", 23)
    assert told("compact", 17) != told("compact", "17")
    assert told("compact", True) is True
    assert told("get_compaction_state", 17) == 17


def test_errors_tell_of_the_world_and_a_call_that_never_returned_of_nothing() -> None:
    error: Outcome = settled("any", Raised("a.Error", 1, "no run_1_books"), NAMES)

    assert isinstance(error, Raised)
    assert error.message == "no books"
    assert settled("any", TimedOut(1.0), NAMES) == TimedOut(1.0)
