"""A million rows stream: take as many as a test needs, from anywhere."""

from itertools import islice

from pytest_milvus.datasets import load_dataset


def test_batches_of_a_million_rows() -> None:
    large = load_dataset("large")
    first, second = islice(large.batches(500), 2)
    assert [row["id"] for row in first + second] == list(range(1000))


def test_the_last_rows_without_those_before() -> None:
    large = load_dataset("large")
    assert [row["id"] for row in large.rows(999_998)] == [999_998, 999_999]
