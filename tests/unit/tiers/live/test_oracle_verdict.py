"""The oracle's verdict on searches and iterators: right answers pass, and what is wrong is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from conformance.model import (
    COLLECTION,
    Field,
    Index,
    Indexes,
    Operation,
    Returned,
    Scene,
    SceneTestCase,
    Schema,
)
from conformance.oracle.problem import UNREADABLE
from conformance.tiers.live.verdict import problems
from pytest_milvus.values.filter import Compare, Path

SCENE = Scene(
    Schema(
        (
            Field("id", "INT64", primary=True),
            Field("vector", "SPARSE_FLOAT_VECTOR", bm25_of="text"),
            Field("text", "VARCHAR", {"max_length": 64, "enable_analyzer": True}),
        )
    ),
    Indexes((Index("vector", "SPARSE_INVERTED_INDEX", metric="BM25"),)),
    tuple(
        ({"id": key, "text": text}, "_default")
        for key, text in ((1, "red fox"), (2, "Fox, fox"), (3, ""), (4, "blue sea"))
    ),
)


def told(test_case: SceneTestCase, answer: Any) -> list[str]:
    return [str(problem) for problem in problems(test_case, Returned(answer))]


def said(*hits: tuple[int, float], limit: int = 3, text: str = "FOX red", **words: Any) -> list[str]:
    words = {"data": [text], "anns_field": "vector", "limit": limit, **words}
    act = Operation("search", (COLLECTION,), words)
    answer = [[{"id": key, "distance": score, "entity": {}} for key, score in hits]]
    return told(SceneTestCase(SCENE, (act,)), answer)


@pytest.mark.parametrize(
    ("hits", "words"),
    [
        ([(2, 0.9), (1, 0.5)], {}),
        ([(1, 0.9)], {"limit": 1}),
        ([], {"text": "absent"}),
        ([(4, 0.1)], {"text": "sea"}),
        ([(1, 0.5)], {"offset": 1}),  # no opinion
    ],
)
def test_right_answers(hits: list[tuple[int, float]], words: dict[str, Any]) -> None:
    assert said(*hits, **words) == []


@pytest.mark.parametrize(
    ("hits", "problem"),
    [
        ([(2, 0.9), (4, 0.5)], "4 shares no word with 'FOX red'"),
        ([(2, 0.9)], "1 hits, 1 different ones, instead of 2 for 'FOX red'"),
        ([(2, 0.9), (2, 0.9)], "2 hits, 1 different ones, instead of 2 for 'FOX red'"),
        ([(2, 0.5), (1, 0.9)], "scores do not descend: [0.5, 0.9]"),
    ],
)
def test_wrong_answers(hits: list[tuple[int, float]], problem: str) -> None:
    assert said(*hits) == [problem]


def test_an_answer_is_missing() -> None:
    assert said(data=["fox", "sea"]) == ["1 answers instead of 2"]


def iterated(*batches: tuple[int, ...], **words: Any) -> list[str]:
    act = Operation("query_iterator", (COLLECTION,), words)
    return told(SceneTestCase(SCENE, (act,)), [[{"id": key} for key in keys] for keys in batches])


@pytest.mark.parametrize(
    ("batches", "words"),
    [
        (((1, 2), (3, 4)), {}),
        (((1, 2, 3),), {"limit": 3}),
        ((), {"filter": Compare(Path("id"), ">", 4)}),
        (((1,), (2,), (3,), (4,)), {"batch_size": 1}),
    ],
)
def test_right_batches(batches: tuple[tuple[int, ...], ...], words: dict[str, Any]) -> None:
    assert iterated(*batches, **words) == []


@pytest.mark.parametrize(
    ("batches", "words", "problem"),
    [
        (((1, 2), (3,)), {}, "3 rows instead of 4"),
        (((1, 2), (3, 3)), {}, "found 3 twice"),
        (((1, 2, 3, 4),), {"limit": 3}, "4 rows instead of 3"),
        (((2,),), {"filter": Compare(Path("id"), "==", 1)}, "found 2, which does not match"),
    ],
)
def test_wrong_batches(batches: tuple[tuple[int, ...], ...], words: dict[str, Any], problem: str) -> None:
    assert problem in iterated(*batches, **words)


def dense(dtype: str, metric: str, vectors: list[Any], groups: list[Any] | None = None) -> Scene:
    """Return a scene whose rows have the keys 1, 2, ..., these vectors, and these values of ``tag``."""
    rows = [{"id": key, "vector": vector, "tag": "x"} for key, vector in enumerate(vectors, 1)]
    rows = [{**row, "tag": tag} for row, tag in zip(rows, groups or "x" * len(rows), strict=True)]
    fields = (
        Field("id", "INT64", primary=True),
        Field("vector", dtype, {"dim": 2}),
        Field("tag", "VARCHAR", {"max_length": 9}, nullable=True),
    )
    indexes = Indexes((Index("vector", "FLAT", metric=metric),))
    return Scene(Schema(fields), indexes, tuple((row, "_default") for row in rows))


def searched(scene: Scene, query: Any, *hits: tuple[int, float], **words: Any) -> list[str]:
    words = {"data": [query], "limit": 9, **words}
    answer = [[{"id": key, "distance": distance, "entity": {}} for key, distance in hits]]
    return told(SceneTestCase(scene, (Operation("search", (COLLECTION,), words),)), answer)


def half(*elements: float) -> bytes:
    return np.array(elements, "<f2").tobytes()


def brain(*elements: float) -> bytes:
    return (np.array(elements, "<f4").view("<u4") >> 16).astype("<u2").tobytes()


@pytest.mark.parametrize(
    ("dtype", "metric", "vectors", "query", "distances"),
    [
        ("FLOAT_VECTOR", "L2", [[0.0, 3.0], [1.0, 0.0]], [0.0, 0.0], (9.0, 1.0)),
        ("FLOAT16_VECTOR", "IP", [half(1, 2), half(4, 0)], half(1, 1), (3.0, 4.0)),
        ("BFLOAT16_VECTOR", "L2", [brain(3, 0), brain(0, -1)], brain(0, 0), (9.0, 1.0)),
        ("INT8_VECTOR", "COSINE", [b"\x01\x00", b"\xff\x00"], b"\xfe\x00", (-1.0, 1.0)),
        ("BINARY_VECTOR", "HAMMING", [b"\x07", b"\x01"], b"\x03", (1.0, 1.0)),
        ("BINARY_VECTOR", "JACCARD", [b"\x0f", b"\x01"], b"\x03", (0.5, 0.5)),
    ],
)
def test_every_type_of_vector_has_an_exact_answer(
    dtype: str, metric: str, vectors: list[Any], query: Any, distances: tuple[float, float]
) -> None:
    scene = dense(dtype, metric, vectors)
    first, second = distances
    hits = ((1, first), (2, second)) if dtype == "BINARY_VECTOR" else ((2, second), (1, first))
    assert searched(scene, query, *hits) == []
    assert searched(scene, query, (hits[0][0], first + 0.25), hits[1]) != []
    assert searched(scene, query, hits[0]) == ["1 hits instead of 2"]


LINE = dense("FLOAT_VECTOR", "L2", [[float(x), 0.0] for x in range(5)], ["a", "a", "b", "b", "c"])
ORIGIN = [0.0, 0.0]


@pytest.mark.parametrize(
    ("words", "right", "wrong"),
    [
        ({"limit": 2, "offset": 1}, [(2, 1), (3, 4)], [(1, 0), (2, 1)]),
        (
            {"search_params": {"params": {"radius": 9.5, "range_filter": 0.5}}},
            [(2, 1), (3, 4), (4, 9)],
            [(2, 1)],
        ),
        ({"search_params": {"metric_type": "IP"}, "limit": 1, "data": [[1.0, 0.0]]}, [(5, 4)], [(1, 0)]),
        ({"group_by_field": "tag"}, [(1, 0), (3, 4), (5, 16)], [(1, 0), (4, 9), (5, 16)]),
        ({"group_by_field": "tag", "limit": 2}, [(1, 0), (3, 4)], [(1, 0), (2, 1)]),
        ({"group_by_field": "tag", "limit": 2, "offset": 1}, [(3, 4), (5, 16)], [(1, 0), (3, 4)]),
        ({"group_by_field": "tag"}, [(1, 0), (3, 4), (5, 16)], [(1, 0), (3, 4), (77, 16)]),
    ],
)
def test_a_part_of_the_answer(words: dict[str, Any], right: list[Any], wrong: list[Any]) -> None:
    assert searched(LINE, ORIGIN, *right, **words) == []
    assert searched(LINE, ORIGIN, *wrong, **words) != []


@pytest.mark.parametrize(
    ("dtype", "own", "asked_for", "vector"),
    [("BINARY_VECTOR", "HAMMING", "L2", b"\x01"), ("FLOAT_VECTOR", "L2", "HAMMING", [1.0, 0.0])],
)
def test_no_opinion_of_a_metric_that_does_not_suit_the_vectors(
    dtype: str, own: str, asked_for: str, vector: Any
) -> None:
    scene = dense(dtype, own, [vector])
    assert searched(scene, vector, (1, 77.0), search_params={"metric_type": asked_for}) == []
    assert searched(scene, vector, (1, 77.0)) != []


def test_no_opinion_where_a_bound_is_met_or_a_group_is_null() -> None:
    assert searched(LINE, ORIGIN, search_params={"params": {"radius": 4.0}}) == []
    scene = dense("FLOAT_VECTOR", "L2", [[1.0, 0.0], [2.0, 0.0]], ["a", None])
    assert searched(scene, ORIGIN, group_by_field="tag") == []


def queried(*rows: dict[str, Any], **words: Any) -> list[str]:
    return told(SceneTestCase(LINE, (Operation("query", (COLLECTION,), words),)), list(rows))


def row(key: int, **values: Any) -> dict[str, Any]:
    return {"id": key, "vector": [key - 1.0, 0.0], "tag": "aabbc"[key - 1], **values}


EARLY, ALL = Compare(Path("id"), "<", 4), {"output_fields": ["*"]}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row(1), row(2), row(3)], {"filter": EARLY, **ALL}),
        ([row(3), row(1)], {"filter": EARLY, "limit": 2}),
        ([row(2)], {"filter": EARLY, "limit": 2, "offset": 2}),
        ([], {"filter": EARLY, "limit": 2, "offset": 3}),
        ([{"id": 1}, {"id": 3}], {"ids": [3, 1, 9], "output_fields": ["id"]}),
        ([{"count(*)": 3}], {"filter": EARLY, "output_fields": ["count(*)"]}),
    ],
)
def test_right_rows(rows: list[Any], words: dict[str, Any]) -> None:
    assert queried(*rows, **words) == []


@pytest.mark.parametrize(
    ("rows", "words", "problem"),
    [
        ([row(1), row(2), row(3)], {"filter": EARLY, "limit": 2}, "3 rows instead of 2"),
        ([row(1), row(2)], {"filter": EARLY, "limit": 2, "offset": 2}, "2 rows instead of 1"),
        ([row(1), row(1)], {"filter": EARLY, "limit": 2}, "found 1 twice"),
        ([row(1), row(4)], {"filter": EARLY, "limit": 2}, "found 4, which does not match"),
        ([row(1, tag="b")], {"ids": 1, **ALL}, "'tag' is 'b' instead of 'a'"),
        (
            [row(2, vector=[1.0000001, 0.0])],
            {"ids": 2, **ALL},
            "'vector' is [1.0000001, 0.0] instead of [1.0, 0.0]",
        ),
        ([{"id": 1, "vector": [0.0, 0.0]}], {"ids": 1, "output_fields": ["vector", "tag"]}, "no 'tag' in "),
        ([row(1)], {"ids": 1, "output_fields": ["tag"]}, "'vector' is there, which nobody asked for"),
        ([{"count(*)": 4}], {"filter": EARLY, "output_fields": ["count(*)"]}, "counted 4 rows instead of 3"),
    ],
)
def test_wrong_rows(rows: list[Any], words: dict[str, Any], problem: str) -> None:
    assert [text for text in queried(*rows, **words) if text.startswith(problem)]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ([], {"output_fields": ["count(*)"]}),
        ([{"count": 5}], {"output_fields": ["count(*)"]}),
        (7, {"output_fields": ["count(*)"]}),
        ([None], {"output_fields": ["*"]}),
    ],
)
def test_what_cannot_be_read_is_a_problem(answer: Any, words: dict[str, Any]) -> None:
    (problem,) = problems(SceneTestCase(LINE, (Operation("query", (COLLECTION,), words),)), Returned(answer))
    assert problem.promise == UNREADABLE


def test_keys_that_have_to_be_quoted_are_told_apart() -> None:
    fields = (Field("id", "VARCHAR", {"max_length": 9}, primary=True), *LINE.schema.fields[1:])
    scene = Scene(Schema(fields), LINE.indexes)
    for ids, promise in ((["a"], "number of rows by keys"), (["a'"], "number of rows by keys to be quoted")):
        act = Operation("get", (COLLECTION, ids))
        (problem, *_) = problems(SceneTestCase(scene, (act,)), Returned([{"id": "b"}]))
        assert problem.promise == promise


def test_counts_of_whole_partitions_are_told_apart() -> None:
    asked = {"output_fields": ["count(*)"], "partition_names": ["_default"]}
    for words, promise in (
        ({}, "count of rows of whole partitions"),
        ({"filter": EARLY}, "count of rows"),
        ({"ids": [1]}, "count of rows by keys"),
    ):
        act = Operation("query", (COLLECTION,), {**asked, **words})
        (problem,) = problems(SceneTestCase(LINE, (act,)), Returned([{"count(*)": 9}]))
        assert problem.promise == promise
