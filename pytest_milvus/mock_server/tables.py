"""Generated tables: answers of Search, HybridSearch and Query, in every field type that the release knows.

The one rule: all columns of a table are equally long, and what is null is marked and filled as servers do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pymilvus.grpc_gen import schema_pb2

from pytest_milvus.mock_server.messages import messages
from pytest_milvus.mock_server.service import rpcs

__all__ = ["tables"]

SIZES = st.sampled_from((0, 1, 2, 3, 40))
"""Rows of a table, or hits of a query."""

_TYPES = dict(schema_pb2.DataType.items())

_INTS = st.sampled_from((0, 1, -1, 127))
_LONGS = st.sampled_from((0, -1, 2**53 + 1, 2**63 - 1, -(2**63)))
_FLOATS = st.sampled_from((0.0, 0.5, -1.25, 3.0e38))
_TEXTS = st.sampled_from(("", "a", "größe", "\N{SNOWMAN}\n"))
_JSON = st.sampled_from((b"{}", b'{"k": [1, null, 9007199254740993]}', b"[]", b"1", b'"text"', b"null"))

_SCALARS: Mapping[str, tuple[str, SearchStrategy[Any]]] = {
    "Bool": ("bool_data", st.booleans()),
    "Int8": ("int_data", _INTS),
    "Int16": ("int_data", _INTS),
    "Int32": ("int_data", st.sampled_from((0, 2**31 - 1, -(2**31)))),
    "Int64": ("long_data", _LONGS),
    "Float": ("float_data", _FLOATS),
    "Double": ("double_data", st.sampled_from((0.0, 0.1, -1e300))),
    "VarChar": ("string_data", _TEXTS),
    "JSON": ("json_data", _JSON),
    "Geometry": ("geometry_wkt_data", st.just("POINT (1 2)")),
    "Timestamptz": ("string_data", st.just("2024-12-31T22:00:00Z")),
}
"""Where a scalar type travels, and its values."""

LENGTHS = st.integers(0, 2)
"""Elements of an array."""

_ELEMENTS = ("Bool", "Int8", "Int32", "Int64", "Float", "Double", "VarChar")
EXTRAS = (
    *("group_by_field_value", "group_by_field_values", "highlight_results", "element_indices"),
    *("search_iterator_v2_results", "agg_buckets"),
)
"""What a search may tell beside its hits: groups, highlights, elements of struct arrays, an iterator's session."""

