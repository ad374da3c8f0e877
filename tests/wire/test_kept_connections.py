"""What pymilvus keeps of a closed client is closed where nobody else uses the address, and only there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from pymilvus.client.connection_manager import ConnectionManager

from conformance.clients import Caller, LoopWorker, Server, ThreadWorker, resolve
from conformance.clients.connections import disconnect
from conformance.model import Operation, Returned
from pytest_milvus.mock_server import MockServer


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer() as started:
        yield started


def _caller(server: MockServer, spec: str, *, alone: bool) -> Caller:
    worker = LoopWorker("test") if "Async" in spec else ThreadWorker("test")
    return Caller(resolve(spec), Server("wire", server.uri, "", "", frozenset()), worker, alone=alone)


def _principal(server: MockServer, token: str, *, stranger: bool) -> Caller:
    place = Server("wire", server.uri, token, "", frozenset())
    return Caller(resolve("pymilvus:MilvusClient"), place, ThreadWorker("test"), stranger=stranger)


def _kept(address: str) -> list[str]:
    return [key for key in ConnectionManager.get_instance()._registry if key.startswith(address)]


def test_nothing_is_kept_of_an_address_that_a_caller_has_alone(server: MockServer) -> None:
    caller = _caller(server, "pymilvus:MilvusClient", alone=True)
    assert isinstance(caller.run(Operation("list_users")).outcome, Returned)
    address = server.uri.removeprefix("http://")
    assert _kept(address)
    caller.close()
    assert not _kept(address)


def test_a_stranger_takes_its_own_connections_along(server: MockServer) -> None:
    owner, guest = _principal(server, "root:a", stranger=False), _principal(server, "ann:b", stranger=True)
    for caller in (owner, guest):
        assert isinstance(caller.run(Operation("list_users")).outcome, Returned)
    address = server.uri.removeprefix("http://")
    assert len(_kept(address)) == 2
    guest.close()
    assert _kept(address) == [f"{address}|root:a"]
    owner.close()


def test_a_client_of_a_shared_address_still_works(server: MockServer) -> None:
    one, other = (_caller(server, "pymilvus:MilvusClient", alone=False) for _ in range(2))
    for caller in (one, other):
        assert isinstance(caller.run(Operation("list_users")).outcome, Returned)
    one.close()
    assert isinstance(other.run(Operation("list_users")).outcome, Returned)
    other.close()


def test_the_channel_of_an_async_client_is_closed(server: MockServer) -> None:
    caller = _caller(server, "pymilvus:AsyncMilvusClient", alone=True)
    assert isinstance(caller.run(Operation("list_users")).outcome, Returned)
    channel = caller.client()._handler._async_channel
    caller.close()
    assert channel._channel.closed()


def test_the_caches_of_an_address_are_forgotten_and_no_others():
    cache = pytest.importorskip("pymilvus.client.cache").GlobalCache
    for address in ("127.0.0.1:1", "127.0.0.1:2"):
        cache.schema.set(address, "library", "books", {"fields": []})
        cache.collection_ts.set(address, "library", "books", 7)
    asyncio.run(disconnect("127.0.0.1:1"))
    assert cache.schema.get("127.0.0.1:1", "library", "books") is None
    assert cache.collection_ts.get("127.0.0.1:1", "library", "books") == 0
    assert cache.schema.get("127.0.0.1:2", "library", "books") is not None
    assert cache.collection_ts.get("127.0.0.1:2", "library", "books") == 7
    asyncio.run(disconnect("127.0.0.1:2"))


def test_what_others_change_meanwhile_is_not_iterated(
    server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other threads make clients, and finalizers close some, while one is forgotten."""

    class Changing(dict[str, object]):
        def items(self):
            raise RuntimeError("dictionary changed size during iteration")

    caller = _caller(server, "pymilvus:MilvusClient", alone=False)
    assert isinstance(caller.run(Operation("list_users")).outcome, Returned)
    manager, address = ConnectionManager.get_instance(), server.uri.removeprefix("http://")
    monkeypatch.setattr(manager, "_registry", Changing(manager._registry))
    asyncio.run(disconnect(address))
    assert not _kept(address)
    caller.close()
