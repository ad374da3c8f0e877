"""A dataset gives the same rows by every way of asking, and no more than was asked for."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from pytest_milvus.data import data_path
from pytest_milvus.datasets import Dataset, load_dataset
from pytest_milvus.datasets import dataset as module
from pytest_milvus.errors import RemedyError


@pytest.fixture(scope="module")
def small() -> Dataset:
    return load_dataset()


def test_rows_ids_batches_and_vectors_agree(small: Dataset) -> None:
    rows = list(small.rows())
    assert [row["id"] for row in rows] == small.ids() == list(range(1000))
    assert [row for batch in small.batches(300) for row in batch] == rows
    assert [len(batch) for batch in small.batches(300)] == [300, 300, 300, 100]
    assert small.vectors("dense").tolist() == [row["dense"] for row in rows]
    sparse = small.vectors("sparse")
    assert sparse.dtype == np.float32
    assert [dict(zip(row.indices, row.data, strict=True)) for row in sparse] == [
        row["sparse"] for row in rows
    ]


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (3, 4), (990, 2000), (500, None)])
def test_parts_are_parts_of_the_whole(small: Dataset, start: int, stop: int | None) -> None:
    assert list(small.rows(start, stop)) == list(small.rows())[start:stop]
    assert small.ids(start, stop) == small.ids()[start:stop]
    assert small.vectors("dense", start, stop).tolist() == small.vectors("dense")[start:stop].tolist()


def test_rows_are_plain_python(small: Dataset) -> None:
    types = {name: type(value) for name, value in next(small.rows()).items()}
    assert types == {
        "id": int,
        "dense": list,
        "sparse": dict,
        "text": str,
        "category": str,
        "serial": int,
        "stock": int,
        "available": bool,
        "price": float,
        "ratio": float,
        "rating": type(None),
        "tags": list,
        "sizes": list,
        "meta": dict,
    }


def test_changing_a_row_changes_no_other_reading(small: Dataset) -> None:
    before = next(small.rows())
    row = next(small.rows())
    row["meta"]["width"] = -1
    row["dense"].clear()
    assert next(small.rows()) == before


def test_blocks_do_not_matter(small: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, truth = list(small.rows()), small.truth("dense")
    monkeypatch.setattr(module, "BLOCK", 64)
    assert list(small.rows()) == rows
    assert small.truth("dense") == truth


def test_queries_are_no_rows(small: Dataset) -> None:
    queries = small.queries("dense")
    assert len(queries) == 5
    assert queries[3] not in small.vectors("dense").tolist()


def test_truth_uses_the_metric_of_the_index(small: Dataset) -> None:
    assert small.truth("dense") == small.truth("dense", "L2") != small.truth("dense", "IP")
    assert small.measured("dense", "IP").truth("dense") == small.truth("dense", "IP")


def test_truth_among_the_rows_of_a_filter(small: Dataset) -> None:
    for known in small.filters:
        chosen = known.ids
        for ranking in small.truth("dense", limit=4, filter=known):
            assert len(ranking) == min(4, known.count)
            assert all(group.ids <= chosen for group in ranking.groups)


def test_without_leaves_the_other_values_as_they_are(small: Dataset) -> None:
    fewer = small.without("sparse", "rating")
    expected = [{k: v for k, v in row.items() if k not in ("sparse", "rating")} for row in small.rows(0, 50)]
    assert list(fewer.rows(0, 50)) == expected
    assert [entry.field for entry in fewer.indexes.entries] == ["dense"]
    assert {"rating is null", "rating >= 4"}.isdisjoint(known.text for known in fewer.filters)
    assert {answer.field for answer in fewer.answers} == {"dense"}


@pytest.mark.parametrize("fields", [("id",), ("dense", "sparse")])
def test_without_keeps_what_a_collection_needs(small: Dataset, fields: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="no primary key or no vector field"):
        small.without(*fields)


def test_fitting_drops_what_an_engine_lacks(small: Dataset) -> None:
    def names(*capabilities: str) -> set[str]:
        return {field.name for field in small.fitting(capabilities).schema.fields}

    def texts(*capabilities: str) -> set[str]:
        return {known.text for known in small.fitting(capabilities).filters}

    everything = {field.name for field in small.schema.fields}
    assert texts() < texts("infix_like") == texts() | {'text like "%東京%"'}
    assert names("sparse", "several_vectors", "nullable", "arrays", "json") == everything
    assert names("arrays", "json") == everything - {"sparse", "rating"}
    assert names("sparse", "nullable", "arrays", "json") == everything - {"sparse"}


def test_schema_and_indexes_become_those_of_pymilvus(small: Dataset) -> None:
    pymilvus = pytest.importorskip("pymilvus")
    schema = small.schema.build()
    assert isinstance(schema, pymilvus.CollectionSchema)
    assert {field.name for field in schema.fields} == set(next(small.rows()))
    assert [entry.to_dict()["metric_type"] for entry in small.indexes.build()] == ["L2", "IP"]


def test_a_million_rows_stream_in_bounded_memory() -> None:
    large = load_dataset("large")
    block = 128 * 4 * module.BLOCK  # bytes of a block's dense vectors
    tracemalloc.start()
    try:
        for seen, _ in enumerate(large.rows(490_000)):
            if seen == module.BLOCK + 1:
                break
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * block


def test_unknown_name_says_which_there_are() -> None:
    with pytest.raises(RemedyError, match="use one of large, small, tutorial") as caught:
        load_dataset("smal")
    assert str(caught.value).startswith("looking for the dataset 'smal': it is neither")


def test_a_recipe_of_your_own(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        data_path("datasets", "small.toml").read_text("utf-8").replace("size = 1_000", "size = 1_200"),
        "utf-8",
    )
    assert [row["id"] for row in load_dataset(mine).rows(1198)] == [1198, 1199]
    assert load_dataset(str(mine)).size == 1200


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('kind = "grid"', 'kind = "normal"', "KeyError: 'normal'"),
        ("size = 1_000\n", "", "KeyError: 'size'"),
        ('text = "id < 0"', 'text = "id < 1"', "the filter 'id < 1' has the tree of 'id < 0'"),
        ("step = 1.0", "stride = 1.0", "unexpected keyword argument 'stride'"),
        ("size = 1_000\n", "size = \n", "TOMLDecodeError"),
    ],
)
def test_a_wrong_recipe_says_what_is_wrong(tmp_path: Path, right: str, wrong: str, reason: str) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(data_path("datasets", "small.toml").read_text("utf-8").replace(right, wrong, 1), "utf-8")
    with pytest.raises(RemedyError) as caught:
        load_dataset(mine)
    assert reason in str(caught.value)
    assert "compare it with docs/reference/datasets.md" in str(caught.value)
