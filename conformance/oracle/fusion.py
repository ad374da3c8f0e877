"""What hybrid searches must find: the exact rankings of their requests, fused.

The one rule: every score is a range. Ties leave open which rank a row has, and whether a limit cuts it off; what lies
within is right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.model import Made, Scene
from conformance.oracle.nearest import distances_of, hit_contents, key_of, ranked, searched
from conformance.oracle.problem import Problem
from conformance.oracle.rows import Row
from pytest_milvus.exact.filter import matches
from pytest_milvus.exact.search import Group, Ranking
from pytest_milvus.values.filter import Filter

__all__ = ["fused_rows"]

_ROUNDING = 1e-5
"""What a server's float32 may be off."""


@dataclass(frozen=True, slots=True)
class _Score:
    """The range of a row's score; of a row that a limit may cut off it begins with 0.

    Attributes:
        least: The least.
        most: The largest.
        certain: Whether the row is a hit of some request for certain.
    """

    least: float = 0.0
    most: float = 0.0
    certain: bool = False

    def plus(self, other: _Score, weight: float) -> _Score:
        return _Score(
            self.least + weight * other.least,
            self.most + weight * other.most,
            self.certain or other.certain,
        )


def fused_rows(scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any) -> Iterator[Problem]:
    """Yield what is wrong with the answer to a hybrid search.

    Args:
        scene: What stands on the server.
        rows: The rows in the partitions asked for.
        words: The call's arguments.
        value: A list of hits, in a list.
    """
    if len(value) != 1:
        yield Problem("an answer for each vector", f"{len(value)} answers instead of 1", "len(value)", 1)
        return
    (hits,) = value
    yield from hit_contents(scene.schema, rows, words, hits, "value[0]")
    scores = _fused(scene, rows, words)
    if scores is not None:
        ranker = words["ranker"].factory.rpartition(":")[2]
        answer = [(key_of(scene.schema, hit), hit["distance"]) for hit in hits]
        for text, look, due in _judged(scores, words["limit"], answer):
            yield Problem(f"rows fused by {ranker}", text, look, due)


def _fused(scene: Scene, rows: Sequence[Row], words: Mapping[str, Any]) -> dict[Any, _Score] | None:
    ranker: Made = words["ranker"]
    by_rank = ranker.factory.endswith(":RRFRanker")
    total: dict[Any, _Score] = {}
    for place, request in enumerate(item.kwargs for item in words["reqs"]):
        ranking = _ranking(scene, rows, request)
        if ranking is None:
            return None
        if by_rank:
            scores, weight = _ranks(ranking, request["limit"], ranker.args[0]), 1.0
        else:
            scores = _weights(ranking, request["limit"], _NORMAL[request["param"]["metric_type"]])
            weight = ranker.args[place]
        for key, score in scores.items():
            total[key] = total.get(key, _Score()).plus(score, weight)
    return total


def _ranking(scene: Scene, rows: Sequence[Row], request: Mapping[str, Any]) -> Ranking | None:
    condition = request.get("expr") or None
    if condition is not None and not isinstance(condition, Filter):
        return None
    if condition is not None:
        rows = [row for row in rows if matches(condition, row, scene.schema) is True]
    words = {**request, "search_params": request["param"]}
    field = searched(scene, words)
    rankings = None if field is None or field.bm25_of else ranked(scene, field, rows, words)
    return rankings[0] if rankings else None


def _ranks(ranking: Ranking, limit: int, k: int) -> dict[Any, _Score]:
    """Return what each row gets for its rank; the first one is 1."""
    scores: dict[Any, _Score] = {}
    for group, before, whole in _within(ranking, limit):
        last = before + len(group.ids)
        score = _Score(1 / (k + last) if whole else 0.0, 1 / (k + before + 1), whole)
        scores |= dict.fromkeys(group.ids, score)
    return scores


def _weights(ranking: Ranking, limit: int, normal: Callable[[float], float]) -> dict[Any, _Score]:
    """Return what each row gets for its distance."""
    scores: dict[Any, _Score] = {}
    for group, _, whole in _within(ranking, limit):
        ends = sorted(normal(group.distance + off) for off in (-group.tolerance, group.tolerance))
        scores |= dict.fromkeys(group.ids, _Score(ends[0] if whole else min(ends[0], 0.0), ends[1], whole))
    return scores


def _within(ranking: Ranking, limit: int) -> Iterator[tuple[Group, int, bool]]:
    """Yield the groups that a limit leaves, with how many rows stand before each, and whether it is whole."""
    before = 0
    for group in ranking.groups:
        if before < limit:
            yield group, before, before + len(group.ids) <= limit
        before += len(group.ids)


_NORMAL: Mapping[str, Callable[[float], float]] = {
    "COSINE": lambda score: (1 + score) / 2,
    "IP": lambda score: 0.5 + math.atan(score) / math.pi,
    **dict.fromkeys(("L2", "HAMMING", "JACCARD"), lambda distance: 1 - 2 * math.atan(distance) / math.pi),
}
"""What weights are multiplied by, from 0 to 1: https://milvus.io/docs/weighted-ranker.md."""


def _judged(
    scores: Mapping[Any, _Score], limit: int, hits: Sequence[tuple[Any, float]]
) -> Iterator[tuple[str, str, Any]]:
    """Yield what is wrong with hits, how a script shows it, and what is due."""
    keys, distances = [key for key, _ in hits], [distance for _, distance in hits]
    fewest, most = sum(score.certain for score in scores.values()), len(scores)
    if not min(limit, fewest) <= len(hits) <= min(limit, most) or len({*map(repr, keys)}) < len(keys):
        text = f"{len(hits)} hits, {len({*map(repr, keys)})} different ones, instead of {min(limit, fewest)}"
        yield text, "len(value[0])", min(limit, fewest)
    if distances != sorted(distances, reverse=True):
        shown = "[hit['distance'] for hit in value[0]]"
        yield f"scores do not descend: {distances}", f"{shown} == sorted({shown}, reverse=True)", True
    named = {repr(key): score for key, score in scores.items()}
    for place, (key, distance) in enumerate(hits):
        score = named.get(repr(key), _Score())
        if not score.least - _ROUNDING <= distance <= score.most + _ROUNDING:
            text = f"{key!r} has score {distance!r} instead of {score.least:.9g}"
            yield text, distances_of(f"value[0][{place}:{place + 1}]"), [f"{score.least:.4g}"]
    found = {*map(repr, keys)}
    for key, score in named.items():
        if key not in found and len(hits) == limit and score.least > min(distances) + _ROUNDING:
            text = f"{key} is missing, with score {score.least:.9g}"
            yield text, f"min({distances_of('value[0]')})", f"{score.least:.4g}"
