"""Assertions about what Milvus answers, whose failures say what differs.

The one rule: an answer is right when it could have come from an exact engine; ties in any order are right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_milvus.exact.search import Ranking

__all__ = ["assert_ids", "assert_neighbours", "assert_recall"]

_SHOWN = 10


def assert_recall(
    results: Iterable[Iterable[Any]],
    truth: Sequence[Ranking],
    at: int = 10,
    minimum: float = 1.0,
    *,
    key: str = "id",
) -> None:
    """Assert that a search finds enough of the nearest neighbours, on average over its queries.

    Args:
        results: What ``search`` returned: for each query its hits.
        truth: The exact neighbours, one ranking per query, for example ``Dataset.truth``.
        at: How many hits of each query count; ``truth`` must have been made with at least this limit.
        minimum: Least mean recall, 0 to 1. The recall of a query is the share of the ``at`` nearest rows that
            are among its first ``at`` hits; where ``at`` cuts a group of ties, any of its members counts.
        key: Name of the primary key, for hits that are plain dicts.

    Raises:
        AssertionError: The recall is lower; the text gives it per query, with missing and unexpected ids.
        ValueError: ``truth`` does not reach to ``at``.
    """
    __tracebackhide__ = True
    answers = _answers(results, truth, key)
    if any(ranking.limit < at for ranking in truth):
        msg = f"recall at {at} needs a truth of at least that limit; ask for truth(..., limit={at})"
        raise ValueError(msg)
    recalls, lines = [], []
    for query, (hits, ranking) in enumerate(zip(answers, truth, strict=True)):
        recall, difference = _recall([pk for pk, _ in hits[:at]], ranking, at)
        recalls.append(recall)
        if difference:
            lines.append(f"query {query}: recall {recall:.2f}{difference}")
    mean = sum(recalls) / len(recalls) if recalls else 1.0
    if mean < minimum:
        _fail(
            f"recall@{at} is {mean:.4g} over {len(recalls)} queries, expected at least {minimum:.4g}", lines
        )


def assert_neighbours(
    results: Iterable[Iterable[Any]], truth: Sequence[Ranking], *, offset: int = 0, key: str = "id"
) -> None:
    """Assert that a search on an exact index gives the exact neighbours, in order and with their distances.

    Args:
        results: What ``search`` returned: for each query its hits.
        truth: The exact neighbours, one ranking per query, made with the limit of the search plus its offset.
        offset: The search's ``offset``.
        key: Name of the primary key, for hits that are plain dicts.

    Raises:
        AssertionError: A hit is missing, unexpected, out of order or at a wrong distance.
    """
    __tracebackhide__ = True
    lines = [
        f"query {query}: {problem}"
        for query, (hits, ranking) in enumerate(zip(_answers(results, truth, key), truth, strict=True))
        for problem in ranking.accepts(hits, offset=offset)
    ]
    if lines:
        _fail("the hits are not the exact neighbours", lines)


def assert_ids(rows: Iterable[Any], expected: Iterable[Any], *, key: str = "id") -> None:
    """Assert that rows have exactly the expected primary keys, in any order, each once.

    Args:
        rows: What ``query`` or ``get`` returned, the hits of one query of a ``search``, or primary keys.
        expected: Primary keys, for example those of a `KnownFilter`. ``"1"`` is not ``1``.
        key: Name of the primary key in ``rows``.

    Raises:
        AssertionError: The text gives missing, unexpected and repeated ids.
    """
    __tracebackhide__ = True
    found = Counter((type(pk), pk) for pk in (_id(row, key) for row in rows))
    wanted = {(type(pk), pk) for pk in expected}
    lines = [
        f"{word}: {_some([pk for _, pk in ids])}"
        for word, ids in (
            ("missing", [pk for pk in wanted if pk not in found]),
            ("unexpected", [pk for pk in found if pk not in wanted]),
            ("more than once", [pk for pk, times in found.items() if times > 1]),
        )
        if ids
    ]
    if lines:
        _fail(f"{sum(found.values())} rows are not the {len(wanted)} expected ones", lines)


def _answers(
    results: Iterable[Iterable[Any]], truth: Sequence[Ranking], key: str
) -> list[list[tuple[Any, float]]]:
    __tracebackhide__ = True
    answers = [[(_id(hit, key), hit["distance"]) for hit in hits] for hits in results]
    if len(answers) != len(truth):
        _fail(f"{len(answers)} answers for {len(truth)} queries", [])
    return answers


def _id(row: Any, key: str) -> Any:
    """Return the primary key of a row, of a hit (which pymilvus names by its field or ``id``), or itself."""
    if isinstance(row, Mapping) and key in row:
        return row[key]
    return getattr(row, "id", row)


def _recall(found: list[Any], ranking: Ranking, at: int) -> tuple[float, str]:
    """Return the recall of one query, and what differs."""
    due = Counter(ranking.places()[:at])
    hits = {(type(pk), pk) for pk in found}
    counted, missing, expected = 0, "", set()
    for group, places in due.items():
        ids = {(type(pk), pk) for pk in group.ids}
        expected |= ids
        counted += min(places, len(ids & hits))
        lost = [pk for _, pk in ids - hits]
        if len(ids & hits) < places:
            of = f"{places - len(ids & hits)} of " if places < len(ids) else ""
            missing += f"; missing {of}{_some(lost)}"
    extra = [pk for _, pk in hits - expected]
    total = sum(due.values())
    difference = missing + (f"; unexpected {_some(extra)}" if extra else "")
    return (counted / total if total else 1.0), difference


def _some(ids: list[Any]) -> str:
    """Return ids for a message: sorted, and not all of very many."""
    ids.sort(key=lambda pk: (type(pk).__name__, pk))
    rest = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return ", ".join(map(repr, ids[:_SHOWN])) + rest


def _fail(what: str, lines: list[str]) -> None:
    __tracebackhide__ = True
    rest = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    raise AssertionError("\n  ".join([what, *lines[:_SHOWN], *rest]))
