"""Tests against answers that no healthy server gives."""

import pytest
from pymilvus import AsyncMilvusClient, MilvusClient, MilvusException

from pytest_milvus.mock_server import Abort, Late, MockServer, Refusal, Reply, Rule, rpcs


def test_a_search_is_tried_again(milvus_wire_server: MockServer) -> None:
    milvus_wire_server.follow(Rule("Search", Abort("UNAVAILABLE"), times=1))
    client = MilvusClient(milvus_wire_server.uri)
    client.search("books", data=[[0.5, 1.0, -2.0, 0.25]], anns_field="vector", limit=2)
    client.close()
    first, second = milvus_wire_server.sent("Search")
    assert first.message == second.message


async def _count(client: AsyncMilvusClient) -> int:
    """Stand for your application, which must not count books that it cannot read."""
    try:
        return len(await client.query("books", filter="year > 1990"))
    except MilvusException as error:
        if error.code == 101:
            return -1
        raise


@pytest.mark.asyncio
async def test_an_unloaded_collection_is_told_apart(milvus_wire_server: MockServer) -> None:
    client = AsyncMilvusClient(milvus_wire_server.uri)
    assert await _count(client) == 2
    milvus_wire_server.follow(Rule("Query", Refusal(101, "collection not loaded", error_code=101)))
    assert await _count(client) == -1
    await client.close()


def test_what_was_sent(milvus_wire_server: MockServer) -> None:
    client = MilvusClient(milvus_wire_server.uri, token="ann:secret", db_name="library")
    client.has_collection("books", timeout=5)
    client.close()
    (request,) = milvus_wire_server.sent("DescribeCollection")
    assert request.message.collection_name == "books"
    assert ("dbname", "library") in request.metadata
    assert request.timeout == pytest.approx(5, abs=1)


def test_an_answer_of_your_own(milvus_wire_server: MockServer) -> None:
    version = rpcs()["GetVersion"].response(version="9.9")
    milvus_wire_server.follow(Rule("GetVersion", Late(0.05, Reply.of(version))))
    client = MilvusClient(milvus_wire_server.uri)
    assert client.get_server_version() == "9.9"
    client.close()
