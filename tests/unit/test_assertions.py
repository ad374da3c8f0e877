"""The assertions pass for every right answer; the text of a failure says what differs."""

from typing import Any

import pytest

from pytest_milvus.assertions import assert_ids, assert_neighbours, assert_recall
from pytest_milvus.exact.search import Group, Ranking

TRUTH = [
    Ranking((Group(0.0, frozenset({1, 2})), Group(4.0, frozenset({3})), Group(9.0, frozenset({4, 5, 6}))), 5),
    Ranking((Group(1.0, frozenset({7})),), 5),
]
RIGHT = [[(2, 0.0), (1, 0.0), (3, 4.0), (6, 9.0), (5, 9.0)], [(7, 1.0)]]


def answer(*queries: list[tuple[Any, float]], key: str = "id") -> list[list[dict[str, Any]]]:
    return [[{key: pk, "distance": distance, "entity": {}} for pk, distance in hits] for hits in queries]


def failure(assertion: Any, *args: Any, **kwargs: Any) -> list[str]:
    with pytest.raises(AssertionError) as caught:
        assertion(*args, **kwargs)
    return str(caught.value).splitlines()


def test_right_answers_pass() -> None:
    results = answer(*RIGHT)
    assert_neighbours(results, TRUTH)
    assert_recall(results, TRUTH, at=5)
    assert_recall(results, TRUTH, at=3)
    assert_ids(results[0], [1, 2, 3, 5, 6])


def test_hits_of_pymilvus_are_understood() -> None:
    search_result = pytest.importorskip("pymilvus.client.search_result")
    hits = [search_result.Hit({"pk": pk, "distance": d, "entity": {}}, pk_name="pk") for pk, d in RIGHT[0]]
    assert_neighbours([hits], TRUTH[:1])
    assert_neighbours(answer(RIGHT[0], key="pk"), TRUTH[:1], key="pk")
    assert_ids(hits, [1, 2, 3, 5, 6])


def test_rows_and_plain_ids_are_understood() -> None:
    assert_ids([{"id": 1, "text": "x"}, {"id": 2}], {2, 1})
    assert_ids([{"key": "a"}], ["a"], key="key")
    assert_ids(["a", "b"], ["b", "a"])
    assert_ids([], [])


def test_an_offset_skips_places() -> None:
    assert_neighbours(answer(RIGHT[0][3:]), TRUTH[:1], offset=3)


def test_wrong_neighbours() -> None:
    results = answer([(1, 0.0), (3, 4.0), (2, 0.0), (8, 9.0)], [(7, 1.5)])
    assert failure(assert_neighbours, results, TRUTH) == [
        "the hits are not the exact neighbours",
        "  query 0: 4 hits instead of 5",
        "  query 0: place 1: 3 is at distance 4; due there: 1, 2 at distance 0",
        "  query 0: place 2: 2 is at distance 0; due there: 3 at distance 4",
        "  query 0: place 3: 8 is not among the nearest; due there: 4, 5, 6 at distance 9",
        "  query 1: place 0: 7 has distance 1.5 instead of 1",
    ]


def test_low_recall() -> None:
    results = answer([(1, 0.0), (4, 9.0), (8, 9.0), (9, 9.0)], [(7, 1.0)])
    assert failure(assert_recall, results, TRUTH, at=5, minimum=0.8) == [
        "recall@5 is 0.7 over 2 queries, expected at least 0.8",
        "  query 0: recall 0.40; missing 2; missing 3; missing 1 of 5, 6; unexpected 8, 9",
    ]
    assert_recall(results, TRUTH, at=5, minimum=0.7)


def test_recall_counts_the_first_hits_and_ties_only_once() -> None:
    everything = answer([(pk, 0.0) for pk in (4, 5, 6, 1, 2, 3)])
    assert failure(assert_recall, everything, TRUTH[:1], at=5) == [
        "recall@5 is 0.8 over 1 queries, expected at least 1",
        "  query 0: recall 0.80; missing 3",
    ]


def test_recall_without_rows_is_full() -> None:
    assert_recall([[]], [Ranking((), 10)])
    assert_recall([], [])


def test_recall_beyond_the_truth_is_no_assertion() -> None:
    with pytest.raises(ValueError, match=r"ask for truth\(\.\.\., limit=10\)"):
        assert_recall(answer(*RIGHT), TRUTH, at=10)


def test_wrong_ids() -> None:
    rows = [{"id": "1"}, {"id": 2}, {"id": 2}, *({"id": pk} for pk in range(20, 35))]
    assert failure(assert_ids, rows, [1, 2, 3]) == [
        "18 rows are not the 3 expected ones",
        "  missing: 1, 3",
        "  unexpected: 20, 21, 22, 23, 24, 25, 26, 27, 28, 29 and 6 more",
        "  more than once: 2",
    ]


@pytest.mark.parametrize("assertion", [assert_neighbours, assert_recall])
def test_answers_and_queries_must_pair_up(assertion: Any) -> None:
    assert failure(assertion, answer(RIGHT[0]), TRUTH) == ["1 answers for 2 queries"]


def test_many_problems_are_cut_short() -> None:
    truth = [Ranking((Group(0.0, frozenset({1})),), 1)] * 25
    lines = failure(assert_neighbours, answer(*[[]] * 25), truth)
    assert (len(lines), lines[-1]) == (12, "  and 15 more")


@pytest.mark.parametrize(
    ("assertion", "arguments"),
    [
        (assert_ids, ([1], [2])),
        (assert_neighbours, (answer([(8, 0.0)]), TRUTH[:1])),
        (assert_recall, (answer([]), TRUTH[:1], 5)),
        (assert_recall, ([], TRUTH)),
    ],
)
def test_traceback_ends_at_the_test(assertion: Any, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(AssertionError) as caught:
        assertion(*arguments)
    shown = caught.traceback.filter(caught)
    assert [str(entry.path) for entry in shown] == [__file__]
