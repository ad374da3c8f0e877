"""Tests of what happens when the network fails."""

import asyncio
import time
from contextlib import suppress

import pytest
from pymilvus import AsyncMilvusClient, MilvusClient, MilvusException

from pytest_milvus.mock_server import Drop, Late, MockServer, Rule


def test_a_connection_breaks_in_the_middle_of_a_call(milvus_wire_server: MockServer) -> None:
    client = MilvusClient(milvus_wire_server.uri)
    milvus_wire_server.follow(Rule("Query", Drop(), times=1))
    assert len(client.query("books", filter="year > 1990")) == 2
    assert len(milvus_wire_server.sent("Query")) == 2
    client.close()


def _collections(client: MilvusClient) -> list[str] | None:
    """Stand for your application, which bears with a server that is down."""
    with suppress(MilvusException):
        return client.list_collections(timeout=1)
    return None


def _answers_in_time(client: MilvusClient, seconds: float = 30) -> bool:
    """Return whether the client finds back to the server; gRPC waits a second before it connects again."""
    end = time.monotonic() + seconds
    while _collections(client) is None and time.monotonic() < end:
        time.sleep(0.1)
    return time.monotonic() < end


def test_the_server_is_down_for_a_while(milvus_wire_server: MockServer) -> None:
    client = MilvusClient(milvus_wire_server.uri)
    milvus_wire_server.refuse()
    assert _collections(client) is None
    milvus_wire_server.resume()
    assert _answers_in_time(client)
    assert _collections(client) == ["books", "papers"]
    client.close()


@pytest.mark.asyncio
async def test_a_cancelled_search_is_cancelled_on_the_server_too(milvus_wire_server: MockServer) -> None:
    milvus_wire_server.follow(Rule("Search", Late(30)))
    client = AsyncMilvusClient(milvus_wire_server.uri)
    search = asyncio.create_task(client.search("books", data=[[0.5, 1.0, -2.0, 0.25]], anns_field="vector"))
    assert await asyncio.to_thread(milvus_wire_server.wait_for, lambda: milvus_wire_server.sent("Search"))
    search.cancel()
    assert await asyncio.to_thread(milvus_wire_server.wait_for, lambda: milvus_wire_server.cancelled)
    assert milvus_wire_server.cancelled == ("Search",)
    await client.close()
