"""What a server holds of a row that was inserted.

The one rule: rows are compared as stored, never as sent (float32 rounding, defaults, nulls).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import numpy as np

from pytest_milvus.values.schema import UNSET, Field, Schema

__all__ = ["float32", "instant", "stored", "stored_value"]


def float32(value: float) -> float:
    """Return the value that a FLOAT field keeps of a number."""
    return float(np.float32(value))


def instant(text: str) -> datetime:
    """Return the instant that an ISO 8601 text with a zone names, in UTC."""
    # Python 3.10 does not read Z.
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)


def stored(row: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """Return the row as a server answers it with ``output_fields=["*"]``.

    Fields come in schema order and dynamic keys after them. A field left out, or ``None``, is its default
    value, or ``None`` where it is nullable. Numbers in FLOAT fields, FLOAT arrays, dense float vectors and
    sparse weights are rounded to float32; vectors of bytes stand in a list, as pymilvus answers; instants are in
    UTC. A primary key that the server makes is absent unless the row has it, and so is a vector that a BM25
    function makes.

    Args:
        row: A row that fits the schema, as it was inserted; a stored row comes back as it is.
        schema: The collection's schema.
    """
    names = {field.name for field in schema.fields}
    held = {
        field.name: stored_value(row.get(field.name), field)
        for field in schema.fields
        if field.name in row or not (field.auto_id or field.bm25_of)
    }
    return held | {key: value for key, value in row.items() if key not in names}


def stored_value(value: Any, field: Field) -> Any:
    """Return what the field keeps of a value; ``None`` stands for a field left out, too."""
    if value is None:
        if field.default == UNSET or field.default is None:
            return None
        value = field.default
    dtype = field.dtype
    if dtype == "FLOAT":
        return float32(value)
    if dtype == "DOUBLE":
        return float(value)
    if dtype == "FLOAT_VECTOR" or (dtype == "ARRAY" and field.params["element_type"] == "FLOAT"):
        return [float32(item) for item in value]
    if field.parts:
        return [{part.name: stored_value(item[part.name], part) for part in field.parts} for item in value]
    if dtype == "SPARSE_FLOAT_VECTOR":
        return {key: float32(weight) for key, weight in sorted(value.items())}
    if dtype == "TIMESTAMPTZ":
        return instant(value).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return [value]  # pymilvus answers with a list of one (milvus#42003)
    if dtype == "JSON" and isinstance(value, str):
        return json.loads(value)  # pymilvus takes a string for a JSON field as JSON text
    return value
