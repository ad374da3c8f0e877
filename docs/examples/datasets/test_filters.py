"""Filters whose answers are known, alone and together with a search."""

from pymilvus import MilvusClient

from pytest_milvus.assertions import assert_ids, assert_neighbours
from pytest_milvus.datasets import Dataset


def test_known_filters(milvus_client: MilvusClient, seeded_collection: str, milvus_dataset: Dataset) -> None:
    for known in milvus_dataset.filters:
        rows = milvus_client.query(seeded_collection, filter=known.text, output_fields=["id"])
        assert_ids(rows, known.ids)


def test_search_among_some_rows(
    milvus_client: MilvusClient, seeded_collection: str, milvus_dataset: Dataset
) -> None:
    (red,) = (known for known in milvus_dataset.filters if known.text == 'category == "red"')
    queries = milvus_dataset.queries("dense")
    found = milvus_client.search(
        seeded_collection, data=queries, anns_field="dense", filter=red.text, limit=10
    )
    assert_neighbours(found, milvus_dataset.truth("dense", filter=red))
