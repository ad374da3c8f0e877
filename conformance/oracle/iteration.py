"""What iterated searches must find: the nearest rows, each once, batch by batch.

The one rule: each promise has a name of its own, because what stands for an iterator on servers without one breaks
some of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.model import Scene
from conformance.oracle.nearest import (
    distances_of,
    hit_contents,
    key_of,
    metric_of,
    part_of,
    ranked,
    searched,
)
from conformance.oracle.problem import Problem
from conformance.oracle.rows import Row
from pytest_milvus.exact.search import Ranking

__all__ = ["iterated_hits"]

_SHOWN = "[hit for batch in value for hit in batch]"


def iterated_hits(
    scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any, most: int
) -> Iterator[Problem]:
    """Yield what is wrong with the batches of an iterated search.

    Args:
        scene: What stands on the server.
        rows: The rows that the filter selects.
        words: The call's arguments.
        value: The batches of hits.
        most: Batches that are taken at most; then there may be more.
    """
    field, limit, size = searched(scene, words), words.get("limit", -1), words.get("batch_size", 1000)
    if field is None or field.bm25_of or limit == 0 or size < 1:
        return
    metric = metric_of(scene, field, words)
    rankings = ranked(scene, field, rows, words)
    part = part_of(rankings[0], metric, words) if rankings else None
    if part is None:
        return
    hits = [hit for batch in value for hit in batch]
    yield from hit_contents(scene.schema, rows, words, hits, _SHOWN)
    whole = len(part.places())
    due = whole if limit < 0 else min(limit, whole)
    if len(hits) < due and len(value) < most:
        yield Problem("all hits", f"{len(hits)} hits instead of {due}", f"len({_SHOWN})", due)
    if len(hits) > due:
        yield Problem("number of hits", f"{len(hits)} hits instead of {due}", f"len({_SHOWN})", due)
    sizes = [len(batch) for batch in value]
    if max(sizes, default=0) > size:
        text = f"batches of {sizes} hits instead of {size} at most"
        yield Problem("size of batches", text, f"max(map(len, value)) <= {size}", True)
    yield from _places(part, metric, [(key_of(scene.schema, hit), hit["distance"]) for hit in hits])


def _places(part: Ranking, metric: str, hits: Sequence[tuple[Any, float]]) -> Iterator[Problem]:
    """Yield what is wrong with hits, wherever the batches part them."""
    place_of = {repr(key): place for place, group in enumerate(part.groups) for key in group.ids}
    places, shown = [], distances_of(_SHOWN)
    for number, (key, distance) in enumerate(hits):
        place = place_of.get(repr(key))
        if place is None:
            yield Problem("hits that match", f"found {key!r}, which does not match", f"len({_SHOWN})", number)
            continue
        places.append(place)
        group = part.groups[place]
        if not abs(distance - group.distance) <= group.tolerance:
            text = f"{key!r} has distance {distance!r} instead of {group.distance:.9g}"
            yield Problem(f"distances by {metric}", text, f"{shown}[{number}]", f"{group.distance:.4g}")
    counts = Counter(repr(key) for key, _ in hits)
    for key in sorted(key for key, times in counts.items() if times > 1):
        yield Problem("each hit once", f"found {key} twice", f"len({_SHOWN})", len(counts))
    if places != sorted(places):
        due = [f"{part.groups[place].distance:.4g}" for place in sorted(places)]
        yield Problem("nearest hits first", f"distances are {[item for _, item in hits]}", shown, due)
    left_out = [len(part.groups[place].ids) - places.count(place) for place in range(max(places, default=0))]
    if any(count > 0 for count in left_out):
        nearest = [f"{group.distance:.4g}" for group in part.places()[: len(hits)]]
        yield Problem("no nearer row", f"{sum(left_out)} nearer rows are left out", shown, nearest)
