"""Predicates: single conditions on a subject, with values from the rows.

The one rule: a predicate selects some of the rows and not all of them, where the rows allow it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from hypothesis import strategies as st

from conformance.strategies.subjects import PLACEHOLDERS, Subject
from conformance.strategies.texts import search_texts
from pytest_milvus.values.filter import (
    And,
    Arithmetic,
    Compare,
    Comparison,
    Contains,
    Exists,
    Filter,
    In,
    Instant,
    IsNull,
    Length,
    Like,
    Operator,
    Parameter,
    Range,
    Spatial,
    Term,
    TextMatch,
)
from pytest_milvus.values.geometry import Box

__all__ = ["Palette", "Predicate", "predicates"]

Predicate = Callable[["Palette", Subject], Filter]

EQUALITIES: tuple[Comparison, ...] = ("==", "!=")
COMPARISONS: tuple[Comparison, ...] = ("==", ">", "<=", "<", ">=", "!=")
LEAST = -(2**63)
LARGEST_OPERAND = 2**53  # beyond it arithmetic overflows or rounds


@dataclass(slots=True)
class Palette:
    """What predicates of one filter draw with.

    Attributes:
        draw: Given by Hypothesis.
        capabilities: What the engine offers.
        templated: Whether values travel as template parameters.
        parameters: The parameters so far.
    """

    draw: st.DrawFn
    capabilities: frozenset[str]
    templated: bool = False
    parameters: list[Parameter] = field(default_factory=list)

    def choose(self, choices: Sequence[Any], label: str) -> Any:
        """Draw one of some choices, the first being the simplest."""
        return self.draw(st.sampled_from(choices), label=label)

    def literal(self, value: Any) -> Any:
        """Return the value, or a template parameter that stands for it."""
        if not self.templated:
            return value
        self.parameters.append(Parameter(f"p{len(self.parameters)}", value))
        return self.parameters[-1]

    def literals(self, subject: Subject) -> list[Any]:
        """Return the subject's values as they are spelled in a filter."""
        if subject.single and subject.source == "field" and "filter_float32" in self.capabilities:
            # The short decimal that rounds to the stored value: 0.1, not 0.10000000149011612.
            return [float(str(np.float32(value))) for value in subject.values]
        return self.spellable(subject.values)

    def spellable(self, values: Sequence[Any]) -> list[Any]:
        """Return the values that the engine reads as literals; at least one."""
        if "filter_least_integer" in self.capabilities:
            return list(values)
        return [value for value in values if value != LEAST] or [PLACEHOLDERS["int"]]

    def some(self, values: Sequence[Any]) -> Any:
        """Draw one to three of some values, for a list in a filter."""
        chosen = self.draw(
            st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True), label="values"
        )
        return self.literal(chosen) if self.templated else tuple(chosen)


def predicates(capabilities: frozenset[str], subject: Subject, within: frozenset[str]) -> list[Predicate]:
    """Return what can be said of a subject on an engine, the simplest first.

    Args:
        capabilities: What the engine offers.
        subject: What the predicate is about.
        within: ``"not"`` and ``"or"``, where the predicate stands below one. Below ``not``, "false" and
            "unknown" differ.
    """
    negated = "not" in within
    if negated and subject.loose and "filter_json_unknown" not in capabilities:
        return []
    if within and subject.partition_key and "filter_partition_key" not in capabilities:
        return []
    if "" in subject.path.keys and "filter_empty_keys" not in capabilities:
        return []
    offered = _OFFERED.get(subject.kind, _on_scalars)
    return [*offered(capabilities, subject, negated), *_on_presence(capabilities, subject)]


def _on_scalars(capabilities: frozenset[str], subject: Subject, negated: bool) -> Iterator[Predicate]:
    yield _compare
    if subject.kind != "bool" and len(subject.values) > 1:
        yield _range
    if "filter_json_in" in capabilities or not (subject.path.keys or subject.path.meta):
        known = not subject.gaps or "filter_null_in" in capabilities
        if known or not negated:
            yield _in
        if known and (not subject.loose or "filter_json_unknown" in capabilities):
            yield _not_in
    if subject.kind == "str":
        yield _like
    if subject.words and (not negated or not subject.gaps or "filter_null_functions" in capabilities):
        yield from (_text_match,) * 3  # or it would be rare
    if subject.kind in ("int", "float") and not subject.loose:
        exact = not subject.single or "filter_float32" in capabilities
        if exact and all(abs(value) < LARGEST_OPERAND for value in subject.values):
            yield _arithmetic


def _on_lists(capabilities: frozenset[str], subject: Subject, negated: bool) -> Iterator[Predicate]:
    known = not subject.gaps or "filter_null_arrays" in capabilities
    if known or not negated:
        yield _contains
    if known and not subject.loose:
        yield _length


def _on_instants(_: frozenset[str], __: Subject, ___: bool) -> Iterator[Predicate]:
    yield _compare_instants


def _on_geometries(capabilities: frozenset[str], subject: Subject, negated: bool) -> Iterator[Predicate]:
    if not negated or not subject.gaps or "filter_null_functions" in capabilities:
        yield _spatial


_OFFERED = {"list": _on_lists, "instant": _on_instants, "geometry": _on_geometries}


def _on_presence(capabilities: frozenset[str], subject: Subject) -> Iterator[Predicate]:
    if subject.source == "array":
        return
    if subject.loose and not subject.nulls and "filter_exists" in capabilities:
        yield _exists
    if subject.gaps and ("filter_json_null" if subject.loose else "nullable") in capabilities:
        yield _null


