"""What scripts of the wire tier compare two clients by."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from pymilvus.grpc_gen import milvus_pb2

from conformance.repro.deadline import within
from conformance.repro.exchange import Exchange, deadlines, entries, fields, near, rpcs, times
from conformance.repro.recorded_server import Sent
from conformance.repro.watching import Watched


def exchange(*requests: tuple[str, Any], left: float | None = None) -> Exchange:
    return Exchange(None, [Sent(rpc, message, (), left) for rpc, message in requests])


LOADED = exchange(("Connect", None), ("LoadCollection", None), ("LoadCollection", None))


def test_requests_are_counted_and_listed() -> None:
    assert rpcs(LOADED, "Connect") == ["LoadCollection"]
    assert times(LOADED, "LoadCollection") == {"LoadCollection": 2}


def test_a_field_that_is_absent_is_not_an_empty_one() -> None:
    bare = milvus_pb2.CreateCollectionRequest()
    based = milvus_pb2.CreateCollectionRequest()
    based.base.SetInParent()
    absent, empty = (fields(exchange(("Create", item)), "Create", "base") for item in (bare, based))
    assert absent == ["None"]
    assert absent != empty
    assert fields(exchange(("Create", based)), "Create", "base.msg_type") == ["0"]


def test_an_entry_is_looked_up_whatever_the_order() -> None:
    request = milvus_pb2.SearchRequest()
    for key, value in (("nq", "1"), ("topk", "5")):
        request.search_params.add(key=key, value=value)
    assert entries(exchange(("Search", request)), "Search", "search_params", "topk") == [["5"]]


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ([None], [None], True),
        ([30.0], [29.2], True),
        ([30.0], [None], False),
        ([30.0], [], False),
        ([9], [5], False),
    ],
)
def test_deadlines_differ_by_more_than_a_busy_machine_takes(left: Any, right: Any, alike: bool) -> None:
    sides = near({"reference": left, "candidate": right})
    assert (sides["reference"] == sides["candidate"]) is alike


def test_no_deadline_stays_none() -> None:
    assert deadlines(exchange(("Search", None)), "Search") == [None]
    assert deadlines(exchange(("Search", None), left=9e9), "Search") == [None]
    assert deadlines(exchange(("Search", None), left=0.04), "Search") == [0.0]


def test_work_that_never_returns_is_given_up_and_what_it_raises_is_raised() -> None:
    assert within(0.05, threading.Event().wait, "did not return") == "did not return"
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0, None)


class Client:
    def __init__(self, **_: Any) -> None: ...

    def insert(self, rows: list[int], change: bool) -> None:
        if change:
            rows.append(1)


@pytest.mark.parametrize("change", [False, True])
def test_a_client_that_changes_its_arguments_is_noticed(change: bool) -> None:
    client = asyncio.run(Watched(Client)())
    client.insert([0], change)
    assert client.changed() == [
        "insert changed its arguments" if change else "insert left its arguments as they were"
    ]
