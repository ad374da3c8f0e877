"""What a client did before a call is about the collection of that call, and of every kind."""

from typing import Any

import pytest
from pymilvus import MilvusClient

from conformance.catalogue import method_of, sleep
from conformance.exploration.sampling import each
from conformance.model import Operation
from conformance.strategies.calls import call_plan, histories, memories, methods
from pytest_milvus.mock_server.world import COLLECTIONS

METHODS = methods(MilvusClient)
READERS = [name for name in METHODS if method_of(name).memory.reads]


def barest(method: str) -> Operation:
    return next(each(call_plan(MilvusClient, method)[1:2], 0))


def given(act: Operation) -> set[Any]:
    return {value for value in (*act.args, *act.kwargs.values()) if isinstance(value, str)}


def test_what_a_client_did_before_is_of_every_kind() -> None:
    before = [history(barest(method)) for method in METHODS for history in histories(MilvusClient, method)]
    assert {len(acts) for acts in before} == {1, 2, 3}
    acts = {act.method for some in before for act in some}
    assert {"use_database", "close", "update_password", "create_alias", "describe_collection"} <= acts
    assert all((barest(method),) in before for method in ("search", "list_users"))


@pytest.mark.parametrize(
    "act", [Operation("get", ("größe", [1])), Operation("rename_collection", (), {"old_name": "größe"})]
)
def test_it_is_about_the_collection_of_the_call(act: Operation) -> None:
    for history in histories(MilvusClient, act.method):
        for before in history(act):
            assert before.method in {"use_database", "close", "get_load_state"} or "größe" in given(before)


@pytest.mark.parametrize("collection", [*COLLECTIONS, "größe"])
@pytest.mark.parametrize("method", READERS)
def test_what_a_method_goes_by_is_filled_and_made_outdated(method: str, collection: str) -> None:
    act = Operation(method, (), {"collection_name": collection})
    once, stale, moved, twice, others = [
        [history(act) for history in group] for group in memories(MilvusClient, method)
    ]
    assert all(any(item.by for item in before) for before in others)
    for before in (*once, *stale, *twice, *others):
        assert all(collection in given(item) for item in before)
    changing = {name for name in METHODS if method_of(name).memory.outdates}
    assert {before[-1].method for before in stale} == changing >= {"drop_collection", "alter_alias"}
    assert {(one.method, other.method) for one, other in twice} >= {
        ("insert", "upsert"),
        ("upsert", "insert"),
    }
    assert [[item.method for item in before[1:]] for before in moved] == [
        [],
        ["use_database"],
        ["use_database"] * 2,
    ]
    assert collection not in given(moved[0][0])


def test_what_fills_or_changes_does_not_sleep() -> None:
    telling = [name for name in METHODS if method_of(name).memory.fills]
    assert not any(map(sleep, telling))


def test_a_method_that_goes_by_nothing_is_tried_after_nothing_of_it() -> None:
    assert memories(MilvusClient, "list_users") == ()
