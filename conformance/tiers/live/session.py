"""``live.session``: a client that reads with consistency level ``Session`` sees what it wrote before.

Each client writes to a twin of the same collection (insert, upsert, and delete where the server dates it) and then
reads at once; the answers and the end states must be equal.

Why it matters: an application that cannot read what it wrote a moment ago shows its user old data.

A failure gives the calls that wrote and the one that read; both sides are what was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from conformance.catalogue import Method, method_of, methods
from conformance.compare import ENDINGS
from conformance.exploration.explore import Examination
from conformance.model import COLLECTION, Operation, Scene, SceneTestCase
from conformance.tiers.live import judge
from conformance.tiers.live.check import LiveCheck
from conformance.twins.driver import TwinsDriver

__all__ = ["SESSION"]

WRITTEN, READ = "result of call 1", "result of call 2"
"""Where differences of the write and of the read stand."""

ADDED = 16
"""More rows than a write adds: a query without a filter must not have to choose among them."""

COUNT = Operation("query", (COLLECTION,), {"filter": "", "output_fields": ["count(*)"]})

COST = 12


@st.composite
def planned_test_cases(
    draw: st.DrawFn, record: Method, scenes: Sequence[Scene], *, capabilities: frozenset[str]
) -> SceneTestCase:
    """Return a strategy for a write and a read after it, on twins of a scene."""
    scene = draw(st.sampled_from(scenes), label="scene")
    writes = sorted(one.name for one in methods() if one.effect == "write")
    seen = [write for write in writes if write != "delete" or "session_deletes" in capabilities]
    write = draw(st.sampled_from(seen), label="write")
    act: Operation = draw(method_of(write).on_scene.calls(scene, capabilities=capabilities), label="written")
    # Keys that the server makes are others in each twin, so that rows can only be counted.
    counted = st.just(COUNT)
    made = scene.schema.primary.auto_id
    read: Operation = draw(
        counted if made else record.on_scene.calls(scene, capabilities=capabilities), label="read"
    )
    keys = _written(act, scene.schema.primary.name) if record.name == "get" else []
    again: bool = draw(st.booleans() if keys else st.just(False), label="get what was written")
    if again:
        read = Operation("get", (COLLECTION, keys), {"output_fields": ["*"]})
    words = {**read.kwargs, "consistency_level": "Session"}
    if read.method == "query" and "limit" in words:
        words["limit"] += ADDED
        words.pop("offset", None)
    return SceneTestCase(scene, (act, Operation(read.method, read.args, words)), twins=True)


def _written(act: Operation, key: str) -> list[Any]:
    """Return the keys that a write names."""
    data = act.kwargs.get("data", act.args[-1] if act.method != "delete" and act.args else [])
    rows = [data] if isinstance(data, dict) else data
    ids = act.kwargs.get("ids", [])
    named = (
        [row[key] for row in rows if isinstance(row, dict) and key in row] if isinstance(rows, list) else []
    )
    return named + (ids if isinstance(ids, list) else [ids])


def examine(check_id: str, driver: TwinsDriver, test_case: SceneTestCase) -> Examination:
    """Compare what the clients read; the write and the end state are told by ``live.write``.

    So is what follows where the write ends differently; and what a read shows without a write, by ``live.read``.
    """
    shown = judge.examine(check_id, driver, test_case)
    if not shown.findings:
        return shown
    if any(
        item.difference.path.startswith(WRITTEN) and item.difference.kind in ENDINGS
        for item in shown.findings
    ):
        return replace(shown, findings=())
    alone = replace(test_case, acts=test_case.acts[1:])
    told = {item.aspect for item in judge.differences(alone, driver.perform(alone))}
    kept = (
        item
        for item in shown.findings
        if item.difference.path.startswith(READ)
        and (item.difference.kind, item.difference.path.replace(READ, "result", 1)) not in told
    )
    return replace(shown, findings=tuple(kept))


SESSION = LiveCheck(
    "session",
    __doc__ or "",
    lambda record: record.on_scene.in_session,
    planned_test_cases,
    examine,
    cost=COST,
)
