"""``live.definition``: each client changes the definition of a twin; answers and end states must be equal.

Collections, partitions, indexes and what is loaded, from every state in which a call can meet them: absent,
without index, indexed, loaded. A call the server refuses must be refused to both clients in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from conformance.model import COLLECTION, Entry, Operation, Scene, TestCase
from conformance.model.scene import State
from conformance.strategies import operations
from conformance.tiers.live import judge
from conformance.tiers.live.check import LiveCheck

_CALLS = {
    "create_collection": operations.collection_creations,
    "drop_collection": operations.collection_drops,
    "create_partition": operations.partition_creations,
    "drop_partition": operations.partition_drops,
    "create_index": operations.index_creations,
    "drop_index": operations.index_drops,
    "load_collection": operations.loads,
    "release_collection": operations.releases,
    "load_partitions": operations.partition_loads,
    "release_partitions": operations.partition_releases,
}

_STATES: dict[str, tuple[State, ...]] = {
    "create_collection": ("absent", "absent", "absent", "bare"),
    "drop_collection": ("bare", "loaded", "indexed"),
    "create_partition": ("bare", "loaded"),
    "drop_partition": ("bare", "indexed", "loaded"),
    "create_index": ("bare", "bare", "indexed"),
    "drop_index": ("indexed", "indexed", "loaded", "bare"),
    "load_collection": ("indexed", "indexed", "loaded", "bare"),
    "release_collection": ("loaded", "loaded", "indexed"),
    "load_partitions": ("indexed", "indexed", "loaded"),
    "release_partitions": ("loaded", "loaded", "indexed"),
}
"""States in which a call is tried; the first is what it is made for, a repeated one is drawn more often."""


@st.composite
def planned_test_cases(
    draw: st.DrawFn, entry: Entry, scenes: Sequence[Scene], *, capabilities: frozenset[str]
) -> TestCase:
    """Return a strategy for one defining call on twins of a scene, in some state."""
    scene = draw(st.sampled_from(scenes), label="scene")
    scene = replace(scene, state=draw(st.sampled_from(_STATES[entry.method]), label="state"))
    if entry.method == "create_collection" and scene.state == "bare":
        scene = replace(scene, rows=())
        # The name is taken: nothing but whether the same is asked for again can matter.
        same, other = {"schema": scene.schema}, {"dimension": 2}
        words: dict[str, Any] = draw(st.sampled_from([same, other]), label="call")
        return TestCase(scene, (Operation(entry.method, (COLLECTION,), words),), twins=True)
    act: Operation = draw(_CALLS[entry.method](scene, capabilities=capabilities), label="call")
    return TestCase(scene, (act,), twins=True)


DEFINITION = LiveCheck(
    "definition", __doc__ or "", lambda entry: entry.effect == "definition", planned_test_cases, judge.examine
)
