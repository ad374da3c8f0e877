"""The oracle's verdict on a read: which rows it must find, whatever two clients agree on.

The one rule: no opinion is better than a wrong one. What the oracle cannot compute exactly it leaves alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.catalogue import method_of
from conformance.catalogue.method import Oracle
from conformance.clients.handle import BATCHES
from conformance.model import (
    COLLECTION,
    DEFAULT_PARTITION,
    Field,
    Operation,
    Outcome,
    Returned,
    Scene,
    SceneTestCase,
    Typed,
)
from conformance.oracle.part import between, first_of_each
from conformance.strategies.indexes import METRICS
from pytest_milvus.exact.filter import matches
from pytest_milvus.exact.search import Ranking, exact_search
from pytest_milvus.values.filter import Filter
from pytest_milvus.values.recipe import build
from pytest_milvus.values.text import words as text_words

__all__ = ["asked", "oracle_verdict", "problems"]

Row = Mapping[str, Any]


def problems(test_case: SceneTestCase, outcome: Outcome) -> list[str]:
    """Return what is wrong with the answer to a test case's call, one sentence each.

    Empty where it is right, or where the oracle has no opinion: refused calls, keys made by the server,
    vector types and options without an exact answer here.
    """
    (act,) = test_case.acts
    scene = test_case.scene
    if not isinstance(outcome, Returned) or scene.schema.primary.auto_id:
        return []
    words = _words(act)
    rows = _visible(scene, words)
    scene_call = method_of(act.method).scene
    if rows is None or scene_call is None or not scene_call.exact:
        return []
    return _JUDGES[scene_call.exact](scene, rows, words, _plain(outcome.value))


def oracle_verdict(test_case: SceneTestCase, reference: Outcome, candidate: Outcome) -> str:
    """Say which of two different answers is right."""
    wrong = {"reference": problems(test_case, reference), "candidate": problems(test_case, candidate)}
    if not any(wrong.values()):
        return ""
    sides = [f"{side}: {found[0]}" for side, found in wrong.items() if found]
    return "; ".join(sides)


def asked(test_case: SceneTestCase) -> str:
    """Return what kind of answer a test case's call asks for, for example ``search by L2, group_by_field``."""
    (act,) = test_case.acts
    if act.method != "search":
        return act.method
    words = _words(act)
    field = _searched(test_case.scene, words)
    metric = _metric(test_case.scene, field, words) if field else "?"
    return ", ".join([f"search by {metric}", *_parts(words)])


def _words(act: Operation) -> dict[str, Any]:
    """Return the arguments by name; the reads take their positional ones in this order."""
    scene_call = method_of(act.method).scene
    leading = scene_call.leading if scene_call and scene_call.exact else ()
    return {**dict(zip(leading, act.args, strict=False)), **act.kwargs}


def _visible(scene: Scene, words: Mapping[str, Any]) -> list[Row] | None:
    """Return the rows in the partitions asked for that the filter selects, ``None`` for no opinion."""
    if words.get("collection_name") != COLLECTION:
        return None
    wanted = words.get("partition_names") or [DEFAULT_PARTITION, *scene.partitions]
    rows = [row for row, where in scene.rows if where in wanted]
    condition = words.get("filter") or None
    if condition is None:
        return rows
    if not isinstance(condition, Filter):
        return None
    return [row for row in rows if matches(condition, row, scene.schema) is True]


def _judge_query(scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any) -> list[str]:
    if "ids" in words and words["ids"] not in ([], None):
        rows = _of_keys(scene, rows, words["ids"])
    if "count(*)" in (words.get("output_fields") or ()):
        counted = value[0]["count(*)"] if value else None
        return [] if counted == len(rows) else [f"counted {counted} rows instead of {len(rows)}"]
    return _same_keys(scene, rows, value)


def _judge_get(scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any) -> list[str]:
    return _same_keys(scene, _of_keys(scene, rows, words["ids"]), value)


def _judge_iteration(scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any) -> list[str]:
    """Judge the rows of all batches: as many as there are to be, each of them once, and no others."""
    primary, limit = scene.schema.primary.name, words.get("limit", -1)
    if limit == 0:
        return []
    found = [row for batch in value for row in batch]
    due = len(rows) if limit < 0 else min(limit, len(rows))
    # No more batches are taken, but there may be more.
    problems = [] if len(value) == BATCHES or len(found) == due else [f"{len(found)} rows instead of {due}"]
    keys = [repr(row[primary]) for row in found if primary in row]
    others = {*keys} - {repr(row[primary]) for row in rows}
    problems += [f"found {key}, which does not match" for key in sorted(others)]
    return problems + (["found a row twice"] if len({*keys}) < len(keys) else [])


def _judge_search(scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any) -> list[str]:
    field = _searched(scene, words)
    if field is None:
        return []
    if field.bm25_of:
        return _judge_texts(scene, field, rows, words, value)
    primary, metric = scene.schema.primary.name, _metric(scene, field, words)
    if metric not in METRICS[field.dtype]:
        return []
    rows = [row for row in rows if row.get(field.name) is not None]
    queries = [_vector(field, item) for item in words["data"]]
    if len(value) != len(queries):
        return [f"{len(value)} answers instead of {len(queries)}"]
    by = words.get("group_by_field")
    values = {row[primary]: row.get(by) for row in rows} if by else None
    if values and None in values.values():
        return []  # whether null is a value, and which one a row has that leaves it out, is the server's to say
    try:
        stored = [_vector(field, row[field.name]) for row in rows]
        keys = [row[primary] for row in rows]
        rankings = exact_search(stored, keys, queries, metric, len(rows))  # type: ignore[arg-type]
    except ValueError:
        return []  # a zero vector under COSINE or JACCARD
    found = []
    for ranking, hits in zip(rankings, value, strict=True):
        part = between(ranking, metric, **_bounds(words))  # type: ignore[arg-type]
        if part is not None:
            answer = [(hit.get(primary, hit.get("id")), hit["distance"]) for hit in hits]
            found += _judge_hits(part, values, words, answer)
    return found


