"""Iterating calls: query_iterator and search_iterator.

The one rule: batches are so large that few of them hold all rows, because only the first few are taken (see
`conformance.clients.handle`).
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.model import Operation, Scene
from conformance.strategies.operations.arguments import narrowings, output_choices, search_data, search_params
from conformance.strategies.operations.calls import collections, operations, partition_choices, rarely

__all__ = ["query_iterations", "search_iterations"]

BATCHES = (4, 7, 5, 100)
"""Rows in a batch."""

UNREAD = frozenset({"filter_templates"})
"""What iterators do not take: they have no parameter for the values of a template."""


@st.composite
def query_iterations(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:
    """Return a strategy for ``query_iterator``, with and without a filter and a limit."""
    required = {"collection_name": draw(collections(), label="collection")}
    return draw(_iterations("query_iterator", scene, required, capabilities))


@st.composite
def search_iterations(draw: st.DrawFn, scene: Scene, *, capabilities: frozenset[str]) -> Operation:
    """Return a strategy for ``search_iterator`` by one vector, with and without a filter and a limit."""
    field = draw(st.sampled_from(scene.schema.vectors), label="field")
    required = {
        "collection_name": draw(collections(), label="collection"),
        "data": [draw(search_data(field, scene), label="data")],
    }
    act = draw(_iterations("search_iterator", scene, required, capabilities))
    words = {"anns_field": field.name, **act.kwargs}
    words["search_params"] = draw(search_params(scene, field, capabilities), label="search_params")
    return Operation(act.method, act.args, words)


@st.composite
def _iterations(
    draw: st.DrawFn, method: str, scene: Scene, required: dict[str, Any], capabilities: frozenset[str]
) -> Operation:
    optional: dict[str, Any] = {
        "batch_size": draw(rarely(st.sampled_from(BATCHES), st.sampled_from([1, 0, -1])), label="batch_size"),
        "limit": draw(rarely(st.sampled_from([-1, 3, 6, 9]), 0), label="limit"),
        "output_fields": draw(output_choices(scene), label="output_fields"),
        "consistency_level": "Strong",
    }
    if scene.partitions:
        optional["partition_names"] = draw(partition_choices(scene.partitions), label="partition_names")
    act: Operation = draw(operations(method, required, optional))
    narrowed = draw(narrowings(scene, capabilities - UNREAD), label="filter")
    return Operation(method, act.args, {**act.kwargs, **narrowed})
