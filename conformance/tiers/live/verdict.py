"""The oracle's verdict on a read: which rows it must find, whatever two clients agree on.

The one rule: no opinion is better than a wrong one. What the oracle cannot compute exactly it leaves alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from conformance.catalogue import method_of
from conformance.catalogue.method import Oracle
from conformance.clients.handle import BATCHES
from conformance.model import (
    COLLECTION,
    DEFAULT_PARTITION,
    Operation,
    Outcome,
    Returned,
    Scene,
    SceneTestCase,
    Typed,
)
from conformance.oracle.fusion import fused_rows
from conformance.oracle.iteration import iterated_hits
from conformance.oracle.nearest import nearest_rows
from conformance.oracle.problem import Problem, read
from conformance.oracle.rows import Row, counted, found_rows, iterated_rows, rows_with_keys, to_be_quoted
from pytest_milvus.exact.filter import matches
from pytest_milvus.values.filter import Filter, In, Path

__all__ = ["oracle_verdict", "plain", "problems", "words_of"]


def problems(test_case: SceneTestCase, outcome: Outcome) -> list[Problem]:
    """Return what is wrong with the answer to a test case's call.

    Empty where it is right, or where the oracle has no opinion: refused calls, keys made by the server,
    vector types and options without an exact answer here.
    """
    (act,) = test_case.acts
    scene = test_case.scene
    if not isinstance(outcome, Returned) or scene.schema.primary.auto_id:
        return []
    words = words_of(act)
    rows = _visible(scene, words)
    scene_call = method_of(act.method).scene
    if rows is None or scene_call is None or not scene_call.exact:
        return []
    judge, naming = _JUDGES[scene_call.exact], _naming(scene, scene_call.exact, words, rows)
    found = read(partial(judge, scene, rows, words), plain(outcome.value))
    return [replace(item, promise=item.promise + naming) for item in found]


def oracle_verdict(test_case: SceneTestCase, reference: Outcome, candidate: Outcome) -> str:
    """Say which of two different answers is right."""
    wrong = {"reference": problems(test_case, reference), "candidate": problems(test_case, candidate)}
    if not any(wrong.values()):
        return ""
    sides = [f"{side}: {found[0]}" for side, found in wrong.items() if found]
    return "; ".join(sides)


def words_of(act: Operation) -> dict[str, Any]:
    """Return the arguments by name; calls on scenes take their positional ones in this order."""
    scene_call = method_of(act.method).scene
    leading = scene_call.leading if scene_call else ()
    return {**dict(zip(leading, act.args, strict=False)), **act.kwargs}


def plain(value: Any) -> Any:
    """Return a recorded value without the types of its containers."""
    if isinstance(value, Typed):
        return plain(value.value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


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


def _naming(scene: Scene, exact: Oracle, words: Mapping[str, Any], rows: Sequence[Row]) -> str:
    """Return how rows are named where keys do it, which takes other ways through clients and servers than filters.

    Args:
        scene: What stands on the server.
        exact: What the answer has.
        words: The call's arguments.
        rows: The rows that are due; an iteration goes on by the key of the last one that it gave.
    """
    ids, condition = words.get("ids"), words.get("filter")
    primary, iterates = scene.schema.primary.name, "batches" in exact
    listed = isinstance(condition, In) and condition.path == Path(primary)
    if not (ids or listed or iterates):
        return ""
    keys = [row[primary] for row in rows] if iterates else ids if isinstance(ids, list) else [ids]
    if to_be_quoted(keys):
        return " by keys to be quoted"
    if iterates:
        return ""
    return " by keys within a limit" if words.get("limit") else " by keys"


def _query(scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any) -> Iterator[Problem]:
    if "ids" in words and words["ids"] not in ([], None):
        rows = rows_with_keys(scene.schema, rows, words["ids"])
    if "count(*)" in (words.get("output_fields") or ()):
        # Servers look up how many rows a partition has, and count those that a filter selects.
        whole = words.get("partition_names") and not (words.get("filter") or words.get("ids"))
        return counted(len(rows), value, " of whole partitions" if whole else "")
    return found_rows(scene.schema, rows, words, value)


def _get(scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any) -> Iterator[Problem]:
    return found_rows(scene.schema, rows_with_keys(scene.schema, rows, words["ids"]), words, value)


def _iteration(scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any) -> Iterator[Problem]:
    return iterated_rows(scene.schema, rows, words, value, BATCHES)


def _nearest_iteration(
    scene: Scene, rows: Sequence[Row], words: Mapping[str, Any], value: Any
) -> Iterator[Problem]:
    return iterated_hits(scene, rows, words, value, BATCHES)


_JUDGES: Mapping[Oracle, Callable[[Scene, Sequence[Row], Mapping[str, Any], Any], Iterator[Problem]]] = {
    "matching rows": _query,
    "named rows": _get,
    "batches of rows": _iteration,
    "nearest rows": nearest_rows,
    "fused rows": fused_rows,
    "nearest rows in batches": _nearest_iteration,
}
