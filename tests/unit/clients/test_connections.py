"""What pymilvus keeps of a closed client is closed where nobody else uses the address, and only there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pymilvus.client.connection_manager import ConnectionManager

from conformance.clients import Caller, LoopLane, Server, ThreadLane, resolve
from conformance.operation import Operation, Returned
from conformance.wire import WireServer


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer() as started:
        yield started


def _caller(server: WireServer, spec: str, *, alone: bool) -> Caller:
    lane = LoopLane("test") if "Async" in spec else ThreadLane("test")
    return Caller(resolve(spec), Server("wire", server.uri, "", "", frozenset()), lane, alone=alone)


def _kept(address: str) -> list[str]:
    return [key for key in ConnectionManager.get_instance()._registry if key.startswith(address)]


def test_nothing_is_kept_of_an_address_that_a_caller_has_alone(server: WireServer) -> None:
    caller = _caller(server, "pymilvus:MilvusClient", alone=True)
    assert isinstance(caller.run(Operation("list_users")).outcome, Returned)
    address = server.uri.removeprefix("http://")
    assert _kept(address)
    caller.close()
    assert not _kept(address)


def test_a_client_of_a_shared_address_still_works(server: WireServer) -> None:
    one, other = (_caller(server, "pymilvus:MilvusClient", alone=False) for _ in range(2))
    for caller in (one, other):
        assert isinstance(caller.run(Operation("list_users")).outcome, Returned)
    one.close()
    assert isinstance(other.run(Operation("list_users")).outcome, Returned)
    other.close()


def test_the_channel_of_an_async_client_is_closed(server: WireServer) -> None:
    caller = _caller(server, "pymilvus:AsyncMilvusClient", alone=True)
    assert isinstance(caller.run(Operation("list_users")).outcome, Returned)
    channel = caller.client()._handler._async_channel
    caller.close()
    assert channel._channel.closed()
