"""``live.definition``: each client changes the definition of a twin; answers and end states must be equal.

Collections, partitions, indexes and what is loaded, from every state in which a call can meet them: absent,
without index, indexed, loaded. A call the server refuses must be refused to both clients in the same way.

Why it matters: a collection that is defined otherwise, without an index or not loaded, fails in production and not in
the call that made it.

A failure gives the calls, and both sides are how the last one ended, or the definition that stood there afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from conformance.catalogue import Method
from conformance.model import COLLECTION, Operation, Scene, SceneTestCase
from conformance.tiers.live import judge
from conformance.tiers.live.check import LiveCheck


@st.composite
def planned_test_cases(
    draw: st.DrawFn, record: Method, scenes: Sequence[Scene], *, capabilities: frozenset[str]
) -> SceneTestCase:
    """Return a strategy for one defining call on twins of a scene, in some state."""
    scene = draw(st.sampled_from(scenes), label="scene")
    scene = replace(scene, state=draw(st.sampled_from(record.on_scene.states), label="state"))
    if record.name == "create_collection" and scene.state == "bare":
        scene = replace(scene, rows=())
        # The name is taken: nothing but whether the same is asked for again can matter.
        same, other = {"schema": scene.schema}, {"dimension": 2}
        words: dict[str, Any] = draw(st.sampled_from([same, other]), label="call")
        return SceneTestCase(scene, (Operation(record.name, (COLLECTION,), words),), twins=True)
    act: Operation = draw(record.on_scene.calls(scene, capabilities=capabilities), label="call")
    return SceneTestCase(scene, (act,), twins=True)


DEFINITION = LiveCheck(
    "definition",
    __doc__ or "",
    lambda record: record.effect == "definition",
    planned_test_cases,
    judge.examine,
)
