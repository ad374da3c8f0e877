"""What searches must find: the nearest rows, in order, at their distances.

The one rule: no opinion is better than a wrong one. What rounding leaves open, or servers calculate in ways of their
own, is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.model import Field, Scene, Schema
from conformance.oracle.contents import asked_fields, content_problems
from conformance.oracle.part import between, first_of_each
from conformance.oracle.problem import Problem
from conformance.oracle.rows import Row
from conformance.oracle.vectors import as_numbers
from conformance.strategies.indexes import METRICS
from pytest_milvus.exact.search import Ranking, exact_search
from pytest_milvus.values.text import words as text_words

__all__ = [
    "distances_of",
    "hit_contents",
    "key_of",
    "metric_of",
    "nearest_rows",
    "part_of",
    "ranked",
    "searched",
]


def nearest_rows(
    scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any
) -> Iterator[Problem]:
    """Yield what is wrong with the answer to a search.

    Args:
        scene: What stands on the server.
        rows: The rows that the filter selects.
        words: The search's arguments.
        value: A list of hits for each vector.
    """
    field = searched(scene, words)
    if field is None:
        return
    if len(value) != len(words["data"]):
        text = f"{len(value)} answers instead of {len(words['data'])}"
        yield Problem("an answer for each vector", text, "len(value)", len(words["data"]))
        return
    for place, hits in enumerate(value):
        yield from hit_contents(scene.schema, rows, words, hits, f"value[{place}]")
    if field.bm25_of:
        yield from _texts(scene, field, rows, words, value)
        return
    rankings = ranked(scene, field, rows, words)
    by = words.get("group_by_field")
    values = {row[scene.schema.primary.name]: row.get(by) for row in rows} if by else None
    if rankings is None or (values and None in values.values()):
        return  # whether null is a value, and which one a row has that leaves it out, is the server's to say
    metric = metric_of(scene, field, words)
    promise = f"the nearest rows by {', '.join([metric, *_parts(words)])}"
    for place, (ranking, hits) in enumerate(zip(rankings, value, strict=True)):
        part = part_of(ranking, metric, words)
        if part is not None:
            answer = [(key_of(scene.schema, hit), hit["distance"]) for hit in hits]
            for text in _hits(part, values, words, answer):
                yield Problem(promise, text, f"{distances_of(f'value[{place}]')}", _due(part, values, words))


def searched(scene: Scene, words: Mapping[str, Any]) -> Field | None:
    """Return the field that a search is about, ``None`` where the server has to guess."""
    vectors = scene.schema.vectors
    name = words.get("anns_field") or (vectors[0].name if len(vectors) == 1 else "")
    return next((item for item in vectors if item.name == name), None)


def metric_of(scene: Scene, field: Field, words: Mapping[str, Any]) -> str:
    """Return the metric of a search: Milvus refuses another than the index's, Milvus Lite calculates it."""
    return (words.get("search_params") or {}).get("metric_type") or scene.indexes[field.name].metric


def ranked(scene: Scene, field: Field, rows: Sequence[Row], words: Mapping[str, Any]) -> list[Ranking] | None:
    """Return the exact answers for all rows that have a vector; ``None`` where there are none to be had."""
    metric = metric_of(scene, field, words)
    if metric not in METRICS[field.dtype]:
        return None
    rows = [row for row in rows if row.get(field.name) is not None]
    try:
        queries = [as_numbers(field, item) for item in words["data"]]
        stored = [as_numbers(field, row[field.name]) for row in rows]
        keys = [row[scene.schema.primary.name] for row in rows]
        return exact_search(stored, keys, queries, metric, len(rows))  # type: ignore[arg-type]
    except ValueError:
        return None  # a zero vector under COSINE or JACCARD


def part_of(ranking: Ranking, metric: str, words: Mapping[str, Any]) -> Ranking | None:
    """Return the part of a ranking that a range search finds, ``None`` where rounding leaves open what that is."""
    return between(ranking, metric, **_bounds(words))  # type: ignore[arg-type]


