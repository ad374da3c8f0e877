"""A test that needs what not every Milvus offers."""

import pytest
from pymilvus import MilvusClient

from pytest_milvus.collection import CollectionFactory


@pytest.mark.milvus(requires=["partition_load"])
def test_cold_partition(milvus_client: MilvusClient, milvus_collection: CollectionFactory) -> None:
    name = milvus_collection(dim=2)
    milvus_client.create_partition(name, "archive")
    milvus_client.release_partitions(name, ["archive"])
    state = milvus_client.get_load_state(name, partition_name="archive")["state"]
    assert str(state) == "NotLoad"
