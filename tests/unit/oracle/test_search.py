"""The exact search agrees with plain Python, and judges answers by what a server may rightly do."""

from collections.abc import Sequence
from itertools import chain, groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from pytest_milvus.exact.search import Group, Metric, Ranking, Search, exact_search, sparse_matrix

# Small enough that different cosines of three dimensions differ by more than the tolerance of COSINE.
SMALL = st.integers(-3, 3)
UNTIMED = settings(deadline=None, max_examples=30)
METRICS: tuple[Metric, ...] = ("L2", "IP", "COSINE")


def vectors(dim: int, least: int = 1) -> st.SearchStrategy[list[list[int]]]:
    vector = st.lists(SMALL, min_size=dim, max_size=dim).filter(any)
    return st.lists(vector, min_size=least, max_size=30)


def by_hand(rows: Sequence[Sequence[int]], query: Sequence[int], metric: str) -> list[tuple[float, set[int]]]:
    """Return all groups, nearest first, in integers (and COSINE by its sign and square, a fraction)."""

    def product(a: Sequence[int], b: Sequence[int]) -> int:
        return sum(x * y for x, y in zip(a, b, strict=True))

    def key(row: Sequence[int]) -> Any:
        if metric == "L2":
            return sum((x - y) ** 2 for x, y in zip(row, query, strict=True))
        if metric == "IP":
            return -product(row, query)
        return -product(row, query) / (product(row, row) * product(query, query)) ** 0.5

    found = sorted((round(key(row), 9), number) for number, row in enumerate(rows))
    sign = 1 if metric == "L2" else -1
    return [(sign * at, {n for _, n in group}) for at, group in groupby(found, key=lambda pair: pair[0])]


@pytest.mark.parametrize("metric", METRICS)
@UNTIMED
@given(data=st.data(), limit=st.integers(1, 40))
def test_agrees_with_plain_python(metric: Metric, data: st.DataObject, limit: int) -> None:
    rows, queries = data.draw(vectors(3)), data.draw(vectors(3))
    rankings = exact_search(rows, range(len(rows)), queries, metric, limit, exact=True)
    assert len(rankings) == len(queries)
    for query, ranking in zip(queries, rankings, strict=True):
        expected = by_hand(rows, query, metric)[: len(ranking.groups)]
        assert [set(group.ids) for group in ranking.groups] == [ids for _, ids in expected]
        assert [group.distance for group in ranking.groups] == pytest.approx([at for at, _ in expected])
        assert len(ranking) == min(limit, len(rows))
        assert sum(len(group.ids) for group in ranking.groups[:-1]) < limit


BITS = st.lists(st.integers(0, 255), min_size=2, max_size=2).filter(any)


@pytest.mark.parametrize("metric", ["HAMMING", "JACCARD"])
@UNTIMED
@given(rows=st.lists(BITS, min_size=1, max_size=20), query=BITS, limit=st.integers(1, 25))
def test_binary_agrees_with_plain_python(
    metric: Metric, rows: list[list[int]], query: list[int], limit: int
) -> None:
    def distance(row: list[int]) -> float:
        one, other = (int.from_bytes(bytes(bits), "big") for bits in (row, query))
        differing, either = ((one ^ other).bit_count(), (one | other).bit_count())
        return differing if metric == "HAMMING" else differing / either

    (ranking,) = exact_search(np.array(rows, np.uint8), range(len(rows)), [query], metric, limit)
    wanted = sorted({*map(distance, rows)})[: len(ranking.groups)]
    assert [group.distance for group in ranking.groups] == pytest.approx(wanted)
    for group in ranking.groups:
        due = {key for key, row in enumerate(rows) if distance(row) == pytest.approx(group.distance)}
        assert set(group.ids) == due
    assert len(ranking) == min(limit, len(rows))


