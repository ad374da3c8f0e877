"""A test of the shop, which runs with --milvus-engine=shop."""

from pymilvus import MilvusClient


def test_the_shop_has_books(milvus_client: MilvusClient) -> None:
    assert milvus_client.get("books", ids=[1])[0]["title"] == "Dune"
