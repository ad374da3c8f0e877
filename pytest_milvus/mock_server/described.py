"""Schemas as Milvus describes them.

The one rule: what a client makes of a description is the schema that it was made from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_milvus.values.schema import UNSET, Field, Schema

__all__ = ["described"]

_NAMES = {
    "VARCHAR": "VarChar",
    "JSON": "JSON",
    "FLOAT_VECTOR": "FloatVector",
    "FLOAT16_VECTOR": "Float16Vector",
    "BINARY_VECTOR": "BinaryVector",
    "SPARSE_FLOAT_VECTOR": "SparseFloatVector",
}
"""``schema.DataType``, where its names are not spelled as DataType's."""

_DEFAULTS = {"BOOL": "boolData", "DOUBLE": "doubleData"}
"""Where a default value stands."""


def described(schema: Schema) -> Mapping[str, Any]:
    """Return a schema as protobuf's JSON of a ``schema.CollectionSchema``, without a name."""
    plain = [_field(number, field) for number, field in enumerate(schema.fields, 100) if not field.parts]
    structs = [_struct(number, field) for number, field in enumerate(schema.fields, 100) if field.parts]
    made: dict[str, Any] = {"fields": plain, "enableDynamicField": schema.dynamic}
    return {**made, "structArrayFields": structs} if structs else made


def _field(number: int, field: Field) -> dict[str, Any]:
    made: dict[str, Any] = {
        "fieldID": number,
        "name": field.name,
        "dataType": _enum(field.dtype),
        "isPrimaryKey": field.primary,
        "isPartitionKey": field.partition_key,
        "nullable": field.nullable,
        "typeParams": _params(field.params),
    }
    if "element_type" in field.params:
        made["elementType"] = _enum(field.params["element_type"])
    if field.default != UNSET:
        made["defaultValue"] = {_DEFAULTS[field.dtype]: field.default}
    return made


def _struct(number: int, field: Field) -> dict[str, Any]:
    """Return an array of structs: its parts are arrays, each as long as the others of its row."""
    room = {"max_capacity": field.params["max_capacity"]}
    parts = [
        {
            **_field(10 * number + place, part),
            "dataType": "ArrayOfVector" if part.is_vector else "Array",
            "elementType": _enum(part.dtype),
            "typeParams": _params({**part.params, **room}),
        }
        for place, part in enumerate(field.parts)
    ]
    return {"fieldID": number, "name": field.name, "fields": parts, "typeParams": _params(room)}


def _params(params: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"key": key, "value": str(value)} for key, value in params.items() if key != "element_type"]


def _enum(dtype: str) -> str:
    return _NAMES.get(dtype, dtype.capitalize())
