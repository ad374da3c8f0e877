"""`seeded_collection`: one for a session, whole for every test, and whoever changes it is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pymilvus import MilvusClient

pytest_plugins = ["pytester"]

RunTests = Callable[..., pytest.RunResult]


def test_the_collection_holds_the_dataset(
    seeded_collection: str, milvus_dataset: Any, milvus_client: MilvusClient
) -> None:
    (count,) = milvus_client.query(seeded_collection, filter="", output_fields=["count(*)"])
    assert count["count(*)"] == milvus_dataset.size == 1000
    field = milvus_dataset.schema.vectors[0].name
    found = milvus_client.search(
        seeded_collection,
        milvus_dataset.queries(field),
        limit=1,
        anns_field=field,
        consistency_level="Strong",
    )
    assert len(found) == len(milvus_dataset.queries(field))


def test_it_is_made_once_and_whoever_changes_it_fails(run_tests: RunTests, server: MilvusClient) -> None:
    result = run_tests(
        """
        seen = []

        def count(client, name):
            return client.query(name, filter="", output_fields=["count(*)"])[0]["count(*)"]

        def test_reads(seeded_collection, milvus_client):
            seen.append(seeded_collection)

        def test_reads_again(seeded_collection, milvus_client):
            assert seen == [seeded_collection]

        def test_deletes(seeded_collection, milvus_client, milvus_dataset):
            milvus_client.delete(seeded_collection, ids=milvus_dataset.ids(0, 2))

        def test_finds_it_whole(seeded_collection, milvus_client):
            assert count(milvus_client, seeded_collection) == 1000

        def test_drops(seeded_collection, milvus_client):
            milvus_client.drop_collection(seeded_collection)

        def test_finds_it_there(seeded_collection, milvus_client):
            assert count(milvus_client, seeded_collection) == 1000

        def test_releases(seeded_collection, milvus_client):
            milvus_client.release_collection(seeded_collection)

        def test_finds_it_loaded(seeded_collection, milvus_client):
            assert count(milvus_client, seeded_collection) == 1000
        """
    )
    result.assert_outcomes(passed=8, errors=3)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_deletes*",
            "this test changed the seeded collection: it has 998 rows instead of 1000; use a collection of *",
            "*ERROR at teardown of test_drops*",
            "this test changed the seeded collection: it does not exist any more; *",
            "*ERROR at teardown of test_releases*",
            "this test changed the seeded collection: it is not loaded any more; *",
        ]
    )


def test_a_row_changed_in_place_is_found_at_the_end(run_tests: RunTests, server: MilvusClient) -> None:
    result = run_tests(
        """
        def test_upserts(seeded_collection, milvus_client, milvus_dataset):
            row = next(milvus_dataset.rows(7, 8))
            row["serial"] += 1
            milvus_client.upsert(seeded_collection, [row])

        def test_reads(seeded_collection): pass
        """
    )
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "a test changed rows [[]7[]] of the seeded collection; *",
            "tests that had it: *::test_upserts, *::test_reads",
        ]
    )


def test_another_dataset_by_parameter(run_tests: RunTests) -> None:
    result = run_tests(
        """
        import pytest

        @pytest.mark.parametrize("milvus_dataset", ["tutorial", "small"], indirect=True)
        def test_parameter(milvus_dataset, request):
            assert milvus_dataset.name == request.node.callspec.params["milvus_dataset"]
        """
    )
    result.assert_outcomes(passed=2)


def test_another_dataset_by_a_fixture_of_the_name(run_tests: RunTests, server: MilvusClient) -> None:
    result = run_tests(
        """
        import pytest
        from pytest_milvus.datasets import load_dataset

        @pytest.fixture(scope="session")
        def milvus_dataset():
            return load_dataset("small").without("sparse")

        def test_fixture(seeded_collection, milvus_client):
            fields = milvus_client.describe_collection(seeded_collection)["fields"]
            assert "sparse" not in [field["name"] for field in fields]
        """
    )
    result.assert_outcomes(passed=1)
