"""A test that changes rows has a collection of its own, filled from the dataset."""

from pymilvus import MilvusClient

from pytest_milvus.assertions import assert_ids
from pytest_milvus.collection import CollectionFactory
from pytest_milvus.datasets import Dataset


def test_delete(
    milvus_client: MilvusClient, milvus_collection: CollectionFactory, milvus_dataset: Dataset
) -> None:
    name = milvus_collection(
        schema=milvus_dataset.schema.build(),
        index=milvus_dataset.indexes.build(),
        rows=milvus_dataset.rows(0, 10),
    )
    milvus_client.delete(name, ids=[3, 5])
    left = milvus_client.query(name, filter="id >= 0", output_fields=["id"])
    assert_ids(left, [0, 1, 2, 4, 6, 7, 8, 9])