def hit_contents(
    schema: Schema, rows: Sequence[Row], words: Mapping[str, Any], hits: Any, shown: str
) -> Iterator[Problem]:
    """Yield what is wrong with the rows that hits tell of, besides their places."""
    held = {repr(row[schema.primary.name]): row for row in rows}
    zoned = bool({"timezone", "time_fields"} & words.keys())
    asked = asked_fields(words.get("output_fields"))
    for place, hit in enumerate(hits):
        row = held.get(repr(key_of(schema, hit)))
        if row is None:
            continue  # the ranking tells of it
        entity = hit["entity"]
        where = f"{shown}[{place}]['entity']"
        owed = asked and asked - {
            schema.primary.name
        }  # which stands beside the entity, in some releases in it, too
        yield from content_problems(schema, row, entity, owed, where, zoned=zoned)


def _bounds(words: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the bounds of a range search."""
    params = (words.get("search_params") or {}).get("params") or {}
    return {name: params.get(name) for name in ("radius", "range_filter")}


def _parts(words: Mapping[str, Any]) -> list[str]:
    """Return the names of the arguments of a search that leave out some of the nearest rows."""
    found = [name for name in ("offset", "group_by_field") if words.get(name)]
    return found + [name for name, bound in _bounds(words).items() if bound is not None]


def key_of(schema: Schema, hit: Mapping[str, Any]) -> Any:
    """Return the primary key of a hit."""
    return hit.get(schema.primary.name, hit.get("id"))


def distances_of(shown: str) -> str:
    """Return the Python expression of the distances of hits, as far as servers agree on them."""
    return f"[f\"{{hit['distance']:.4g}}\" for hit in {shown}]"


def _hits(
    ranking: Ranking,
    values: Mapping[Any, Any] | None,
    words: Mapping[str, Any],
    hits: Sequence[tuple[Any, float]],
) -> list[str]:
    """Judge the hits of one vector.

    Args:
        ranking: The exact answer, without limit and offset.
        values: What each row has in the field that groups, by primary key; ``None`` where none does.
        words: The search's arguments.
        hits: Primary keys and distances.
    """
    offset = words.get("offset") or 0
    if values is None:
        return replace(ranking, limit=words["limit"] + offset).accepts(hits, offset=offset)
    others = [f"{key!r} is not among the rows" for key, _ in hits if key not in values]
    if others:
        return others
    # Whether a value's hit is its nearest shows in the distance.
    named = [(values[key], distance) for key, distance in hits]
    first = first_of_each(ranking, values)
    return replace(first, limit=words["limit"] + offset).accepts(named, offset=offset)


def _due(ranking: Ranking, values: Mapping[Any, Any] | None, words: Mapping[str, Any]) -> list[str]:
    """Return the distances of a right answer, as a script shows them."""
    offset = words.get("offset") or 0
    whole = ranking if values is None else first_of_each(ranking, values)
    places = replace(whole, limit=words["limit"] + offset).places()[offset:]
    return [f"{group.distance:.4g}" for group in places]


def _texts(
    scene: Scene, field: Field, rows: Sequence[Row], words: Mapping[str, Any], value: Any
) -> Iterator[Problem]:
    """Judge hits of texts: rows that share a word with the text, the highest score first.

    The scores themselves depend on how a server divides its rows into segments, each with statistics of its own;
    so does which hits an offset, a bound or a group leaves out.
    """
    if _parts(words):
        return
    for place, (text, hits) in enumerate(zip(words["data"], value, strict=True)):
        if not isinstance(text, str):
            return
        wanted, shown = set(text_words(text)), f"value[{place}]"
        sharing = [
            row[scene.schema.primary.name]
            for row in rows
            if not wanted.isdisjoint(text_words(row[field.bm25_of]))
        ]
        keys = [key_of(scene.schema, hit) for hit in hits]
        due = min(words["limit"], len(sharing))
        for key in keys:
            if key not in sharing:
                told = f"{key!r} shares no word with {text!r}"
                yield Problem("rows that share a word", told, f"len({shown})", due)
        if len(set(keys)) != due or len(keys) != due:
            told = f"{len(keys)} hits, {len(set(keys))} different ones, instead of {due} for {text!r}"
            yield Problem("number of hits by BM25", told, f"len({shown})", due)
        scores = [hit["distance"] for hit in hits]
        if scores != sorted(scores, reverse=True):
            listed = f"[hit['distance'] for hit in {shown}]"
            told = f"scores do not descend: {scores}"
            yield Problem(
                "descending scores by BM25", told, f"{listed} == sorted({listed}, reverse=True)", True
            )
