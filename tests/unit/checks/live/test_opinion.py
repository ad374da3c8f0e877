"""The oracle's opinion of searches by texts and of iterators: right answers pass, and what is wrong is named."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks.live.opinion import problems
from conformance.operation import COLLECTION, Field, Index, Indexes, Operation, Returned, Scene, Schema, Trial
from conformance.operation.filter import Compare, Path

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


def said(*hits: tuple[int, float], limit: int = 3, text: str = "FOX red", **words: Any) -> list[str]:
    words = {"data": [text], "anns_field": "vector", "limit": limit, **words}
    act = Operation("search", (COLLECTION,), words)
    answer = [[{"id": key, "distance": score, "entity": {}} for key, score in hits]]
    return problems(Trial(SCENE, (act,)), Returned(answer, 0.0))


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
    return problems(Trial(SCENE, (act,)), Returned([[{"id": key} for key in keys] for keys in batches], 0.0))


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
        (((1, 2), (3, 3)), {}, "found a row twice"),
        (((1, 2, 3, 4),), {"limit": 3}, "4 rows instead of 3"),
        (((2,),), {"filter": Compare(Path("id"), "==", 1)}, "found 2, which does not match"),
    ],
)
def test_wrong_batches(batches: tuple[tuple[int, ...], ...], words: dict[str, Any], problem: str) -> None:
    assert iterated(*batches, **words) == [problem]
