"""A connection tells an answer, a refusal and silence apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from pymilvus.grpc_gen import common_pb2, milvus_pb2, milvus_pb2_grpc

from pytest_milvus.engines.connection import Connection, UnansweredError, _address, wait_for_version
from pytest_milvus.engines.liveness import answers

Serve = Callable[[milvus_pb2_grpc.MilvusServiceServicer], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve a servicer on loopback; returns its address."""
    server = grpc.server(ThreadPoolExecutor(1))

    def start(servicer: milvus_pb2_grpc.MilvusServiceServicer) -> str:
        milvus_pb2_grpc.add_MilvusServiceServicer_to_server(servicer, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        return f"http://127.0.0.1:{port}"

    yield start
    server.stop(grace=None).wait()


class Server(milvus_pb2_grpc.MilvusServiceServicer):
    """Is not ready at first, and remembers the metadata that it was sent."""

    def __init__(self, not_ready: int = 0) -> None:
        self.not_ready, self.metadata = not_ready, {}

    def GetVersion(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.metadata = dict(context.invocation_metadata())
        if self.not_ready:
            self.not_ready -= 1
            status = common_pb2.Status(error_code=1, code=1, reason="service not ready")
            return milvus_pb2.GetVersionResponse(status=status)
        return milvus_pb2.GetVersionResponse(status=common_pb2.Status(), version="v9.9.9")

    def ListDatabases(self, request: Any, context: Any) -> Any:  # noqa: N802
        context.abort(grpc.StatusCode.PERMISSION_DENIED, "not yours")


def test_version_and_token(serve: Serve) -> None:
    server = Server()
    with Connection(serve(server), "root:Milvus") as connection:
        assert connection.version(timeout=10) == "v9.9.9"
    assert server.metadata["authorization"] == "cm9vdDpNaWx2dXM="


def test_a_refusal_in_the_answer(serve: Serve) -> None:
    uri = serve(Server(not_ready=3))
    assert not answers(uri, patience=0.01)
    with Connection(uri) as connection, pytest.raises(UnansweredError, match=r"^service not ready$"):
        connection.version(timeout=10)
    assert answers(uri)  # by its patience


def test_waiting_until_it_is_ready(serve: Serve) -> None:
    with Connection(serve(Server(not_ready=3))) as connection:
        assert wait_for_version(connection, 60.0, lambda: None) == "v9.9.9"


def test_waiting_ends_with_the_server(serve: Serve) -> None:
    def still_running() -> None:
        raise RuntimeError

    with Connection(serve(Server(not_ready=99))) as connection, pytest.raises(RuntimeError):
        wait_for_version(connection, 60.0, still_running)


def test_implements(serve: Serve) -> None:
    with Connection(serve(Server())) as connection:
        assert connection.implements("GetVersion")
        assert connection.implements("ListDatabases")  # refused, but known
        assert not connection.implements("ListAliases")
        assert not connection.implements("NoSuchRpc")


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("http://localhost:19531", "localhost:19531"),
        ("http://localhost", "localhost:19530"),
        ("tcp://10.0.0.1:1/database", "10.0.0.1:1"),
        ("https://cloud.example", "cloud.example:443"),
        ("http://[::1]:2", "[::1]:2"),
        ("unix:/run/milvus.sock", "unix:/run/milvus.sock"),
    ],
)
def test_addresses(uri: str, address: str) -> None:
    assert _address(uri) == address