@UNTIMED
@given(data=st.data(), limit=st.integers(1, 10), block=st.integers(1, 7))
def test_blocks_do_not_matter(data: st.DataObject, limit: int, block: int) -> None:
    rows, queries = data.draw(vectors(3)), data.draw(vectors(3))
    search = Search(queries, "L2", limit, exact=True)
    for start in range(0, len(rows), block):
        search.add(rows[start : start + block], range(start, min(start + block, len(rows))))
    assert search.rankings() == exact_search(rows, range(len(rows)), queries, "L2", limit, exact=True)


@UNTIMED
@given(data=st.data(), limit=st.integers(1, 12))
def test_a_mask_leaves_rows_out(data: st.DataObject, limit: int) -> None:
    rows = data.draw(vectors(2))
    mask = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    chosen = [number for number, kept in enumerate(mask) if kept]
    masked = exact_search(rows, range(len(rows)), rows[:1], "IP", limit, mask=mask, exact=True)
    assert masked == exact_search([rows[n] for n in chosen], chosen, rows[:1], "IP", limit, exact=True)


@UNTIMED
@given(
    st.lists(st.dictionaries(st.integers(0, 6), st.integers(1, 8), min_size=1), min_size=1, max_size=20),
    st.dictionaries(st.integers(0, 6), st.integers(1, 8), min_size=1),
    st.integers(1, 25),
)
def test_sparse_agrees_with_plain_python(
    rows: list[dict[int, int]], query: dict[int, int], limit: int
) -> None:
    (ranking,) = exact_search(rows, range(len(rows)), [query], "IP", limit, exact=True)
    products = {n: sum(w * query.get(i, 0) for i, w in row.items()) for n, row in enumerate(rows)}
    expected = sorted((-product, n) for n, product in products.items() if product)
    groups = [{n for _, n in group} for _, group in groupby(expected, key=lambda pair: pair[0])]
    assert [set(group.ids) for group in ranking.groups] == groups[: len(ranking.groups)]
    assert len(ranking) == min(limit, len(expected))


def test_sparse_forms_and_indices_up_to_the_highest() -> None:
    rows = [{0: 1.0, 2**32 - 2: 2.0}, {7: 1.0}, {2**32 - 2: 0.5}]
    query = [{2**32 - 2: 4.0, 5: 1.0}]
    expected = [Ranking((Group(8.0, frozenset("a"), 8e-5), Group(2.0, frozenset("c"), 2e-5)), 5)]
    for form in (rows, sparse_matrix(rows), sparse.csr_array(sparse_matrix(rows))):
        assert exact_search(form, ["a", "b", "c"], query, "IP", 5, exact=True) == expected


def test_nothing_to_search() -> None:
    assert exact_search([], [], [[1.0, 2.0]], "L2", 3) == [Ranking((), 3)]
    assert exact_search([[1.0]], [1], [[1.0]], "L2", 3, mask=[False]) == [Ranking((), 3)]
    assert Ranking((), 3).accepts([]) == []


