"""``live.write``: each client writes to a twin of the same collection; answers and end states must be equal.

Generated inserts, upserts and deletes, with rows that fit and rows that do not. A trusted reader then reads
definitions, row counts by partition, and every row.

Why it matters: rows that are lost, doubled or changed on the way are the worst that a client can do.

A failure gives the call, and both sides are how it ended, or what the trusted reader found afterwards: definition,
counts, rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from conformance.catalogue import Method
from conformance.model import Operation, Scene, SceneTestCase
from conformance.tiers.live import judge
from conformance.tiers.live.check import LiveCheck

__all__ = ["WRITE"]


@st.composite
def planned_test_cases(
    draw: st.DrawFn, record: Method, scenes: Sequence[Scene], *, capabilities: frozenset[str]
) -> SceneTestCase:
    """Return a strategy for one writing call on twins of a scene."""
    scene = draw(st.sampled_from(scenes), label="scene")
    act: Operation = draw(record.on_scene.calls(scene, capabilities=capabilities), label="call")
    return SceneTestCase(scene, (act,), twins=True)


WRITE = LiveCheck(
    "write", __doc__ or "", lambda record: record.effect == "write", planned_test_cases, judge.examine
)
