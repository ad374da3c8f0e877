"""Data of the application's own shape, from a recipe of its own."""

from pathlib import Path

from pymilvus import MilvusClient

from pytest_milvus.assertions import assert_ids, assert_neighbours
from pytest_milvus.collection import CollectionFactory
from pytest_milvus.datasets import load_dataset


def test_products(milvus_client: MilvusClient, milvus_collection: CollectionFactory) -> None:
    products = load_dataset(Path(__file__).with_name("products.toml"))
    name = milvus_collection(
        schema=products.schema.build(), index=products.indexes.build(), rows=products.rows()
    )

    found = milvus_client.search(name, data=products.queries("picture"), limit=3)
    assert_neighbours(found, products.truth("picture", limit=3), key="sku")
    assert_ids(found[0], ["sku-1007", "sku-1070", "sku-1170"], key="sku")

    (cheap,) = products.filters
    assert len(cheap.ids) == cheap.count
    assert_ids(milvus_client.query(name, filter=cheap.text), cheap.ids, key="sku")
