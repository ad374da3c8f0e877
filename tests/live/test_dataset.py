"""A server finds exactly what the datasets state: neighbours in every metric, and what filters select."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pymilvus import MilvusClient

from pytest_milvus.assertions import assert_ids, assert_neighbours, assert_recall
from pytest_milvus.collection import CollectionFactory
from pytest_milvus.datasets import Dataset, load_dataset
from pytest_milvus.engines.engine import Engine
from pytest_milvus.exact.search import Metric


@pytest.fixture(scope="module", params=["small", "tutorial"])
def dataset(request: pytest.FixtureRequest, milvus_engine: Engine) -> Dataset:
    return load_dataset(request.param).fitting(milvus_engine.capabilities)


@pytest.fixture(scope="module")
def stored(dataset: Dataset, milvus_names: object) -> Iterator[str]:
    factory = CollectionFactory(milvus_names, f"dataset_{dataset.name}")  # type: ignore[arg-type]
    yield make(factory, dataset)
    factory.drop()


def make(factory: CollectionFactory, dataset: Dataset) -> str:
    return factory(schema=dataset.schema.build(), index=dataset.indexes.build(), rows=dataset.rows())


def test_rows_come_back_as_they_were(dataset: Dataset, stored: str, milvus_client: MilvusClient) -> None:
    rows = list(dataset.rows(490, 510))
    scalars = [field.name for field in dataset.schema.fields if not field.is_vector]
    found = milvus_client.get(stored, ids=[row["id"] for row in rows], output_fields=scalars)
    by_id = {row["id"]: dict(row) for row in found}
    assert [by_id[row["id"]] for row in rows] == [{name: row[name] for name in scalars} for row in rows]


def test_neighbours_of_every_vector_field(dataset: Dataset, stored: str, milvus_client: MilvusClient) -> None:
    for field in dataset.schema.vectors:
        results = milvus_client.search(
            stored, data=dataset.queries(field.name), anns_field=field.name, limit=10
        )
        assert_neighbours(results, dataset.truth(field.name))
        assert_recall(results, dataset.truth(field.name), at=10)


def test_neighbours_after_an_offset(dataset: Dataset, stored: str, milvus_client: MilvusClient) -> None:
    for field in dataset.schema.vectors:
        results = milvus_client.search(
            stored,
            data=dataset.queries(field.name),
            anns_field=field.name,
            limit=5,
            search_params={"offset": 4},
        )
        assert_neighbours(results, dataset.truth(field.name, limit=9), offset=4)


def test_filters_select_the_stated_rows(dataset: Dataset, stored: str, milvus_client: MilvusClient) -> None:
    for known in dataset.filters:
        rows = milvus_client.query(stored, filter=known.text, output_fields=["id"])
        assert len(rows) == known.count, known.text
        assert_ids(rows, known.ids)


def test_neighbours_among_the_rows_of_a_filter(
    dataset: Dataset, stored: str, milvus_client: MilvusClient
) -> None:
    field = dataset.schema.vectors[0].name
    queries = dataset.queries(field)
    for known in dataset.filters:
        results = milvus_client.search(stored, data=queries, anns_field=field, filter=known.text, limit=10)
        assert_neighbours(results, dataset.truth(field, filter=known))


@pytest.mark.parametrize("metric", ["IP", "COSINE"])
def test_neighbours_in_the_other_metrics(
    metric: Metric, milvus_collection: CollectionFactory, milvus_client: MilvusClient
) -> None:
    dataset = load_dataset().without("sparse", "rating", "tags", "sizes", "meta").measured("dense", metric)
    name = make(milvus_collection, dataset)
    results = milvus_client.search(name, data=dataset.queries("dense"), limit=20)
    assert_neighbours(results, dataset.truth("dense", limit=20))
