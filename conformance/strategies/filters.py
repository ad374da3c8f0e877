"""Filters with values from the rows, so that they select some rows and not all.

The one rule: what an engine cannot do, or does wrongly, is left out by a capability that
`conformance.strategies.exclusions` explains, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.strategies.predicates import Palette, Predicate, predicates
from conformance.strategies.subjects import Subject, subjects
from pytest_milvus.values.filter import And, Filter, Not, Or
from pytest_milvus.values.schema import Schema

__all__ = ["filters"]


_SHAPES = st.sampled_from(("condition",) * 6 + ("and", "and", "or", "not"))


@st.composite
def filters(
    draw: st.DrawFn,
    schema: Schema,
    rows: Sequence[Mapping[str, Any]],
    *,
    capabilities: frozenset[str],
    max_depth: int = 2,
) -> Filter:
    """Return filters on fields, dynamic keys, JSON paths and arrays of some rows.

    Args:
        draw: Given by Hypothesis.
        schema: The collection's schema.
        rows: The rows whose values the filters use; none gives filters that select nothing.
        capabilities: What the engine offers: ``nullable``, and the ``filter_`` ones of
            `conformance.strategies.exclusions.EXCLUSIONS`.
        max_depth: Largest number of ``and``, ``or``, ``not`` above a condition.

    Returns:
        A strategy of trees: ``text`` is the Milvus expression, ``params`` its template values. The simplest is
        ``id == 0``.
    """
    found = subjects(schema, rows)
    palette = Palette(draw, capabilities)
    if "filter_templates" in capabilities:
        palette.templated = draw(st.booleans(), label="templated")
    return _filter(palette, found, max_depth, frozenset())


def _filter(palette: Palette, found: tuple[Subject, ...], depth: int, within: frozenset[str]) -> Filter:
    shape = palette.draw(_SHAPES, label="shape") if depth else "condition"
    if shape == "condition":
        return _condition(palette, found, within)
    if shape == "not":
        return Not(_filter(palette, found, depth - 1, within | {"not"}))
    size = palette.draw(st.integers(2, 3), label="parts")
    within = within | {"or"} if shape == "or" else within
    parts = tuple(_filter(palette, found, depth - 1, within) for _ in range(size))
    return Or(parts) if shape == "or" else And(parts)


def _condition(palette: Palette, found: tuple[Subject, ...], within: frozenset[str]) -> Filter:
    offered = [(subject, predicates(palette.capabilities, subject, within)) for subject in found]
    # Texts three times, because few schemas have any.
    possible = [item for item in offered for _ in range(3 if item[0].words else 1) if item[1]]
    subject, said = palette.choose(possible, "subject")
    predicate: Predicate = palette.choose(said, "predicate")
    return predicate(palette, subject)
