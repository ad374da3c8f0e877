"""Filters evaluated in Python, with the three-valued logic of null.

The one rule: ``None`` is "unknown"; a comparison with null, a missing key or a value of another type is
unknown, ``not`` keeps it, and a row is selected only where the filter is ``True``.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from pytest_milvus.values.filter import (
    And,
    Arithmetic,
    Compare,
    Contains,
    Exists,
    Filter,
    In,
    Instant,
    IsNull,
    Length,
    Like,
    Not,
    Or,
    Parameter,
    Path,
    Range,
    Spatial,
    Term,
    TextMatch,
)
from pytest_milvus.values.geometry import Box
from pytest_milvus.values.row import float32, instant, stored_value
from pytest_milvus.values.schema import Schema
from pytest_milvus.values.text import words

__all__ = ["matches", "select"]

Truth = bool | None

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def select(filter: Filter, rows: Iterable[Mapping[str, Any]], schema: Schema) -> list[Any]:
    """Return the primary keys of the rows that a server selects, in the order of the rows."""
    key = schema.primary.name
    return [row[key] for row in rows if matches(filter, row, schema) is True]


def matches(filter: Filter, row: Mapping[str, Any], schema: Schema) -> bool | None:
    """Return whether a row satisfies a filter, ``None`` where that is unknown.

    FLOAT fields compare in float32: the literal is rounded as the stored value was. Integers compare exactly,
    strings by code point (which is the order of their UTF-8 bytes), and division and remainder of integers
    truncate towards zero, as in Milvus' C++. Texts have the words that the standard analyzer finds.

    Args:
        filter: The filter.
        row: A row as inserted or as stored.
        schema: The collection's schema.
    """
    match filter:
        case And(parts):
            return _all(matches(part, row, schema) for part in parts)
        case Or(parts):
            return _not(_all(_not(matches(part, row, schema)) for part in parts))
        case Not(part):
            return _not(matches(part, row, schema))
        case Compare(left, sign, right):
            return _compare(_value(left, row, schema), sign, _operand(right, left, schema))
        case Range(low, path, high, (closed_low, closed_high)):
            value = _value(path, row, schema)
            return _all(
                (
                    _compare(value, ">=" if closed_low else ">", _operand(low, path, schema)),
                    _compare(value, "<=" if closed_high else "<", _operand(high, path, schema)),
                )
            )
        case In(path, values, negated):
            value = _value(path, row, schema)
            wanted = _operand(values, path, schema)
            found = None if value is None else any(_compare(value, "==", item) for item in wanted)
            return _not(found) if negated else found
        case Like(path, pattern):
            value = _value(path, row, schema)
            return _like(pattern).fullmatch(value) is not None if isinstance(value, str) else None
        case IsNull(path, negated):
            return (_value(path, row, schema) is None) is not negated
        case Exists(path):
            return _value(path, row, schema) is not None
        case Contains(_, path, mode, values):
            held = _value(path, row, schema)
            if not isinstance(held, (list, tuple)):
                return None
            wanted = _operand(values, path, schema)
            wanted = wanted if isinstance(wanted, (list, tuple)) else (wanted,)
            held_each = (any(_compare(item, "==", value) for item in held) for value in wanted)
            return any(held_each) if mode == "any" else all(held_each)
        case TextMatch(path, wanted):
            value = _value(path, row, schema)
            return None if value is None else not set(words(value)).isdisjoint(words(wanted))
        case Spatial(relation, path, geometry):
            value = _value(path, row, schema)
            return None if value is None else _related(relation, Box.of(value), Box.of(geometry))
    msg = f"no meaning for {filter!r}"
    raise TypeError(msg)


def _value(term: Term, row: Mapping[str, Any], schema: Schema) -> Any:
    match term:
        case Length(path):
            held = _value(path, row, schema)
            return len(held) if isinstance(held, (list, tuple)) else None
        case Arithmetic(path):
            held = _value(path, row, schema)
            if _kind(held) is not float:
                return None
            return float32(term.apply(held)) if _is_float32(path, schema) else term.apply(held)
    field = next((field for field in schema.fields if field.name == term.name), None)
    held = row.get(term.name)
    if field is not None:
        held = stored_value(held, field)
        if field.dtype == "TIMESTAMPTZ" and held is not None:
            return instant(held)
    for key in term.keys:
        if isinstance(key, str):
            held = held.get(key) if isinstance(held, dict) else None
        else:
            held = held[key] if isinstance(held, (list, tuple)) and key < len(held) else None
    return held


def _operand(value: Any, term: Term, schema: Schema) -> Any:
    """Return a literal as the engine compares it with a term: rounded where the field is FLOAT."""
    if isinstance(value, Parameter):
        value = value.value
    if isinstance(value, Instant):
        return instant(value.text)
    if isinstance(value, (list, tuple)):
        return [_operand(item, term, schema) for item in value]
    if isinstance(value, float) and _is_float32(term, schema):
        return float32(value)
    return value


def _is_float32(term: Term, schema: Schema) -> bool:
    """Return whether a FLOAT field is compared; elements of FLOAT arrays compare in float64."""
    path = term if isinstance(term, Path) else term.path
    return any(field.name == path.name and field.dtype == "FLOAT" for field in schema.fields)


def _compare(value: Any, sign: str, other: Any) -> Truth:
    if value is None or _kind(value) is None or _kind(value) is not _kind(other):
        return None
    return _COMPARE[sign](value, other)


def _kind(value: Any) -> type | None:
    if isinstance(value, bool):
        return bool
    if isinstance(value, (int, float)):
        return float
    return next((kind for kind in (str, datetime) if isinstance(value, kind)), None)


def _related(relation: str, one: Box, other: Box) -> bool:
    if relation == "intersects":
        return one.intersects(other)
    return one.within(other) if relation == "within" else other.within(one)


def _all(truths: Iterable[Truth]) -> Truth:
    known = list(truths)
    if False in known:
        return False
    return None if None in known else True


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _like(pattern: str) -> re.Pattern[str]:
    parts = (".*" if char == "%" else "." if char == "_" else re.escape(char) for char in pattern)
    return re.compile("".join(parts), re.DOTALL)
