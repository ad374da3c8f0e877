"""The same for an application that uses the async client."""

import asyncio

import pytest
from pymilvus import AsyncMilvusClient

from pytest_milvus.collection import CollectionFactory

BOOKS = [
    {"id": 1, "vector": [1.0, 0.0], "title": "Dune"},
    {"id": 2, "vector": [0.9, 0.3], "title": "Solaris"},
    {"id": 3, "vector": [0.0, 1.0], "title": "Emma"},
]


async def similar_titles(client: AsyncMilvusClient, collection: str, vector: list[float]) -> list[str]:
    """Stand for your application."""
    (hits,) = await client.search(collection, data=[vector], limit=2, output_fields=["title"])
    return [hit["entity"]["title"] for hit in hits]


@pytest.mark.asyncio
async def test_similar_titles(
    async_milvus_client: AsyncMilvusClient, milvus_collection: CollectionFactory
) -> None:
    books = milvus_collection(rows=BOOKS)
    vectors = [[1.0, 0.1], [0.0, 1.0]]
    found = await asyncio.gather(*(similar_titles(async_milvus_client, books, v) for v in vectors))
    assert found == [["Dune", "Solaris"], ["Emma", "Solaris"]]
