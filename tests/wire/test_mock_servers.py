"""Many addresses of one scripted Milvus, which know nothing of each other; and work that is not finished."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import grpc
import pytest
from pymilvus.grpc_gen import milvus_pb2_grpc

from pytest_milvus.mock_server import Abort, Late, Rule, Script, rpcs
from pytest_milvus.mock_server.default_answers import default_answer
from pytest_milvus.mock_server.fault_proxy import FaultProxy
from pytest_milvus.mock_server.mock_servers import Extension, MockServers
from pytest_milvus.mock_server.unfinished import leave_unfinished


@pytest.fixture
def board() -> Iterator[MockServers]:
    board = MockServers()
    yield board
    board.stop()


def ask(extension: Extension, rpc: str = "HasCollection", *metadata: tuple[str, str], **words: object) -> str:
    """Return the status of one request of its own connection."""
    with grpc.insecure_channel(extension.address) as channel:
        call = getattr(milvus_pb2_grpc.MilvusServiceStub(channel), rpc).future(
            rpcs()[rpc].request(**words), metadata=metadata, timeout=5
        )
        error = call.exception()
        return "OK" if error is None else error.code().name


def test_each_address_has_a_script_and_a_memory_of_its_own(board: MockServers) -> None:
    good, bad = board.extension(), board.extension(Script((Rule("HasCollection", Abort("INTERNAL")),)))
    assert (ask(good), ask(bad), ask(good)) == ("OK", "INTERNAL", "OK")
    assert good.sent() == ("HasCollection",) * 2
    assert bad.sent() == ("HasCollection",)
    assert (good.connections(), bad.connections()) == (2, 1)


def test_what_tells_calls_apart(board: MockServers) -> None:
    extension = board.extension()
    ask(
        extension,
        "HasCollection",
        ("client-request-id", "r1"),
        ("dbname", "library"),
        collection_name="books",
    )
    ask(extension, "ListDatabases")
    assert extension.tags() == (
        {"id": "r1", "database": "library", "named": "books"},
        {"id": "", "database": "", "named": ""},
    )


def test_one_address_is_down_and_silent_while_another_one_answers(board: MockServers) -> None:
    one, other = board.extension(), board.extension()
    one.refuse()
    assert (ask(one), ask(other)) == ("UNAVAILABLE", "OK")
    one.silence()
    with socket.create_connection(("127.0.0.1", int(one.address.rpartition(":")[2]))) as caller:
        caller.settimeout(0.2)
        with pytest.raises(TimeoutError):
            caller.recv(1)
    one.resume()
    assert ask(one) == "OK"


def test_who_hung_up_is_known(board: MockServers) -> None:
    extension = board.extension(Script((Rule("Search", Late(30)),)))
    with grpc.insecure_channel(extension.address) as channel:
        call = milvus_pb2_grpc.MilvusServiceStub(channel).Search.future(
            rpcs()["Search"].request(), timeout=0.2
        )
        assert call.exception().code() is grpc.StatusCode.DEADLINE_EXCEEDED
    end = time.monotonic() + 5
    while not extension.cancelled() and time.monotonic() < end:
        time.sleep(0.01)
    assert extension.cancelled() == ("Search",)


def test_nobody_else_gets_the_port_of_a_line_that_is_down() -> None:
    line = FaultProxy(1)
    line.refuse()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", line.port))
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", line.port))
    line.resume()
    socket.create_connection(("127.0.0.1", line.port)).close()
    line.close()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", line.port))


@pytest.mark.parametrize(
    ("rpc", "finished"),
    [
        ("GetLoadingProgress", lambda answer: answer.progress == 100),
        ("GetFlushState", lambda answer: answer.flushed),
        ("DescribeIndex", lambda answer: all(item.state == 3 for item in answer.index_descriptions)),
        ("GetCompactionState", lambda answer: answer.state == 2),
    ],
)
def test_unfinished_is_what_the_world_says_but_for_the_work(rpc, finished) -> None:
    answer = default_answer(rpc, rpcs()[rpc].request())
    assert finished(answer)
    leave_unfinished(rpc, answer)
    assert not finished(answer)
