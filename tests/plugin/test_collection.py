"""`milvus_collection`: ready when it returns, gone after the test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pymilvus
import pytest
from pymilvus import DataType, MilvusClient

from pytest_milvus.collection import CollectionFactory

pytest_plugins = ["pytester"]

RunTests = Callable[..., pytest.RunResult]


def row(number: int) -> dict[str, Any]:
    return {"id": number, "vector": [float(number), 1.0], "colour": "red"}


def indexes(client: MilvusClient, name: str) -> dict[str, tuple[str, str]]:
    found = (client.describe_index(name, index) for index in client.list_indexes(name))
    return {index["field_name"]: (index["index_type"], index["metric_type"]) for index in found}


def test_rows_are_visible_and_searchable_at_once(
    milvus_client: MilvusClient, milvus_collection: CollectionFactory
) -> None:
    name = milvus_collection(rows=[row(number) for number in range(10)])
    assert isinstance(name, str)
    (count,) = milvus_client.query(name, filter="", output_fields=["count(*)"])
    assert count["count(*)"] == 10
    (hits,) = milvus_client.search(name, [[0.0, 1.0]], limit=1, output_fields=["colour"])
    assert (hits[0]["id"], hits[0]["entity"]["colour"]) == (0, "red")
    assert indexes(milvus_client, name) == {"vector": ("FLAT", "COSINE")}


def test_an_empty_collection_of_a_dimension(
    milvus_client: MilvusClient, milvus_collection: CollectionFactory
) -> None:
    name = milvus_collection(dim=8)
    assert milvus_client.search(name, [[0.0] * 8]) == [[]]


def test_rows_may_be_a_generator_of_more_than_a_batch(
    milvus_client: MilvusClient, milvus_collection: CollectionFactory
) -> None:
    name = milvus_collection(rows=map(row, range(2001)))
    assert milvus_client.get(name, ids=[0, 1999, 2000]) is not None
    (count,) = milvus_client.query(name, filter="", output_fields=["count(*)"])
    assert count["count(*)"] == 2001


def test_keys_may_be_strings_or_made_by_the_server(
    milvus_client: MilvusClient, milvus_collection: CollectionFactory
) -> None:
    strings = milvus_collection(rows=[{"id": "a", "vector": [1.0]}])
    assert [hit["id"] for hit in milvus_client.search(strings, [[1.0]])[0]] == ["a"]
    automatic = milvus_collection(rows=[{"vector": [1.0]}])
    assert len(milvus_client.query(automatic, filter="id != 0")) == 1


@pytest.mark.milvus(requires=["sparse", "several_vectors"])
def test_a_schema_with_several_vectors(
    milvus_client: MilvusClient, milvus_collection: CollectionFactory
) -> None:
    schema = milvus_client.create_schema()
    schema.add_field("key", DataType.VARCHAR, is_primary=True, max_length=10)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=2)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("size", DataType.INT64)
    rows = [{"key": "a", "dense": [1.0, 0.0], "sparse": {3: 1.0}, "size": 2**53 + 1}]
    index = {"dense": {"index_type": "FLAT", "metric_type": "L2"}, "size": {"index_type": "INVERTED"}}
    name = milvus_collection(schema=schema, rows=rows, index=index)
    assert milvus_client.get(name, ids=["a"])[0]["size"] == 2**53 + 1
    assert milvus_client.search(name, [{3: 2.0}], anns_field="sparse")[0][0]["distance"] == 2.0
    found = indexes(milvus_client, name)
    assert found["dense"] == ("FLAT", "L2")
    assert found["sparse"] == ("SPARSE_INVERTED_INDEX", "IP")
    assert found["size"][0] == "INVERTED"


@pytest.mark.milvus(requires=["bm25"])
def test_full_text_search_gets_its_metric(
    milvus_client: MilvusClient, milvus_collection: CollectionFactory
) -> None:
    schema = milvus_client.create_schema(auto_id=True)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("text", DataType.VARCHAR, max_length=100, enable_analyzer=True)
    schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
    function = pymilvus.Function("bm25", pymilvus.FunctionType.BM25, ["text"], ["words"])
    schema.add_function(function)
    name = milvus_collection(schema=schema, rows=[{"text": "a quick fox"}, {"text": "a lazy dog"}])
    (hits,) = milvus_client.search(name, ["fox"], anns_field="words", output_fields=["text"])
    assert [hit["entity"]["text"] for hit in hits] == ["a quick fox"]


def test_index_params_and_settings_are_passed_on(
    milvus_client: MilvusClient, milvus_collection: CollectionFactory
) -> None:
    params = milvus_client.prepare_index_params()
    params.add_index("vector", index_type="FLAT", metric_type="IP")
    assert indexes(milvus_client, milvus_collection(dim=2, index=params)) == {"vector": ("FLAT", "IP")}
    with pytest.raises(pymilvus.MilvusException, match="invalid consistency level"):
        milvus_collection(dim=2, consistency_level="Sometimes")


@pytest.mark.parametrize(
    ("words", "message"),
    [({}, "needs rows with a 'vector', dim=..., or schema=..."), ({"rows": [{"id": 1}]}, "needs rows with")],
)
def test_too_little_is_said_clearly(
    milvus_collection: CollectionFactory, words: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        milvus_collection(**words)


def test_dimension_and_schema_exclude_each_other(
    milvus_client: MilvusClient, milvus_collection: CollectionFactory
) -> None:
    with pytest.raises(TypeError, match="dim or schema, not both"):
        milvus_collection(dim=2, schema=milvus_client.create_schema())


def test_everything_is_dropped_also_after_a_failure(run_tests: RunTests, server: MilvusClient) -> None:
    result = run_tests(
        """
        import pytest
        made = []

        def test_passes(milvus_collection):
            made.append(milvus_collection(dim=2))

        def test_fails(milvus_collection, milvus_client):
            made.append(milvus_collection(dim=2))
            made.append(milvus_collection.name())
            milvus_client.create_collection(made[-1], dimension=2)
            milvus_collection.name()
            assert False

        def test_fails_within(milvus_collection):
            milvus_collection(rows=[{"id": 1, "vector": [1.0]}, {"id": "wrong", "vector": "wrong"}])

        @pytest.fixture
        def broken(milvus_collection):
            made.append(milvus_collection(dim=2))
            raise RuntimeError

        def test_fixture_fails(broken): pass

        def test_drops_by_itself(milvus_collection, milvus_client):
            milvus_client.drop_collection(milvus_collection(dim=2))

        def test_leaves_an_alias(milvus_collection, milvus_client):
            made.append(milvus_collection(dim=2))
            milvus_client.create_alias(made[-1], made[-1] + "_alias")

        def test_all_are_gone(milvus_client):
            assert len(made) == 5 and len(set(made)) == 5
            assert not set(made) & set(milvus_client.list_collections())
        """
    )
    result.assert_outcomes(passed=4, failed=2, errors=1)


def test_names_for_code_that_creates_collections_are_swept(run_tests: RunTests, server: MilvusClient) -> None:
    result = run_tests(
        """
        def test_one(milvus_names, milvus_client):
            name = milvus_names.new("my app")
            assert name.endswith("_my_app")
            milvus_client.create_collection(name, dimension=2)
            assert False
        """
    )
    result.assert_outcomes(failed=1)


def test_interruption_drops_everything(run_tests: RunTests, server: MilvusClient) -> None:
    result = run_tests(
        """
        def test_one(milvus_collection, milvus_names, milvus_client):
            milvus_collection(dim=2)
            milvus_client.create_collection(milvus_names.new(), dimension=2)
            raise KeyboardInterrupt
        """,
        subprocess=True,
    )
    assert result.ret == pytest.ExitCode.INTERRUPTED
