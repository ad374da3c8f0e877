"""Recorded answers do not depend on the order in which requests that a client makes at once arrive."""

from __future__ import annotations

from typing import Any

import pytest
from pymilvus.grpc_gen import milvus_pb2

from conformance.repro.recorded import chosen, flat, kept, server_code
from conformance.repro.recorded_server import Choosing, Sent
from pytest_milvus.mock_server import Request


def asked(index: str, reply: Any, collection: str = "books") -> tuple[Request, Any]:
    message = milvus_pb2.DescribeIndexRequest(collection_name=collection, index_name=index)
    return Request("DescribeIndex", message, (), None, 0), reply


A, B = asked("a", b"1"), asked("b", b"2")


def test_answers_that_a_field_decides_are_told_by_it_in_any_order() -> None:
    assert kept([A, B]) == kept([B, A, B]) == {"index_name": {"a": b"1", "b": b"2"}}


@pytest.mark.parametrize(
    ("answered", "answers"),
    [
        ([A, asked("a", b"2")], [b"1", b"2"]),  # work goes on
        ([A, asked("a", b"2"), asked("a", b"2")], [b"1", b"2"]),
        ([A, asked("b", b"1")], [b"1"]),
        ([A, asked("b", b"2"), asked("a", b"2")], [b"1", b"2"]),
    ],
)
def test_other_answers_are_given_in_turn(answered: Any, answers: Any) -> None:
    assert kept(answered) == answers


def test_the_first_field_that_decides_is_chosen() -> None:
    other = asked("b", b"2", "films")
    assert [*chosen([A, other])] == ["collection_name"]


@pytest.mark.parametrize(
    ("answers", "bases", "code"),
    [
        ({}, (), "RecordedServer"),
        ({"Search": [b""]}, ("ScenarioServer",), "ScenarioServer"),
        ({"Search": [("late", 1, b"")]}, (), "Failing"),
        ({"Search": {"field": {"a": [b"", b""]}}}, (), "type('Server', (Streaming, Choosing), {})"),
    ],
)
def test_a_server_can_do_what_its_answers_need(answers: Any, bases: Any, code: str) -> None:
    assert server_code(answers, *bases) == code


def test_a_server_looks_at_what_is_asked() -> None:
    answers = {"DescribeIndex": kept([A, B]), "Flush": [b"3"]}
    server = Choosing(answers)
    server.requests = [Sent(item.rpc, item.message, (), None) for item, _ in (B, A)]
    assert [server.reply("DescribeIndex", place, None) for place in (0, 1)] == [b"2", b"1"]
    assert server.reply("Flush", 0, None) == b"3"
    assert len(flat(answers.values())) == 3
