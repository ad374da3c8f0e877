"""Milvus' tutorial "Use AsyncMilvusClient with asyncio", step by step, as a test."""

from typing import Any

import pytest
from pymilvus import AnnSearchRequest, AsyncMilvusClient, CollectionSchema, DataType, RRFRanker

from pytest_milvus.assertions import assert_ids, assert_neighbours
from pytest_milvus.collection import CollectionFactory
from pytest_milvus.datasets import Dataset, load_dataset


def create_schema() -> CollectionSchema:
    schema = AsyncMilvusClient.create_schema(auto_id=False, description="This is a sample schema")
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("dense_vector", DataType.FLOAT_VECTOR, dim=5)
    schema.add_field("sparse_vector", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("text", DataType.VARCHAR, max_length=512)
    return schema


async def create_my_collection(client: AsyncMilvusClient, name: str) -> None:
    await client.create_collection(name, schema=create_schema(), consistency_level="Strong")
    assert await client.has_collection(name)


async def create_indexes(client: AsyncMilvusClient, name: str) -> None:
    indexes = client.prepare_index_params()
    indexes.add_index("dense_vector", index_type="AUTOINDEX", metric_type="IP")
    indexes.add_index("sparse_vector", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    indexes.add_index("text", index_type="INVERTED")
    await client.create_index(name, indexes)


async def load_my_collection(client: AsyncMilvusClient, name: str) -> None:
    await client.load_collection(name)
    assert str((await client.get_load_state(name))["state"]) == "Loaded"


async def insert_sample_data(client: AsyncMilvusClient, name: str, data: Dataset) -> None:
    result = await client.insert(name, list(data.rows()))
    assert result["insert_count"] == 10_000


async def count_random(client: AsyncMilvusClient, name: str) -> int:
    (row,) = await client.query(name, filter='text like "%random%"', output_fields=["count(*)"])
    return row["count(*)"]


async def conduct_vector_search(client: AsyncMilvusClient, name: str, data: Dataset, field: str) -> Any:
    return await client.search(
        name, data=data.queries(field), anns_field=field, limit=10, output_fields=["text", field]
    )


async def conduct_hybrid_search(client: AsyncMilvusClient, name: str, data: Dataset) -> Any:
    requests = [
        AnnSearchRequest(data.queries(field), anns_field=field, param={"metric_type": "IP"}, limit=10)
        for field in ("dense_vector", "sparse_vector")
    ]
    return await client.hybrid_search(name, requests, RRFRanker(), limit=10, output_fields=["text"])


async def change_rows(client: AsyncMilvusClient, name: str, data: Dataset) -> None:
    first, second = data.rows(0, 2)
    await client.upsert(name, [{**first, "text": "new"}])
    assert [row["text"] for row in await client.get(name, ids=[0])] == ["new"]
    await client.delete(name, ids=[0, 1])
    assert await client.get(name, ids=[0, 1]) == []
    await client.insert(name, [first, second])


async def use_a_partition(client: AsyncMilvusClient, name: str, data: Dataset) -> None:
    await client.create_partition(name, "recent")
    rows = [{**row, "id": 10_000 + row["id"]} for row in data.rows(0, 3)]
    await client.insert(name, rows, partition_name="recent")
    found = await client.query(name, filter="id >= 0", partition_names=["recent"])
    assert_ids(found, [10_000, 10_001, 10_002])


async def clean_up(client: AsyncMilvusClient, name: str) -> None:
    await client.release_collection(name)
    await client.drop_partition(name, "recent")
    await client.drop_index(name, "text")
    await client.drop_collection(name)
    assert not await client.has_collection(name)
    await client.close()


@pytest.mark.asyncio
@pytest.mark.milvus(requires=["sparse", "hybrid_search"])
async def test_tutorial(async_milvus_client: AsyncMilvusClient, milvus_collection: CollectionFactory) -> None:
    client, name, data = async_milvus_client, milvus_collection.name(), load_dataset("tutorial")

    await create_my_collection(client, name)
    await create_indexes(client, name)
    await load_my_collection(client, name)
    await insert_sample_data(client, name, data)

    assert await count_random(client, name) == 6775
    for field in ("dense_vector", "sparse_vector"):
        hits = await conduct_vector_search(client, name, data, field)
        assert_neighbours(hits, data.truth(field, "IP"))
    fused = await conduct_hybrid_search(client, name, data)
    assert [len(hits) for hits in fused] == [10, 10, 10]

    await change_rows(client, name, data)
    await use_a_partition(client, name, data)
    await clean_up(client, name)


@pytest.mark.asyncio
@pytest.mark.milvus(requires=["partition_load"])
async def test_load_and_release_partitions(
    async_milvus_client: AsyncMilvusClient, milvus_collection: CollectionFactory
) -> None:
    client, name = async_milvus_client, milvus_collection(dim=5)
    await client.release_collection(name)
    await client.create_partition(name, "recent")

    await client.load_partitions(name, ["recent"])
    assert str((await client.get_load_state(name, partition_name="recent"))["state"]) == "Loaded"
    await client.release_partitions(name, ["recent"])
    assert str((await client.get_load_state(name, partition_name="recent"))["state"]) == "NotLoad"