def _compare(palette: Palette, subject: Subject) -> Filter:
    signs = EQUALITIES if subject.kind == "bool" else COMPARISONS
    if subject.loose and "filter_json_unknown" not in palette.capabilities:
        signs = signs[: signs.index("!=")]
    return _compared(palette, subject.path, signs, palette.literals(subject))


def _range(palette: Palette, subject: Subject) -> Filter:
    values = palette.literals(subject)
    low = palette.choose(values, "low")
    high = palette.choose([value for value in values if value >= low], "high")
    closed = (True, True)
    if low < high:
        closed = palette.choose([(True, True), (True, False), (False, True), (False, False)], "closed ends")
    low, high = palette.literal(low), palette.literal(high)
    if "filter_ranges" in palette.capabilities:
        return Range(low, subject.path, high, closed)
    above: Comparison = ">=" if closed[0] else ">"
    below: Comparison = "<=" if closed[1] else "<"
    return And((Compare(subject.path, above, low), Compare(subject.path, below, high)))


def _in(palette: Palette, subject: Subject) -> Filter:
    return In(subject.path, palette.some(palette.literals(subject)))


def _not_in(palette: Palette, subject: Subject) -> Filter:
    return In(subject.path, palette.some(palette.literals(subject)), negated=True)


def _like(palette: Palette, subject: Subject) -> Filter:
    value = palette.choose(subject.values, "text")
    start, end = _plain_start(value), _plain_start(value[::-1])[::-1]
    exact = start == value and (start or "filter_empty_like" in palette.capabilities)
    patterns = [f"{start[:2]}%", start if exact else f"{start}%"]
    if "infix_like" in palette.capabilities:
        patterns += [f"%{end[-2:]}", f"%{start[1:3]}%"]
    return Like(subject.path, palette.choose(patterns, "pattern"))


def _text_match(palette: Palette, subject: Subject) -> Filter:
    return TextMatch(subject.path, palette.draw(search_texts(subject.values), label="words"))


def _arithmetic(palette: Palette, subject: Subject) -> Filter:
    whole = subject.kind == "int"
    operators: list[Operator] = ["+", "-", "*"]
    if not whole or "filter_integer_division" in palette.capabilities:
        operators.append("/")
    if whole and "filter_modulo" in palette.capabilities:
        operators.append("%")
    operator = palette.choose(operators, "operator")
    operand = palette.choose((1, 2, 3, -2) if whole else (0.5, 2.0, -4.0), "operand")
    term = Arithmetic(subject.path, operator, operand)
    results = sorted({term.apply(value) for value in subject.values})
    return _compare_result(palette, term, results)


def _length(palette: Palette, subject: Subject) -> Filter:
    lengths = sorted({len(value) for value in subject.values})
    return _compare_result(palette, Length(subject.path), lengths)


def _compare_result(palette: Palette, term: Term, results: Sequence[Any]) -> Filter:
    ordered = "filter_result_order" in palette.capabilities
    return _compared(palette, term, COMPARISONS if ordered else EQUALITIES, results)


def _compared(palette: Palette, term: Term, signs: Sequence[Comparison], values: Sequence[Any]) -> Filter:
    # One draw, so that shrinking takes no longer-winded predicate for a simpler one.
    pairs = [(sign, value) for sign in signs for value in _execution(values, sign)]
    sign, value = palette.choose(pairs, "comparison")
    return Compare(term, sign, palette.literal(value))


def _contains(palette: Palette, subject: Subject) -> Filter:
    held = {element for value in subject.values for element in value}
    elements = palette.spellable(sorted(held) or [PLACEHOLDERS[subject.element or "int"]])
    kind: Literal["array", "json"] = "json" if subject.loose else "array"
    mode = palette.choose(("one", "any", "all"), "mode")
    if mode != "one":
        return Contains(kind, subject.path, mode, palette.some(elements))
    element = palette.choose(elements, "element")
    negative = isinstance(element, (int, float)) and element < 0
    if negative and "filter_negative_elements" not in palette.capabilities:
        return Contains(kind, subject.path, "any", (element,))
    return Contains(kind, subject.path, "one", palette.literal(element) if palette.templated else (element,))


def _compare_instants(palette: Palette, subject: Subject) -> Filter:
    pairs = [(sign, value) for sign in COMPARISONS for value in _execution(subject.values, sign)]
    sign, value = palette.choose(pairs, "comparison")
    return Compare(subject.path, sign, Instant(value))


def _spatial(palette: Palette, subject: Subject) -> Filter:
    box = Box.of(palette.choose(subject.values, "geometry"))
    around, inside = box.grown(0.5), Box(*[side + 0.5 for side in box[:2] * 2])
    relation, other = palette.choose(
        [("within", around), ("intersects", around), ("intersects", inside), ("contains", inside)], "relation"
    )
    return Spatial(relation, subject.path, other.wkt)


def _null(palette: Palette, subject: Subject) -> Filter:
    return IsNull(subject.path, negated=palette.choose((False, True), "not null"))


def _exists(_: Palette, subject: Subject) -> Filter:
    return Exists(subject.path)


def _execution(values: Sequence[Any], sign: Comparison) -> Sequence[Any]:
    """Return the values that divide the rows: all are ``>=`` the least and ``<=`` the greatest."""
    if sign in ("<", ">="):
        return values[1:] or values
    return (values[:-1] if sign in (">", "<=") else values) or values


def _plain_start(text: str) -> str:
    """Return the leading characters that mean themselves in a pattern."""
    return text[: next((at for at, char in enumerate(text) if char in "%_\\"), len(text))]
