"""What rows hold: to the bit what was put in, as a server stores it.

The one rule: only what was asked for is owed, and all of it; what a server makes itself is not judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from conformance.compare import canonical
from conformance.oracle.problem import Problem
from conformance.oracle.vectors import as_numbers
from pytest_milvus.values.geometry import Box
from pytest_milvus.values.row import instant, stored_value
from pytest_milvus.values.schema import Field, Schema

__all__ = ["asked_fields", "content_problems"]


def asked_fields(output_fields: Any) -> frozenset[str] | None:
    """Return the fields that an answer owes, ``None`` where the caller leaves it to the client."""
    return frozenset(output_fields) if isinstance(output_fields, list) else None


def content_problems(
    schema: Schema,
    row: Mapping[str, Any],
    found: Mapping[str, Any],
    asked: Collection[str] | None,
    where: str,
    *,
    zoned: bool = False,
) -> Iterator[Problem]:
    """Yield what is wrong with the contents of a row that was found.

    Args:
        schema: The collection's schema.
        row: The row as it was put in.
        found: The fields that were found of it.
        asked: Names of the fields asked for, with ``*`` for all; ``None`` where the client chooses.
        where: Python expression of the fields in the result.
        zoned: Whether instants were asked for in another form.
    """
    fields = {field.name: field for field in schema.fields}
    primary = schema.primary.name
    held = {name for name, field in fields.items() if not (field.bm25_of or field.auto_id)}
    held |= row.keys() if schema.dynamic else set()
    whole = asked is not None and "*" in asked
    owed = held if whole else held & ({*(asked or ())} | ({*found} if asked is None else set()))
    for name in sorted(owed):
        field = fields.get(name)
        role = field.role if field else "dynamic field"
        if name not in found:
            yield Problem(f"{{{role}}} of rows", f"no {name!r} in {where}", f"{name!r} in {where}", True)
        elif not (zoned and field and field.dtype == "TIMESTAMPTZ") and not _holds(
            field, row.get(name), found[name]
        ):
            due = _due(field, row.get(name))
            text = f"{name!r} is {found[name]!r} instead of {due!r}"
            yield Problem(f"{{{role}}} of rows", text, _look(field, f"{where}[{name!r}]"), due)
    if asked is not None and not whole:
        for name in sorted(found.keys() - {*asked, primary}):
            text = f"{name!r} is there, which nobody asked for"
            yield Problem("fields of rows", text, f"{name!r} in {where}", False)


def _holds(field: Field | None, value: Any, found: Any) -> bool:
    """Return whether what was found is what a field holds of a value; a field that no schema names holds any JSON."""
    if field is None:
        return canonical(value) == canonical(found)
    if field.is_vector:
        return _same_vector(field, value, found)
    due = stored_value(value, field)
    if due is None or found is None:
        return due is found
    if field.dtype == "GEOMETRY":
        return Box.of(due) == Box.of(found)
    if field.dtype == "TIMESTAMPTZ":
        return instant(due) == instant(found)
    return canonical(due) == canonical(found)


def _due(field: Field | None, value: Any) -> Any:
    """Return a value as an answer should have it."""
    if field is None or value is None:
        return value if field is None else stored_value(value, field)
    if not field.is_vector:
        return stored_value(value, field)
    numbers = as_numbers(field, value)
    if field.dtype == "FLOAT_VECTOR":
        return [float(np.float32(item)) for item in numbers]
    return (
        {key: float(np.float32(item)) for key, item in numbers.items()}
        if isinstance(numbers, dict)
        else value
    )


def _look(field: Field | None, shown: str) -> str:
    return f"list({shown})" if field and field.dtype == "FLOAT_VECTOR" else shown


def _same_vector(field: Field, value: Any, found: Any) -> bool:
    if value is None or found is None:
        return value is found
    one, other = as_numbers(field, value), as_numbers(field, found)
    if field.dtype == "SPARSE_FLOAT_VECTOR":
        # A server may leave out weights of zero.
        one, other = ({key: np.float32(item) for key, item in side.items() if item} for side in (one, other))
        return bool(one == other)
    return bool(np.array_equal(np.asarray(one, np.float32), np.asarray(other, np.float32)))
