"""A test of an application's function against a real Milvus."""

from pymilvus import MilvusClient

from pytest_milvus.collection import CollectionFactory

BOOKS = [
    {"id": 1, "vector": [1.0, 0.0], "title": "Dune"},
    {"id": 2, "vector": [0.9, 0.3], "title": "Solaris"},
    {"id": 3, "vector": [0.0, 1.0], "title": "Emma"},
]


def similar_titles(client: MilvusClient, collection: str, vector: list[float]) -> list[str]:
    """Stand for your application: the titles of the two books nearest to a vector."""
    (hits,) = client.search(collection, data=[vector], limit=2, output_fields=["title"])
    return [hit["entity"]["title"] for hit in hits]


def test_similar_titles(milvus_client: MilvusClient, milvus_collection: CollectionFactory) -> None:
    books = milvus_collection(rows=BOOKS)
    assert similar_titles(milvus_client, books, [1.0, 0.1]) == ["Dune", "Solaris"]
