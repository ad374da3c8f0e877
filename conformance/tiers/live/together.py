"""``live.together``: calls made at the same time give what they give one by one, and leave the same rows.

The candidate gathers several calls on one client; the reference makes the same calls in turn. Reading calls of one
method share a collection. Writing calls touch different rows, so that their order does not matter, and some calls
beside them read what nobody writes: each client has a twin of its own, whose end states are compared, too. Each answer
must be the one that its call gets alone.

Why it matters: an application makes calls at the same time, and tests seldom do; what is lost or mixed up then is
wrong data.

A failure names the call whose answer was another one, or the row that was left differently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from conformance.catalogue import Method
from conformance.exploration.explore import Examination
from conformance.model import Scene, SceneTestCase
from conformance.strategies import operations
from conformance.tiers.live import judge
from conformance.tiers.live.check import LiveCheck
from conformance.twins.driver import TwinsDriver

__all__ = ["TOGETHER"]

FEWEST, MOST = 2, 8
"""Calls that are made together."""


@st.composite
def planned_test_cases(
    draw: st.DrawFn, record: Method, scenes: Sequence[Scene], *, capabilities: frozenset[str]
) -> SceneTestCase:
    """Return a strategy for several calls on a scene: of a reading method, or of a writing one and others."""
    if record.effect == "write":
        # Only who chooses the keys can name rows that stand there.
        keyed = scenes if record.name == "insert" else [it for it in scenes if not it.schema.primary.auto_id]
        scene = draw(st.sampled_from(keyed or scenes), label="scene")
        writes = draw(operations.disjoint(record.name, scene, capabilities=capabilities), label="calls")
        return SceneTestCase(scene, writes, twins=True, together=True)
    scene = draw(st.sampled_from(scenes), label="scene")
    call = record.on_scene.calls(scene, capabilities=capabilities)
    acts = draw(st.lists(call, min_size=FEWEST, max_size=MOST), label="calls")
    return SceneTestCase(scene, tuple(acts), together=True)


def examine(check_id: str, driver: TwinsDriver, test_case: SceneTestCase) -> Examination:
    """Compare the clients; what shows in calls made one by one, too, is told by other checks."""
    shown = judge.examine(check_id, driver, test_case)
    if not shown.findings:
        return shown
    in_turn = judge.differences(test_case, driver.perform(replace(test_case, together=False)))
    told = {item.aspect for item in in_turn}
    kept = (item for item in shown.findings if item.difference.aspect not in told)
    return replace(shown, findings=tuple(kept))


TOGETHER = LiveCheck(
    "together",
    __doc__ or "",
    lambda record: record.effect in ("read", "write") and record.answer.shape != "batches",
    planned_test_cases,
    examine,
    cost=MOST,
)