DIM = 8
_WIDTHS = {"BinaryVector": DIM // 8, "Float16Vector": 2 * DIM, "BFloat16Vector": 2 * DIM, "Int8Vector": DIM}
_HELD = {
    "BinaryVector": "binary_vector",
    "Float16Vector": "float16_vector",
    "BFloat16Vector": "bfloat16_vector",
    "Int8Vector": "int8_vector",
}


def tables(rpc: str) -> SearchStrategy[Any] | None:
    """Return a strategy for the answers of an RPC that answers with a table, ``None`` for any other."""
    makers: Mapping[str, Callable[[], SearchStrategy[Any]]] = {
        "Search": _results,
        "HybridSearch": _results,
        "Query": _rows,
    }
    return makers[rpc]() if rpc in makers else None


@st.composite
def _rows(draw: st.DrawFn) -> Any:
    response = rpcs()["Query"].response()
    count = draw(SIZES)
    columns = draw(st.lists(st.sampled_from(_names()), max_size=4, unique=True))
    response.fields_data.append(_column(draw, "Int64", "id", count, nullable=False))
    for name in columns:
        response.fields_data.append(_column(draw, name, name.lower(), count))
    if draw(st.booleans()):
        response.fields_data.append(_meta(count))
    response.collection_name = "books"
    response.output_fields.extend(column.field_name for column in response.fields_data)
    _set(response, session_ts=2**53 + 1, primary_field_name="id")
    return response


@st.composite
def _results(draw: st.DrawFn) -> Any:
    response = rpcs()["Search"].response()
    data = response.results
    sizes = draw(st.lists(SIZES, min_size=1, max_size=3))
    count = sum(sizes)
    data.num_queries, data.top_k = len(sizes), max(sizes)
    data.topks.extend(sizes)
    data.scores.extend(_many(draw, _FLOATS, count))
    if draw(st.booleans()):
        data.ids.int_id.data.extend(_many(draw, _LONGS, count))
    else:
        data.ids.str_id.data.extend(_many(draw, _TEXTS, count))
    for name in draw(st.lists(st.sampled_from(_names()), max_size=3, unique=True)):
        data.fields_data.append(_column(draw, name, name.lower(), count))
    if draw(st.booleans()):
        data.fields_data.append(_meta(count))
    data.output_fields.extend(column.field_name for column in data.fields_data)
    data.all_search_count = draw(st.sampled_from((0, 2**53 + 1)))
    if draw(st.booleans()) and "recalls" in data.DESCRIPTOR.fields_by_name:
        data.recalls.extend([0.5] * len(sizes))
    _set(data, primary_field_name=draw(st.sampled_from(("key", "", "id"))))
    _extras(draw, data, sizes)
    _set(response, session_ts=draw(st.sampled_from((0, 2**53 + 1))))
    return response


def _extras(draw: st.DrawFn, data: Any, sizes: Sequence[int]) -> None:
    """Add one of what a search tells beside its hits, where the release knows it."""
    count = sum(sizes)
    extra = draw(st.sampled_from(("", *(name for name in EXTRAS if name in data.DESCRIPTOR.fields_by_name))))
    if extra == "group_by_field_value":
        data.group_by_field_value.CopyFrom(_column(draw, "VarChar", "group", count))
    elif extra == "group_by_field_values":
        data.group_by_field_values.extend(
            _column(draw, kind, kind.lower(), count) for kind in ("Int64", "VarChar")
        )
    elif extra == "highlight_results":
        result = data.highlight_results.add(field_name="varchar")
        for _ in range(count):
            result.datas.add(fragments=draw(st.lists(_TEXTS, max_size=2)), scores=[0.5])
    elif extra == "element_indices":
        data.element_indices.data.extend(_many(draw, _INTS, count))
    elif extra == "search_iterator_v2_results":
        data.search_iterator_v2_results.token = "token"
        data.search_iterator_v2_results.last_bound = draw(_FLOATS)
    elif extra == "agg_buckets":
        shares = [min(size, 2) for size in sizes]
        bucket = messages(data.DESCRIPTOR.fields_by_name[extra].message_type)
        data.agg_buckets.extend(_many(draw, bucket, sum(shares)))
        data.agg_topks.extend(shares)


def _names() -> list[str]:
    offered = schema_pb2.ScalarField.DESCRIPTOR.fields_by_name
    vectors = schema_pb2.VectorField.DESCRIPTOR.fields_by_name
    names = [name for name, (held, _) in _SCALARS.items() if name in _TYPES and held in offered]
    names += [name for name, held in _HELD.items() if name in _TYPES and held in vectors]
    names += ["ArrayOfStruct"] if "struct_arrays" in schema_pb2.FieldData.DESCRIPTOR.fields_by_name else []
    return [*names, "Array", "FloatVector", "SparseFloatVector"]


def _many(draw: st.DrawFn, values: SearchStrategy[Any], count: int) -> list[Any]:
    """Draw values, of which the first three come again and again, so that a large table costs little."""
    few = min(count, 3)
    drawn = draw(st.lists(values, min_size=few, max_size=few))
    return [drawn[place % few] for place in range(count)]


def _column(draw: st.DrawFn, kind: str, name: str, count: int, *, nullable: bool = True) -> Any:
    column = schema_pb2.FieldData(type=_TYPES[kind], field_name=name, field_id=100 + len(name))
    if kind in _SCALARS:
        held, values = _SCALARS[kind]
        getattr(column.scalars, held).data.extend(_many(draw, values, count))
    elif kind == "Array":
        _arrays(draw, column, draw(st.sampled_from(_ELEMENTS)), [draw(LENGTHS) for _ in range(count)])
        return column
    elif kind == "ArrayOfStruct":
        _structs(draw, column, count)
        return column
    else:
        _vectors(draw, column, kind, count)
        return column
    if nullable and draw(st.booleans()) and "valid_data" in column.DESCRIPTOR.fields_by_name:
        column.valid_data.extend(_many(draw, st.booleans(), count))
    return column


def _arrays(draw: st.DrawFn, column: Any, element: str, lengths: Sequence[int]) -> None:
    held, values = _SCALARS[element]
    arrays = column.scalars.array_data
    arrays.element_type = _TYPES[element]
    for length in lengths:
        getattr(arrays.data.add(), held).data.extend(_many(draw, values, length))


def _structs(draw: st.DrawFn, column: Any, count: int) -> None:
    """Fill an array of structs: a column for each of their fields, all with as many elements in a row."""
    lengths = [draw(LENGTHS) for _ in range(count)]
    fields = column.struct_arrays.fields
    for element in draw(st.lists(st.sampled_from(_ELEMENTS), min_size=1, max_size=2, unique=True)):
        _arrays(draw, fields.add(type=_TYPES["Array"], field_name=element.lower()), element, lengths)
    if draw(st.booleans()):
        vectors = fields.add(type=_TYPES["ArrayOfVector"], field_name="vector").vectors
        vectors.dim = vectors.vector_array.dim = DIM
        vectors.vector_array.element_type = _TYPES["FloatVector"]
        for length in lengths:
            row = vectors.vector_array.data.add(dim=DIM)
            row.float_vector.data.extend(_many(draw, _FLOATS, DIM * length))


def _vectors(draw: st.DrawFn, column: Any, kind: str, count: int) -> None:
    column.vectors.dim = DIM
    if kind == "FloatVector":
        numbers = draw(st.lists(_FLOATS, min_size=DIM, max_size=DIM))
        column.vectors.float_vector.data.extend(numbers * count)
    elif kind == "SparseFloatVector":
        vectors = st.sampled_from((b"", b"\x03\x00\x00\x00\x00\x00\x00\x3f"))
        column.vectors.sparse_float_vector.contents.extend(_many(draw, vectors, count))
        column.vectors.sparse_float_vector.dim = 4
    else:
        width = _WIDTHS[kind]
        setattr(column.vectors, _HELD[kind], bytes(range(width)) * count)


def _meta(count: int) -> Any:
    column = schema_pb2.FieldData(type=_TYPES["JSON"], field_name="$meta", is_dynamic=True)
    column.scalars.json_data.data.extend([b'{"note": "dynamic", "n": 9007199254740993}'] * count)
    return column


def _set(message: Any, **fields: Any) -> None:
    for name, value in fields.items():
        if name in message.DESCRIPTOR.fields_by_name:
            setattr(message, name, value)
