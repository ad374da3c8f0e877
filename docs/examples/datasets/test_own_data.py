"""Exact neighbours of vectors that come from elsewhere."""

import numpy as np
from pymilvus import MilvusClient

from pytest_milvus.assertions import assert_recall
from pytest_milvus.collection import CollectionFactory
from pytest_milvus.exact.search import exact_search


def test_recall_on_own_vectors(milvus_client: MilvusClient, milvus_collection: CollectionFactory) -> None:
    vectors = np.random.default_rng(0).standard_normal((300, 8))
    rows = [{"id": number, "vector": vector.tolist()} for number, vector in enumerate(vectors)]
    name = milvus_collection(rows=rows)

    queries = vectors[:3].tolist()
    found = milvus_client.search(name, data=queries, limit=5)
    assert_recall(found, exact_search(vectors, range(300), queries, "COSINE", limit=5), at=5, minimum=0.99)
