"""``live.write``: each client writes to a twin of the same collection; answers and end states must be equal.

Generated inserts, upserts and deletes, with rows that fit and rows that do not. A trusted reader then reads
definitions, row counts by partition, and every row. What is alike on both sides is held against what the write must
have done.

Why it matters: rows that are lost, doubled or changed on the way are the worst that a client can do.

A failure gives the call, and both sides are how it ended, or what the trusted reader found afterwards: definition,
counts, rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import strategies as st

from conformance.catalogue import Method, method_of
from conformance.catalogue.method import Oracle
from conformance.exploration.agreed import Agreed
from conformance.exploration.explore import Examination
from conformance.model import COLLECTION, Operation, Returned, Scene, SceneTestCase
from conformance.oracle.problem import Problem
from conformance.oracle.problem import read as judged
from conformance.oracle.rows import Row, counted, found_rows
from conformance.oracle.writes import Written, deleted, stored, unchanged
from conformance.tiers.live import judge
from conformance.tiers.live.check import LiveCheck
from conformance.tiers.live.verdict import plain, words_of
from conformance.twins.driver import Side, TwinsDriver
from conformance.twins.state import UNSEEN_KEY, everything

__all__ = ["WRITE"]


@st.composite
def planned_test_cases(
    draw: st.DrawFn, record: Method, scenes: Sequence[Scene], *, capabilities: frozenset[str]
) -> SceneTestCase:
    """Return a strategy for one writing call on twins of a scene."""
    scene = draw(st.sampled_from(scenes), label="scene")
    act: Operation = draw(record.on_scene.calls(scene, capabilities=capabilities), label="call")
    return SceneTestCase(scene, (act,), twins=True)


def examine(check_id: str, driver: TwinsDriver, test_case: SceneTestCase) -> Examination:
    """Compare the clients, and hold what they did against what the write must have done."""
    return judge.examine(check_id, driver, test_case, _wrong)


def _wrong(test_case: SceneTestCase, side: Side) -> Iterator[Agreed]:
    """Yield what is wrong with an answer, and with what stands there afterwards."""
    (act,), (call,), scene = test_case.acts, side.calls, test_case.scene
    words, exact = words_of(act), method_of(act.method).on_scene.exact
    succeeded = isinstance(call.outcome, Returned) and words.get("collection_name") == COLLECTION
    written = _DONE[exact](scene, words) if succeeded else unchanged(scene)
    if written is None:
        return
    if isinstance(call.outcome, Returned) and written.count:
        yield from map(Agreed, judged(written.problems, plain(call.outcome.value)))
    state = plain(dict(side.state or {}))
    if isinstance(state.get("rows"), list):
        for where, look, problem in _left(scene, written, state):
            yield Agreed(
                replace(problem, promise=problem.promise + written.limits), f"state.{where}", (look,)
            )


def _left(
    scene: Scene, written: Written, state: Mapping[str, Any]
) -> Iterator[tuple[str, Operation, Problem]]:
    """Yield what is wrong with the rows that are left, with where it shows and the call that shows it."""
    primary = scene.schema.primary
    # The reader's filter leaves out the least key, which some servers cannot read.
    left = [(row, place) for row, place in written.rows if row.get(primary.name) != UNSEEN_KEY]
    words = {"output_fields": ["*"], "consistency_level": "Strong"}
    look = Operation("query", (COLLECTION, everything(scene)), words)
    for problem in judged(partial(_rows, scene, [row for row, _ in left]), state["rows"]):
        yield "rows", look, problem
    for name, told in state.get("rows by partition", {}).items():
        due = sum(place == name for _, place in left)
        counts = {**words, "partition_names": [name], "output_fields": ["count(*)"]}
        for problem in judged(partial(counted, due), told):
            yield "rows by partition", Operation("query", look.args, counts), problem


def _rows(scene: Scene, rows: Sequence[Row], found: Any) -> Iterator[Problem]:
    if not scene.schema.primary.auto_id:
        yield from found_rows(scene.schema, rows, {"output_fields": ["*"]}, found)
    elif len(found) != len(rows):  # the oracle knows nothing that rows can be told apart by
        text = f"{len(found)} rows instead of {len(rows)}"
        yield Problem("number of rows", text, "len(value)", len(rows))


_DONE: Mapping[Oracle, Callable[[Scene, Mapping[str, Any]], Written | None]] = {
    "rows inserted": lambda scene, words: stored(scene, words, "insert_count"),
    "rows upserted": lambda scene, words: stored(scene, words, "upsert_count"),
    "rows deleted": lambda scene, words: deleted(scene, words, "delete_count"),
}

WRITE = LiveCheck(
    "write", __doc__ or "", lambda record: record.effect == "write", planned_test_cases, examine
)