@pytest.mark.parametrize(
    ("rows", "query", "metric", "reason"),
    [
        ([[0.0, 0.0]], [[1.0, 0.0]], "COSINE", "undefined for a zero vector"),
        ([[1.0, 0.0]], [[0.0, 0.0]], "COSINE", "undefined for a zero vector"),
        ([[1.0]], [[1.0]], "BM25", "no exact answers for metric 'BM25'"),
        ([{1: 1.0}], [{1: 1.0}], "L2", "sparse vectors are searched by IP"),
        ([{1: 1.0}], [{1: 1.0}], "HAMMING", "sparse vectors are searched by IP"),
        ([[0]], [[0]], "JACCARD", "undefined for two zero vectors"),
    ],
)
def test_what_has_no_exact_answer_is_refused(rows: Any, query: Any, metric: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        exact_search(rows, [1], query, metric, 1)


@pytest.mark.parametrize("metric", METRICS)
def test_float32_answers_are_accepted_for_any_vectors(metric: Metric) -> None:
    # What servers do: sums of float32 in an order of their own.
    rng = np.random.default_rng(1)
    rows = (rng.standard_normal((500, 96)) * 10).astype(np.float32)
    rows[::7] = rows[3]
    queries = rows[:5] + np.float32(0.001)
    for query, ranking in zip(queries, exact_search(rows, range(500), queries, metric, 100), strict=True):
        if metric == "L2":
            distances = ((rows - query) ** 2).sum(1, dtype=np.float32)
        else:
            distances = (rows * query)[:, ::-1].sum(1, dtype=np.float32)
        if metric == "COSINE":
            distances /= np.linalg.norm(rows, axis=1) * np.linalg.norm(query)
        order = np.argsort(distances if metric == "L2" else -distances)[:100]
        assert ranking.accepts([(int(n), float(distances[n])) for n in order]) == []


def test_cosine_may_exceed_one() -> None:
    (ranking,) = exact_search([[3.0, 4.0]], [1], [[3.0, 4.0]], "COSINE", 1, exact=True)
    assert ranking.accepts([(1, 1.0000002)]) == []
    assert ranking.accepts([(1, 1.001)]) == ["place 0: 1 has distance 1.001 instead of 1"]


def test_exact_data_tie_only_where_equal() -> None:
    rows = [[1000.0, 0.0], [1000.0, 1.0]]
    assert len(exact_search(rows, [1, 2], [[1000.0, 0.0]], "L2", 2)[0].groups) == 1
    assert len(exact_search(rows, [1, 2], [[1000.0, 0.0]], "L2", 2, exact=True)[0].groups) == 2


RANKING = Ranking(
    (Group(0.0, frozenset({1, 2})), Group(4.0, frozenset({3})), Group(9.0, frozenset({4, 5, 6}))), 5
)


@UNTIMED
@given(st.permutations([1, 2]), st.permutations([4, 5, 6]))
def test_ties_may_come_in_any_order(first: list[int], last: list[int]) -> None:
    hits = [*((pk, 0.0) for pk in first), (3, 4.0), *((pk, 9.0) for pk in last[:2])]
    assert RANKING.accepts(hits) == []
    assert RANKING.accepts(hits[2:], offset=2) == []


@pytest.mark.parametrize(
    ("hits", "problems"),
    [
        ([(1, 0.0), (2, 0.0), (3, 4.0), (4, 9.0)], ["4 hits instead of 5"]),
        (
            [(1, 0.0), (3, 4.0), (2, 0.0), (4, 9.0), (5, 9.0)],
            [
                "place 1: 3 is at distance 4; due there: 1, 2 at distance 0",
                "place 2: 2 is at distance 0; due there: 3 at distance 4",
            ],
        ),
        (
            [(1, 0.0), (2, 0.0), (7, 4.0), (4, 9.0), (5, 9.0)],
            ["place 2: 7 is not among the nearest; due there: 3 at distance 4"],
        ),
        ([(1, 0.0), (1, 0.0), (3, 4.0), (4, 9.0), (5, 9.0)], ["place 1: 1 is there twice"]),
        (
            [(1, 0.0), (2, 0.0), (3, 4.5), (4, 9.0), (5, float("nan"))],
            ["place 2: 3 has distance 4.5 instead of 4", "place 4: 5 has distance nan instead of 9"],
        ),
        (
            [(1, 0.0), ("2", 0.0), (3.0, 4.0), (4, 9.0), (5, 9.0)],
            [
                "place 1: '2' is not among the nearest; due there: 1, 2 at distance 0",
                "place 2: 3.0 is not among the nearest; due there: 3 at distance 4",
            ],
        ),
        (
            [(1, 0.0), (2, 0.0), (3, 4.0), (4, 9.0), (5, 9.0), (6, 9.0)],
            ["6 hits instead of 5"],
        ),
    ],
)
def test_wrong_answers_are_told(hits: list[tuple[Any, float]], problems: list[str]) -> None:
    assert RANKING.accepts(hits) == problems


def test_places_name_the_group_of_each_hit() -> None:
    assert [group.distance for group in RANKING.places()] == [0.0, 0.0, 4.0, 9.0, 9.0]
    assert set(chain.from_iterable(group.ids for group in RANKING.groups)) == {1, 2, 3, 4, 5, 6}
