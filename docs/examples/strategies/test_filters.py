"""A search service on collections of every kind, and the oracle that knows what it must find."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pymilvus import MilvusClient

from conformance.strategies import filters, indexes, rows, schemas
from pytest_milvus.collection import CollectionFactory
from pytest_milvus.engines.engine import Engine
from pytest_milvus.exact.filter import select


def matching(client: MilvusClient, collection: str, key: str, condition: str, params: dict) -> list:
    """Stand for the application's code under test."""
    answer = client.query(collection, filter=condition, filter_params=params, output_fields=[key])
    return [row[key] for row in answer]


def test_finds_what_matches(
    milvus_engine: Engine, milvus_client: MilvusClient, milvus_collection: CollectionFactory
) -> None:
    offered = milvus_engine.capabilities

    @settings(max_examples=5, deadline=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        schema = data.draw(schemas(capabilities=offered, auto_id=False), label="schema")
        index = data.draw(indexes(schema, capabilities=offered), label="index")
        content = data.draw(rows(schema, min_size=3, capabilities=offered), label="rows")
        condition = data.draw(filters(schema, content, capabilities=offered), label="filter")

        name = milvus_collection(schema=schema.build(), index=index.build(), rows=content)
        found = matching(milvus_client, name, schema.primary.name, condition.text, condition.params)

        assert sorted(found) == sorted(select(condition, content, schema))

    check()
