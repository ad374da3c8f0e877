"""pymilvus takes every generated schema and row: it encodes them, and decodes arrays of structs to what was sent.

No engine here has arrays of structs, nor the rarer vector types together with the rest; this is what
shows that their rows are such as a server could be sent.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pymilvus.client.abstract import CollectionSchema
from pymilvus.client.entity_helper import extract_struct_array_from_column_data
from pymilvus.client.prepare import Prepare
from pymilvus.grpc_gen import milvus_pb2, schema_pb2

from conformance.model import Field, Schema
from conformance.strategies import indexes, rows, schemas
from pytest_milvus.values.row import stored
from tests.unit.strategies.test_data import EVERYTHING, SIMPLEST, quickly, simplest

STRUCTS = Field(
    "a",
    "ARRAY",
    {"element_type": "STRUCT", "max_capacity": 4},
    parts=(
        Field("a", "INT64"),
        Field("b", "FLOAT"),
        Field("c", "VARCHAR", {"max_length": 16}),
        Field("vector", "FLOAT_VECTOR", {"dim": 2}),
    ),
)


def described(schema: Schema) -> dict[str, Any]:
    """Return what pymilvus reads of the schema that it sends."""
    request = Prepare.create_collection_request("books", schema.build())
    sent = schema_pb2.CollectionSchema()
    sent.ParseFromString(request.schema)
    return CollectionSchema(milvus_pb2.DescribeCollectionResponse(schema=sent)).dict()


def encoded(schema: Schema, content: Any) -> milvus_pb2.InsertRequest:
    known = described(schema)
    data = [dict(row) for row in content]
    return Prepare.row_insert_param(
        "books",
        data,
        "",
        known["fields"],
        known.get("struct_array_fields"),
        enable_dynamic=schema.dynamic,
    )


@quickly
@given(st.data())
def test_rows_are_encoded(data: st.DataObject) -> None:
    schema = data.draw(schemas(capabilities=EVERYTHING, max_scalars=8))
    content = data.draw(rows(schema, min_size=1, max_size=4))
    sent = {column.field_name for column in encoded(schema, content).fields_data}
    made = {field.name for field in schema.fields if field.auto_id or field.bm25_of}
    assert sent - {"$meta"} == {field.name for field in schema.fields} - made


@quickly
@given(st.data())
def test_arrays_of_structs_are_decoded_to_what_was_sent(data: st.DataObject) -> None:
    schema = Schema((*SIMPLEST.fields, STRUCTS))
    content = data.draw(rows(schema, min_size=1, max_size=4))
    (column,) = [column for column in encoded(schema, content).fields_data if column.field_name == "a"]
    decoded = [extract_struct_array_from_column_data(column.struct_arrays, at) for at in range(len(content))]
    assert decoded == [stored(row, schema)["a"] for row in content]


def test_vectors_in_structs_are_indexed_by_their_path() -> None:
    chosen = simplest(indexes(Schema((*SIMPLEST.fields, STRUCTS)), capabilities=EVERYTHING))
    assert [entry.field for entry in chosen.entries] == ["vector", "a[vector]"]
