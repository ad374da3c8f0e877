"""``live.lifecycle``: closing a client, at any moment and more than once, and using it afterwards.

Both clients are made for one test case, make up to three calls around ``close``, and must give the same answers and
the same errors.

Why it matters: clients are closed in error paths and at exit, where another error hides the first one.

A failure gives the calls around ``close``, and both sides are how the last one ended.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from conformance.catalogue import Method
from conformance.model import COLLECTION, Operation, Scene, SceneTestCase
from conformance.strategies import operations
from conformance.tiers.live import judge
from conformance.tiers.live.check import LiveCheck

_CLOSE = Operation("close")


@st.composite
def planned_test_cases(
    draw: st.DrawFn,
    record: Method,  # noqa: ARG001
    scenes: Sequence[Scene],
    *,
    capabilities: frozenset[str],
) -> SceneTestCase:
    """Return a strategy for calls around ``close``."""
    scene = draw(st.sampled_from(scenes), label="scene")
    reads = (operations.searches, operations.queries, operations.gets)
    reading = st.sampled_from(reads).flatmap(lambda calls: calls(scene, capabilities=capabilities))
    writing = st.just(Operation("insert", (COLLECTION, [])))
    before = draw(st.lists(reading, max_size=1), label="before closing")
    after = draw(st.lists(st.one_of(st.just(_CLOSE), reading, writing), max_size=2), label="after closing")
    return SceneTestCase(scene, (*before, _CLOSE, *after), fresh=True)


LIFECYCLE = LiveCheck(
    "lifecycle", __doc__ or "", lambda record: record.name == "close", planned_test_cases, judge.examine
)
