"""The record of a method: what no signature tells."""

from hypothesis import strategies as st

from conformance.catalogue import Answer, Arguments, Method, SceneCall
from conformance.model import Operation, Scene
from conformance.strategies import filters
from conformance.strategies.operations.calls import collections


@st.composite
def finds(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:
    """Return a strategy for calls on a generated collection, with filters that its rows suggest."""
    collection = draw(collections(), label="collection")
    where = draw(filters(scene.schema, scene.contents, capabilities=capabilities - {"filter_templates"}))
    return Operation("find_rows", (collection, where))


METHODS = (
    Method(
        "find_rows",
        "read",
        answer=Answer("rows"),  # compared by primary key, because rows have no order
        arguments=Arguments(values={"where": ("year > 2000", "title == 'Emma'")}),
        scene=SceneCall(finds, weight=20),
    ),
)
