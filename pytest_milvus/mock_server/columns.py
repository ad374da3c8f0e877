"""Rows as the columns (``schema.FieldData``) in which Milvus answers.

The one rule: what a client decodes from the columns are the rows they were made from.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pymilvus.grpc_gen import schema_pb2

from pytest_milvus.values.schema import Field, Schema

__all__ = ["columns"]

_SCALARS = {
    "BOOL": "bool_data",
    "INT8": "int_data",
    "INT16": "int_data",
    "INT32": "int_data",
    "INT64": "long_data",
    "FLOAT": "float_data",
    "DOUBLE": "double_data",
    "VARCHAR": "string_data",
}
_NUMBERS = {
    "BOOL": 1, "INT8": 2, "INT16": 3, "INT32": 4, "INT64": 5, "FLOAT": 10, "DOUBLE": 11, "VARCHAR": 21,
    "ARRAY": 22, "JSON": 23, "BINARY_VECTOR": 100, "FLOAT_VECTOR": 101, "FLOAT16_VECTOR": 102,
    "SPARSE_FLOAT_VECTOR": 104, "ARRAY_OF_VECTOR": 106, "ARRAY_OF_STRUCT": 200,
}  # fmt: skip
"""``schema.DataType``."""

_BYTES = {"BINARY_VECTOR": "binary_vector", "FLOAT16_VECTOR": "float16_vector"}
"""Where vectors travel that are bytes."""

_STRUCTS = "struct_arrays" in schema_pb2.FieldData.DESCRIPTOR.fields_by_name
"""Whether the installed release knows them."""

META = "$meta"


def columns(schema: Schema, rows: Sequence[Mapping[str, Any]], wanted: Collection[str]) -> list[Any]:
    """Return the fields of rows as ``FieldData`` messages.

    Args:
        schema: Schema of the rows; keys that it does not name are dynamic.
        rows: The rows.
        wanted: Names of the fields, ``*`` for all; nothing for the primary key alone.
    """
    names = {field.name for field in schema.fields}
    everything = "*" in wanted
    known = [f for f in schema.fields if not f.parts or _STRUCTS]
    chosen = [f for f in known if everything or f.primary or f.name in wanted]
    made = [
        _column(number, field, [row[field.name] for row in rows]) for number, field in enumerate(chosen, 100)
    ]
    others = [name for name in wanted if name not in names and name != "*"]
    if schema.dynamic and (everything or others):
        meta = [{key: value for key, value in row.items() if key not in names} for row in rows]
        column = schema_pb2.FieldData(type=_NUMBERS["JSON"], field_name=META, is_dynamic=True)
        column.scalars.json_data.data.extend(json.dumps(item).encode() for item in meta)
        made.append(column)
    return made


def _column(number: int, field: Field, values: Sequence[Any]) -> Any:
    if field.parts:
        return _structs(number, field, values)
    column = schema_pb2.FieldData(type=_NUMBERS[field.dtype], field_name=field.name, field_id=number)
    if field.nullable:
        column.valid_data.extend(value is not None for value in values)
    if field.dtype == "FLOAT_VECTOR":
        column.vectors.dim = field.dim
        column.vectors.float_vector.data.extend(number for value in values for number in value)
    elif field.dtype == "SPARSE_FLOAT_VECTOR":
        column.vectors.sparse_float_vector.contents.extend(map(_sparse, values))
        column.vectors.sparse_float_vector.dim = 1 + max(
            (key for value in values for key in value), default=0
        )
    elif field.dtype in _BYTES:
        column.vectors.dim = field.dim
        setattr(column.vectors, _BYTES[field.dtype], b"".join(values))
    elif field.dtype == "JSON":
        column.scalars.json_data.data.extend(json.dumps(value).encode() for value in values)
    elif field.dtype == "ARRAY":
        element = field.params["element_type"]
        arrays = column.scalars.array_data
        arrays.element_type = _NUMBERS[element]
        for value in values:
            getattr(arrays.data.add(), _SCALARS[element]).data.extend(value or ())
    else:
        zero: Any = "" if field.dtype == "VARCHAR" else 0
        data = getattr(column.scalars, _SCALARS[field.dtype]).data
        data.extend(zero if value is None else value for value in values)
    return column


def _structs(number: int, field: Field, values: Sequence[Any]) -> Any:
    """Return an array of structs: a column of arrays for each of their parts."""
    column = schema_pb2.FieldData(type=_NUMBERS["ARRAY_OF_STRUCT"], field_name=field.name, field_id=number)
    for part in field.parts:
        rows = [[item[part.name] for item in value] for value in values]
        if part.is_vector:
            made = column.struct_arrays.fields.add(type=_NUMBERS["ARRAY_OF_VECTOR"], field_name=part.name)
            made.vectors.dim = made.vectors.vector_array.dim = part.dim
            made.vectors.vector_array.element_type = _NUMBERS[part.dtype]
            for row in rows:
                held = made.vectors.vector_array.data.add(dim=part.dim)
                held.float_vector.data.extend(number for vector in row for number in vector)
        else:
            params = {**part.params, "element_type": part.dtype}
            column.struct_arrays.fields.append(_column(number, Field(part.name, "ARRAY", params), rows))
    return column


def _sparse(vector: Mapping[int, float]) -> bytes:
    return b"".join(struct.pack("<If", key, value) for key, value in sorted(vector.items()))
