"""Is what an application finds what is nearest?"""

from pymilvus import MilvusClient

from pytest_milvus.assertions import assert_neighbours, assert_recall
from pytest_milvus.datasets import Dataset


def nearest(client: MilvusClient, collection: str, vectors: list[list[float]]) -> list[list[dict]]:
    """Stand for the application's code under test."""
    return client.search(collection, data=vectors, anns_field="dense", limit=10)


def test_nearest_are_exact(
    milvus_client: MilvusClient, seeded_collection: str, milvus_dataset: Dataset
) -> None:
    found = nearest(milvus_client, seeded_collection, milvus_dataset.queries("dense"))
    assert_neighbours(found, milvus_dataset.truth("dense"))


def test_nearest_are_good_enough(
    milvus_client: MilvusClient, seeded_collection: str, milvus_dataset: Dataset
) -> None:
    found = nearest(milvus_client, seeded_collection, milvus_dataset.queries("dense"))
    assert_recall(found, milvus_dataset.truth("dense"), at=10, minimum=0.95)