def _searched(scene: Scene, words: Mapping[str, Any]) -> Field | None:
    vectors = scene.schema.vectors
    name = words.get("anns_field") or (vectors[0].name if len(vectors) == 1 else "")
    return next((item for item in vectors if item.name == name), None)


def _metric(scene: Scene, field: Field, words: Mapping[str, Any]) -> str:
    """Return the metric of a search: Milvus refuses another than the index's, Milvus Lite calculates it."""
    return (words.get("search_params") or {}).get("metric_type") or scene.indexes[field.name].metric


def _judge_hits(
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
    limit = words["limit"] + offset
    if values is None:
        return replace(ranking, limit=limit).accepts(hits, offset=offset)
    others = [f"{key!r} is not among the rows" for key, _ in hits if key not in values]
    if others:
        return others
    # Whether a value's hit is its nearest shows in the distance.
    named = [(values[key], distance) for key, distance in hits]
    return replace(first_of_each(ranking, values), limit=limit).accepts(named, offset=offset)


def _judge_texts(
    scene: Scene, field: Field, rows: Sequence[Row], words: Mapping[str, Any], value: Any
) -> list[str]:
    """Judge hits of texts: rows that share a word with the text, the highest score first.

    The scores themselves depend on how a server divides its rows into segments, each with statistics of its own;
    so does which hits an offset, a bound or a group leaves out.
    """
    if _parts(words):
        return []
    if len(value) != len(words["data"]):
        return [f"{len(value)} answers instead of {len(words['data'])}"]
    primary = scene.schema.primary.name
    found = []
    for text, hits in zip(words["data"], value, strict=True):
        wanted = set(text_words(text))
        sharing = [row[primary] for row in rows if not wanted.isdisjoint(text_words(row[field.bm25_of]))]
        keys = [hit.get(primary, hit.get("id")) for hit in hits]
        found += [f"{key!r} shares no word with {text!r}" for key in keys if key not in sharing]
        due = min(words["limit"], len(sharing))
        if len(set(keys)) != due or len(keys) != due:
            found.append(f"{len(keys)} hits, {len(set(keys))} different ones, instead of {due} for {text!r}")
        scores = [hit["distance"] for hit in hits]
        if scores != sorted(scores, reverse=True):
            found.append(f"scores do not descend: {scores}")
    return found


def _parts(words: Mapping[str, Any]) -> list[str]:
    """Return the names of the arguments of a search that leave out some of the nearest rows."""
    parts = [name for name in ("offset", "group_by_field") if words.get(name)]
    return parts + [name for name, bound in _bounds(words).items() if bound is not None]


def _bounds(words: Mapping[str, Any]) -> dict[str, float | None]:
    params = (words.get("search_params") or {}).get("params") or {}
    return {name: params.get(name) for name in ("radius", "range_filter")}


_JUDGES: Mapping[Oracle, Callable[[Scene, Sequence[Row], Mapping[str, Any], Any], list[str]]] = {
    "matching rows": _judge_query,
    "named rows": _judge_get,
    "batches of rows": _judge_iteration,
    "nearest rows": _judge_search,
}


def _of_keys(scene: Scene, rows: Sequence[Row], keys: Any) -> list[Row]:
    wanted = keys if isinstance(keys, list) else [keys]
    return [row for row in rows if row[scene.schema.primary.name] in wanted]


def _same_keys(scene: Scene, rows: Sequence[Row], value: Any) -> list[str]:
    primary = scene.schema.primary.name
    if any(primary not in row for row in value):
        return []
    expected, found = ({repr(row[primary]) for row in side} for side in (rows, value))
    problems = [f"found {key}, which does not match" for key in sorted(found - expected)]
    problems += [f"did not find {key}" for key in sorted(expected - found)]
    return problems + (["found a row twice"] if len(value) != len(found) else [])


_ELEMENTS = {"FLOAT16_VECTOR": "<f2", "INT8_VECTOR": "i1", "BINARY_VECTOR": "u1"}
"""NumPy's types of what vectors that are bytes consist of."""


def _vector(field: Field, vector: Any) -> Any:
    """Return a vector, stored or searched with, as `exact_search` takes it."""
    if field.dtype == "SPARSE_FLOAT_VECTOR":
        return _sparse(vector)
    built = build(vector)
    if not isinstance(built, bytes):
        return np.asarray(built).reshape(-1)
    if field.dtype == "BFLOAT16_VECTOR":  # the upper half of a float32
        return (np.frombuffer(built, "<u2").astype("<u4") << 16).view("<f4")
    return np.frombuffer(built, _ELEMENTS[field.dtype])


def _sparse(vector: Any) -> dict[int, float]:
    built = build(vector)
    if hasattr(built, "tocoo"):
        entries = built.tocoo()
        return dict(zip(entries.coords[-1].tolist(), entries.data.tolist(), strict=True))
    return {int(key): float(value) for key, value in (built.items() if isinstance(built, dict) else built)}


def _plain(value: Any) -> Any:
    """Return a recorded value without the types of its containers."""
    if isinstance(value, Typed):
        return _plain(value.value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
