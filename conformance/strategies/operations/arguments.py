"""Arguments of reading calls: what is searched for, in which rows, and what is told of them.

The one rule: they are taken from the scene's rows, and rarely odd, because so much can be odd about a read that else
most would be refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from hypothesis import strategies as st

from conformance.model import Field, Scene
from conformance.strategies.filters import filters
from conformance.strategies.operations.calls import rarely
from conformance.strategies.texts import search_texts
from conformance.strategies.vectors import vector_inputs

__all__ = ["narrowings", "output_choices", "search_data", "search_params", "seldom"]

seldom = partial(rarely, once_in=16)
"""A strategy for the usual value, and the odd one about once in sixteen draws."""


def search_data(field: Field, scene: Scene) -> st.SearchStrategy[Any]:
    """Return what a field is searched by: a vector, or a text where vectors are made of texts; seldom the other."""
    if not field.bm25_of:
        return vector_inputs(field)
    texts = search_texts([row.get(field.bm25_of) for row in scene.contents])
    return seldom(texts, vector_inputs(field))


@st.composite
def narrowings(
    draw: st.DrawFn, scene: Scene, capabilities: frozenset[str], always: bool = False
) -> dict[str, Any]:
    """Return a strategy for ``filter`` and ``filter_params``, or for neither unless there is ``always`` a filter."""
    if not always and draw(st.booleans(), label="unfiltered"):
        return {}
    chosen = draw(filters(scene.schema, scene.contents, capabilities=capabilities), label="filter")
    words: dict[str, Any] = {"filter": draw(seldom(chosen, "no_such_field ==="), label="text")}
    if words["filter"] is chosen and chosen.params:
        words["filter_params"] = dict(chosen.params)
    return words


def output_choices(scene: Scene) -> st.SearchStrategy[Any]:
    """Return a strategy for ``output_fields``."""
    names = [field.name for field in scene.schema.fields]
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    return seldom(st.one_of(st.just(["*"]), some), [*names[:1], "no_such_field"])


def search_params(
    scene: Scene, field: Field, capabilities: frozenset[str]
) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for ``search_params``: the metric, the bounds of a range search, seldom another metric."""
    metric = scene.indexes[field.name].metric
    plain: list[dict[str, Any]] = [{}, {"metric_type": metric}, {"metric_type": metric, "params": {}}]
    usual: st.SearchStrategy[dict[str, Any]] = st.sampled_from(plain)
    if field.dtype == "FLOAT_VECTOR" and "range_search" in capabilities:
        bounds = st.sampled_from(_RANGES[metric])
        usual = st.one_of(usual, bounds.map(lambda params: {"metric_type": metric, "params": params}))
    return seldom(usual, {"metric_type": "IP" if metric == "L2" else "L2"})


_RANGES: Mapping[str, Sequence[dict[str, float]]] = {
    "L2": ({"radius": 4.0}, {"radius": 20.0, "range_filter": 2.0}),
    "IP": ({"radius": 0.5}, {"radius": -2.0, "range_filter": 3.0}),
    "COSINE": ({"radius": 0.0}, {"radius": -0.5, "range_filter": 0.75}),
}
"""Bounds that part the hits of a small grid of vectors; ``radius`` is the far one."""
