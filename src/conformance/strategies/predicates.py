"""Predicates: single conditions on a subject, with values from the rows.

The one rule: a predicate selects some of the rows and not all of them, where the rows allow it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st

from conformance.operation.filter import (
    And,
    Arithmetic,
    Compare,
    Comparison,
    Contains,
    Exists,
    Filter,
    In,
    IsNull,
    Length,
    Like,
    Operator,
    Parameter,
    Path,
    Range,
)
from conformance.strategies.subjects import Subject

__all__ = ["Palette", "offers"]

Predicate = Callable[["Palette", Subject], Filter]

EQUALITIES: tuple[Comparison, ...] = ("==", "!=")
COMPARISONS: tuple[Comparison, ...] = ("==", "!=", ">", "<=", "<", ">=")
LARGEST_OPERAND = 2**53  # beyond it arithmetic overflows, or rounds


@dataclass(slots=True)
class Palette:
    """What predicates of one filter draw with.

    Attributes:
        draw: Given by Hypothesis.
        capabilities: What the engine offers.
        templated: Whether values travel as template parameters.
        values: Number of parameters so far.
    """

    draw: st.DrawFn
    capabilities: frozenset[str]
    templated: bool = False
    parameters: list[Parameter] = field(default_factory=list)

    def choose(self, choices: Any, label: str) -> Any:
        """Draw one of some choices, the first being the simplest."""
        return self.draw(st.sampled_from(choices), label=label)

    def literal(self, value: Any) -> Any:
        """Return the value, or a template parameter that stands for it."""
        if not self.templated:
            return value
        self.parameters.append(Parameter(f"p{len(self.parameters)}", value))
        return self.parameters[-1]


def offers(palette: Palette, subject: Subject, negated: bool) -> list[Predicate]:
    """Return the predicates that a subject allows on an engine, the simplest first.

    Args:
        palette: What to draw with.
        subject: What the predicate is about.
        negated: Whether the predicate stands below ``not``, where unknown and false differ.
    """
    return list(_offers(palette.capabilities, subject, negated))


def _offers(capabilities: frozenset[str], subject: Subject, negated: bool) -> Iterator[Predicate]:
    below = subject.source in ("json", "dynamic")
    unsure = negated and below and "filter_json_unknown" not in capabilities
    if unsure:
        return
    if subject.kind == "list":
        known = not subject.gaps or "filter_null_arrays" in capabilities
        if known or not negated:
            yield _contains
        if known and not below:
            yield _length
    else:
        yield _compare
        if subject.kind != "bool":
            yield _range
        if (not subject.path.keys or "filter_json_in" in capabilities) and not (
            subject.path.meta and "filter_json_in" not in capabilities
        ):
            if not negated or not subject.gaps or "filter_null_in" in capabilities:
                yield _in
            if not subject.gaps or "filter_null_in" in capabilities:
                yield _not_in
        if subject.kind == "str":
            yield _like
        if _calculable(subject, capabilities):
            yield _arithmetic
    if below and not subject.nulls:
        yield _exists
    if subject.gaps and ("nullable" if subject.source == "field" else "filter_json_null") in capabilities:
        if subject.source != "array":
            yield _null


def _compare(palette: Palette, subject: Subject) -> Filter:
    plain = subject.source in ("json", "dynamic") and "filter_json_unknown" not in palette.capabilities
    signs = COMPARISONS if subject.kind != "bool" else EQUALITIES
    sign = palette.choose([sign for sign in signs if not (plain and sign == "!=")], "comparison")
    return Compare(subject.path, sign, palette.literal(_pivot(palette, subject, sign)))


def _range(palette: Palette, subject: Subject) -> Filter:
    low = palette.choose(_literals(palette, subject), "low")
    high = palette.choose([value for value in _literals(palette, subject) if value >= low], "high")
    closed = palette.choose([(True, True), (True, False), (False, True), (False, False)], "closed ends")
    if low == high:
        closed = (True, True)
    low, high = palette.literal(low), palette.literal(high)
    if "filter_ranges" in palette.capabilities:
        return Range(low, subject.path, high, closed)
    left: Comparison = ">=" if closed[0] else ">"
    right: Comparison = "<=" if closed[1] else "<"
    return And((Compare(subject.path, left, low), Compare(subject.path, right, high)))


def _in(palette: Palette, subject: Subject) -> Filter:
    return In(subject.path, _some(palette, _literals(palette, subject)))


def _not_in(palette: Palette, subject: Subject) -> Filter:
    return In(subject.path, _some(palette, _literals(palette, subject)), negated=True)


def _like(palette: Palette, subject: Subject) -> Filter:
    value = palette.choose(subject.values, "like")
    shape = palette.choose(["prefix", "suffix", "infix", "whole"], "pattern")
    run = _clean_run(value[::-1])[::-1] if shape == "suffix" else _clean_run(value)
    run = run[-2:] if shape == "suffix" else run[:2] if shape in ("prefix", "infix") else run
    whole = run if run == value else f"{run}%"
    return Like(
        subject.path, {"prefix": f"{run}%", "suffix": f"%{run}", "infix": f"%{run}%", "whole": whole}[shape]
    )


def _arithmetic(palette: Palette, subject: Subject) -> Filter:
    whole = subject.kind == "int"
    operators: list[Operator] = ["+", "-", "*"]
    if not whole or "filter_integer_division" in palette.capabilities:
        operators.append("/")
    if whole and "filter_modulo" in palette.capabilities:
        operators.append("%")
    operator = palette.choose(operators, "operator")
    term = Arithmetic(
        subject.path, operator, palette.choose((1, 2, 3, -2) if whole else (0.5, 2.0, -4.0), "operand")
    )
    result = term.apply(palette.choose(subject.values, "value"))
    return Compare(term, palette.choose(COMPARISONS, "comparison"), palette.literal(result))


def _length(palette: Palette, subject: Subject) -> Filter:
    lengths = sorted({len(value) for value in subject.values})
    sign = palette.choose(COMPARISONS, "comparison")
    return Compare(
        Length(subject.path), sign, palette.literal(palette.choose(_pivots(lengths, sign), "length"))
    )


def _contains(palette: Palette, subject: Subject) -> Filter:
    elements = sorted({element for value in subject.values for element in value}) or [
        _ABSENT[subject.element]
    ]
    mode = palette.choose(["one", "any", "all"], "mode")
    elements = _spelled(palette, subject, elements)
    wanted = (palette.choose(elements, "element"),) if mode == "one" else _some(palette, elements)
    if mode == "one" and palette.templated:
        wanted = palette.literal(wanted[0])
    kind = "json" if subject.source in ("json", "dynamic") else "array"
    return Contains(kind, subject.path, mode, wanted)


def _null(palette: Palette, subject: Subject) -> Filter:
    return IsNull(subject.path, negated=palette.choose([False, True], "not null"))


def _exists(palette: Palette, subject: Subject) -> Filter:
    return Exists(subject.path)


_ABSENT: dict[Any, Any] = {"bool": True, "int": 1, "float": 0.5, "str": "a"}


def _pivot(palette: Palette, subject: Subject, sign: Comparison) -> Any:
    return palette.choose(_pivots(_literals(palette, subject), sign), "value")


def _pivots(values: Any, sign: Comparison) -> Any:
    """Return the values that some rows satisfy and others do not: the outermost one says nothing."""
    if sign in ("<", ">="):
        return values[1:] or values
    return (values[:-1] if sign in (">", "<=") else values) or values


def _literals(palette: Palette, subject: Subject) -> Any:
    return _spelled(palette, subject, list(subject.values))


def _spelled(palette: Palette, subject: Subject, values: list[Any]) -> list[Any]:
    """Return float32 values as the short decimals that round to them, where the engine rounds literals."""
    if subject.single and "filter_float32" in palette.capabilities:
        return [float(str(np.float32(value))) for value in values]
    return values


def _some(palette: Palette, values: list[Any]) -> Any:
    chosen = palette.draw(
        st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True), label="values"
    )
    return palette.literal(chosen) if palette.templated else tuple(chosen)


def _calculable(subject: Subject, capabilities: frozenset[str]) -> bool:
    if subject.kind not in ("int", "float") or subject.source != "field":
        return False
    if subject.single and "filter_float32" not in capabilities:
        return False
    return all(abs(value) < LARGEST_OPERAND for value in subject.values)


def _clean_run(text: str) -> str:
    """Return the leading characters that mean themselves in a pattern."""
    for position, char in enumerate(text):
        if char in "%_\\":
            return text[:position]
    return text
