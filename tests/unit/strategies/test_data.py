"""Schemas, indexes, rows and vectors: what is drawn fits, has its edges, and shrinks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument, NoSuchExample

from conformance.model import Field, Schema
from conformance.strategies import (
    documents,
    indexes,
    query_vectors,
    rows,
    scalars,
    schemas,
    search_texts,
    sparse_vectors,
    vector_inputs,
    vectors,
)
from pytest_milvus.values.geometry import Box
from pytest_milvus.values.recipe import build, code
from pytest_milvus.values.schema import UNSET
from pytest_milvus.values.text import words

EVERYTHING = frozenset(
    """dense sparse binary_vectors float16_vectors bfloat16_vectors int8_vectors several_vectors json arrays
    nullable default_values mixed_defaults dynamic_fields partition_keys scalar_index largest_keys
    text_match bm25 geometry timestamptz struct_arrays""".split()  # noqa: SIM905
)
SIMPLEST = Schema((Field("id", "INT64", primary=True), Field("vector", "FLOAT_VECTOR", {"dim": 2})))
BITS = {"INT8": 8, "INT16": 16, "INT32": 32, "INT64": 64}
BYTES = {"BINARY_VECTOR": 1 / 8, "FLOAT16_VECTOR": 2, "BFLOAT16_VECTOR": 2, "INT8_VECTOR": 1}

quickly = settings(
    max_examples=50, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
searching = settings(max_examples=400, derandomize=True, database=None, deadline=None)
absent = settings(searching, max_examples=100)
"""For what must not be drawn, and is more often than once in twenty where it may be."""


def simplest(strategy: st.SearchStrategy[Any], condition=lambda _: True, within=searching) -> Any:
    return find(strategy, condition, settings=within)


def fits(value: Any, dtype: str, params: Mapping[str, Any]) -> bool:
    """Say whether a field takes a value; written without the strategies' own tables."""
    match dtype:
        case "BOOL":
            return type(value) is bool
        case "INT8" | "INT16" | "INT32" | "INT64":
            limit = 2 ** (BITS[dtype] - 1)
            return type(value) is int and -limit <= value < limit
        case "FLOAT" | "DOUBLE":
            return type(value) is float and bool(
                np.isfinite(np.float32(value) if dtype == "FLOAT" else value)
            )
        case "VARCHAR":
            return type(value) is str and len(value.encode()) <= params["max_length"]
        case "TIMESTAMPTZ":
            return datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
        case "GEOMETRY":
            return Box.of(value).wkt == value
        case "JSON":
            return type(value) is dict and json.loads(json.dumps(value)) == value
        case "ARRAY":
            element = params["element_type"]
            return len(value) <= params["max_capacity"] and all(fits(item, element, params) for item in value)
        case "FLOAT_VECTOR":
            return len(value) == params["dim"] and all(type(item) is float for item in value) and any(value)
        case "SPARSE_FLOAT_VECTOR":
            return bool(value) and all(0 <= key < 2**32 - 1 and weight > 0 for key, weight in value.items())
    return type(value) is bytes and len(value) == params["dim"] * BYTES[dtype] and any(value)


def fits_structs(value: Any, field: Field) -> bool:
    """Say whether an array of structs is one."""
    return len(value) <= field.params["max_capacity"] and all(
        list(item) == [part.name for part in field.parts]
        and all(fits(item[part.name], part.dtype, part.params) for part in field.parts)
        for item in value
    )


def test_simplest_schema() -> None:
    assert simplest(schemas(capabilities=EVERYTHING)) == SIMPLEST


@quickly
@given(schemas(capabilities=frozenset()))
def test_nothing_is_drawn_that_is_not_offered(schema: Schema) -> None:
    assert [field.dtype for field in schema.vectors] == ["FLOAT_VECTOR"]
    assert not schema.dynamic
    for field in schema.scalars:
        assert field.dtype not in ("JSON", "ARRAY", "TIMESTAMPTZ", "GEOMETRY")
        assert "enable_analyzer" not in field.params
        assert (field.nullable, field.default, field.partition_key) == (False, UNSET, False)


@quickly
@given(schemas(capabilities=EVERYTHING, max_scalars=8))
def test_schemas_are_legal(schema: Schema) -> None:
    names = [field.name for field in schema.fields]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.isascii() and len(name) <= 255 for name in names)
    assert sum(field.partition_key for field in schema.fields) <= 1
    assert 1 <= len(schema.vectors) <= 3
    for field in schema.scalars:
        assert field.default == UNSET or fits(field.default, field.dtype, field.params)
    for field in schema.vectors:
        if field.bm25_of:
            assert field.dtype == "SPARSE_FLOAT_VECTOR"
            assert not schema[field.bm25_of].nullable
    schema.build()


def test_schemas_have_everything() -> None:
    wanted = {
        "VARCHAR key",
        "auto id",
        "dynamic",
        "3 vectors",
        "partition key",
        "null or default",
        "odd name",
        "vectors made of texts",
        "nullable text",
        "structs",
        "vectors in structs",
    }
    wanted |= {
        "SPARSE_FLOAT_VECTOR",
        "FLOAT_VECTOR",
        *BYTES,
        "JSON",
        "ARRAY",
        "TIMESTAMPTZ",
        "GEOMETRY",
        "BOOL",
        "DOUBLE",
        "FLOAT",
        *BITS,
    }
    seen: set[str] = set()

    @settings(quickly, max_examples=400)
    @given(schemas(capabilities=EVERYTHING))
    def see(schema: Schema) -> None:
        seen.update(field.dtype for field in schema.fields)
        kinds = {
            "VARCHAR key": schema.primary.dtype == "VARCHAR",
            "auto id": schema.primary.auto_id,
            "dynamic": schema.dynamic,
            "3 vectors": len(schema.vectors) == 3,
            "partition key": any(field.partition_key for field in schema.fields),
            "null or default": any(field.nullable and field.default != UNSET for field in schema.fields),
            "odd name": any(len(field.name) == 255 for field in schema.fields),
            "vectors made of texts": any(field.bm25_of for field in schema.fields),
            "structs": any(field.parts for field in schema.fields),
            "vectors in structs": any(part.is_vector for field in schema.fields for part in field.parts),
            "nullable text": any(
                field.nullable and field.params.get("enable_match") for field in schema.fields
            ),
        }
        seen.update(kind for kind, here in kinds.items() if here)

    see()
    assert wanted - seen == set()


def test_types_that_the_installed_release_lacks_are_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["conformance.strategies.schemas"]  # its function has its name
    monkeypatch.setattr(module, "offered", lambda name: not name.target.endswith("GEOMETRY"))
    offered = schemas(capabilities=EVERYTHING | {"asked for the first time"})
    with pytest.raises(NoSuchExample):
        simplest(offered, lambda schema: any(field.dtype == "GEOMETRY" for field in schema.fields), absent)


def test_a_field_shrinks_by_itself() -> None:
    def wanted(schema: Schema) -> bool:
        return any(field.dtype == "ARRAY" and field.nullable for field in schema.fields)

    array = Field("a", "ARRAY", {"element_type": "INT64", "max_capacity": 1}, nullable=True)
    assert simplest(schemas(capabilities=EVERYTHING), wanted) == Schema((*SIMPLEST.fields, array))


def test_auto_id_can_be_chosen() -> None:
    assert simplest(schemas(capabilities=EVERYTHING, auto_id=True)).primary.auto_id
    with pytest.raises(NoSuchExample):
        simplest(
            schemas(capabilities=EVERYTHING, auto_id=False), lambda schema: schema.primary.auto_id, absent
        )


@quickly
@given(st.data())
def test_indexes_are_exact_and_cover_the_vectors(data: st.DataObject) -> None:
    schema = data.draw(schemas(capabilities=EVERYTHING))
    chosen = data.draw(indexes(schema, capabilities=EVERYTHING))
    assert [entry.field for entry in chosen.entries][: len(schema.vectors)] == [
        field.name for field in schema.vectors
    ]
    for field in schema.vectors:
        assert (chosen[field.name].metric == "BM25") is bool(field.bm25_of)
    kinds = {entry.type for entry in chosen.entries if "[" not in entry.field}
    assert kinds <= {"FLAT", "BIN_FLAT", "SPARSE_INVERTED_INDEX", "INVERTED"}
    chosen.build()


def test_approximate_indexes_are_asked_for() -> None:
    drawn = indexes(SIMPLEST, capabilities=EVERYTHING, exact=False)
    assert simplest(drawn, lambda chosen: chosen.entries[0].type == "HNSW").entries[0].params["M"] == 8


@pytest.mark.parametrize(
    ("capability", "dtype", "kind"),
    [
        ("scalar_index", "BOOL", "INVERTED"),
        ("scalar_index", "VARCHAR", "INVERTED"),
        ("stl_sort_index", "INT8", "STL_SORT"),
        ("stl_sort_index", "DOUBLE", "STL_SORT"),
        ("stl_sort_index", "VARCHAR", "Trie"),
        ("stl_sort_index", "BOOL", None),
        ("stl_sort_index", "JSON", None),
    ],
)
def test_a_scalar_field_has_an_index_of_a_type_that_the_server_takes(
    capability: str, dtype: str, kind: str | None
) -> None:
    schema = Schema((*SIMPLEST.fields, Field("a", dtype, {"max_length": 8} if dtype == "VARCHAR" else {})))
    drawn = indexes(schema, capabilities=frozenset({capability}))
    if kind:
        assert simplest(drawn, lambda chosen: len(chosen.entries) > 1).entries[1].type == kind
    else:
        with pytest.raises(NoSuchExample):
            simplest(drawn, lambda chosen: len(chosen.entries) > 1, absent)


@quickly
@given(st.data())
def test_rows_fit_the_schema(data: st.DataObject) -> None:
    schema = data.draw(schemas(capabilities=EVERYTHING))
    drawn = data.draw(rows(schema, min_size=2, max_size=12, capabilities=EVERYTHING))
    assert 2 <= len(drawn) <= 12
    names = {field.name for field in schema.fields}
    for row in drawn:
        assert schema.dynamic or row.keys() <= names
        json.dumps({key: value for key, value in row.items() if key not in names})
        for field in schema.fields:
            if field.auto_id or field.bm25_of:
                assert field.name not in row
            elif row.get(field.name) is None:
                assert field.nullable or field.default != UNSET
            else:
                held = row[field.name]
                assert fits_structs(held, field) if field.parts else fits(held, field.dtype, field.params)
    if not schema.primary.auto_id:
        assert len({row[schema.primary.name] for row in drawn}) == len(drawn)


def test_simplest_rows() -> None:
    assert simplest(rows(SIMPLEST, min_size=2)) == (
        {"id": 0, "vector": [1.0, 1.0]},
        {"id": 1, "vector": [1.0, 1.0]},
    )


def test_a_cell_shrinks_by_itself() -> None:
    fields = (Field("a", "VARCHAR", {"max_length": 16}), Field("b", "INT64"), Field("c", "JSON"))
    found = simplest(
        rows(Schema((*SIMPLEST.fields, *fields)), min_size=2), lambda drawn: drawn[1]["b"] == 2**53 + 1
    )
    assert found == tuple(
        {"id": key, "vector": [1.0, 1.0], "a": "a", "b": b, "c": {}} for key, b in ((0, 0), (1, 2**53 + 1))
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((Field("a", dtype), edge) for dtype in BITS for edge in (-(2 ** (BITS[dtype] - 1)), 0)),
        (Field("a", "INT64"), 2**53 + 1),
        (Field("a", "FLOAT"), 0.1),
        (Field("a", "DOUBLE"), 0.1 + 0.2),
        (Field("a", "VARCHAR", {"max_length": 20}), ""),
        (Field("a", "VARCHAR", {"max_length": 20}), "x" * 20),
        (Field("a", "VARCHAR", {"max_length": 20}), "日本"),
        (Field("a", "VARCHAR", {"max_length": 20}), '"'),
        (Field("a", "VARCHAR", {"max_length": 20}), "\\"),
        (Field("a", "ARRAY", {"element_type": "INT8", "max_capacity": 4}), []),
        (Field("a", "ARRAY", {"element_type": "INT8", "max_capacity": 2}), [0, 0]),
        (Field("a", "BOOL"), True),
        (Field("a", "GEOMETRY"), "POINT (0 0)"),
        (Field("a", "TIMESTAMPTZ"), "2025-01-01T02:00:00+02:00"),
    ],
    ids=str,
)
def test_scalars_have_their_edges(field: Field, value: object) -> None:
    assert simplest(scalars(field), lambda drawn: drawn == value) == value


def test_geometries_are_points_and_rectangles() -> None:
    rectangles = simplest(scalars(Field("a", "GEOMETRY")), lambda wkt: wkt.startswith("POLYGON"))
    assert rectangles == "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"


@pytest.mark.parametrize("wanted", ["e", "k", "n", 'odd "key"\\'])
def test_documents_have_odd_parts(wanted: str) -> None:
    assert len(simplest(documents(), lambda drawn: json.dumps(wanted) in json.dumps(drawn))) == 1


def test_nullable_fields_are_none_and_absent() -> None:
    schema = Schema((*SIMPLEST.fields, Field("a", "INT64", nullable=True)))
    assert simplest(rows(schema, min_size=1), lambda drawn: drawn[0].get("a", 0) is None)[0]["a"] is None
    assert "a" not in simplest(rows(schema, min_size=1), lambda drawn: "a" not in drawn[0])[0]


TEXT = Field("a", "VARCHAR", {"max_length": 64, "enable_analyzer": True})


@quickly
@given(scalars(TEXT))
def test_texts_have_the_words_that_every_analyzer_finds(text: str) -> None:
    assert fits(text, "VARCHAR", TEXT.params)
    assert "_" not in text
    assert words(text) == [part for part in re.split(r"[\s,!(-]+", text.lower()) if part]


def test_texts_share_words_and_differ() -> None:
    assert simplest(scalars(TEXT)) == "red"
    assert simplest(scalars(TEXT), lambda text: text == "") == ""
    assert len(words(simplest(scalars(TEXT), lambda text: len(set(words(text))) > 2))) == 3


@quickly
@given(search_texts(["red fox", None, "blue"]))
def test_texts_to_search_with_are_of_known_words(text: str) -> None:
    assert set(words(text)) <= {"red", "fox", "blue", "absent"}
    assert words(text)


@quickly
@given(st.data())
def test_ties_are_common(data: st.DataObject) -> None:
    schema = Schema((Field("id", "INT64", primary=True), Field("v", "FLOAT_VECTOR", {"dim": 8})))
    drawn = data.draw(rows(schema, min_size=20))
    assert len({tuple(row["v"]) for row in drawn}) < len(drawn)


def test_rows_share_nothing_mutable() -> None:
    schema = Schema((*SIMPLEST.fields, Field("j", "JSON")), dynamic=True)
    for row in simplest(rows(schema, min_size=3)):
        row["vector"].append(0)
        row["j"]["new"] = 1
    assert simplest(rows(schema, min_size=3))[0] == {"id": 0, "vector": [1.0, 1.0], "j": {}}


VECTOR_FIELDS = [
    Field("v", "FLOAT_VECTOR", {"dim": 3}),
    Field("v", "SPARSE_FLOAT_VECTOR"),
    *(Field("v", dtype, {"dim": 8}) for dtype in BYTES),
]


@pytest.mark.parametrize("field", VECTOR_FIELDS, ids=lambda field: field.dtype)
@quickly
@given(data=st.data())
def test_vectors_fit(field: Field, data: st.DataObject) -> None:
    assert fits(data.draw(vectors(field)), field.dtype, field.params)


@pytest.mark.parametrize("field", VECTOR_FIELDS, ids=lambda field: field.dtype)
@quickly
@given(data=st.data())
def test_every_form_of_a_vector_builds(field: Field, data: st.DataObject) -> None:
    for form in [data.draw(vector_inputs(field)), *data.draw(query_vectors(field, min_size=2, max_size=2))]:
        built = build(form)
        if hasattr(built, "tocoo"):
            assert built.shape[0] == 1
            assert built.nnz >= 1
        elif isinstance(built, np.ndarray):
            assert built.ndim == 1
            assert built.size == (1 if field.dtype == "BINARY_VECTOR" else field.dim)
        else:
            assert isinstance(built, (bytes, list, dict))
        assert code(form)


def test_search_input_takes_every_form() -> None:
    inputs = vector_inputs(Field("v", "SPARSE_FLOAT_VECTOR"))
    for kind in (dict, list):
        assert isinstance(simplest(inputs, lambda form, kind=kind: isinstance(form, kind)), kind)
    matrix = simplest(inputs, lambda form: hasattr(build(form), "tocoo"))
    assert code(matrix).startswith("csr_matrix(([1.0], ([0], [0]")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: rows(SIMPLEST, min_size=3, max_size=2),
        lambda: rows(SIMPLEST, min_size=-1),
        lambda: vectors(Field("a", "INT64")),
        lambda: scalars(Field("v", "FLOAT_VECTOR", {"dim": 2})),
        lambda: sparse_vectors(max_size=0),
        lambda: simplest(schemas(capabilities=EVERYTHING, max_vectors=0)),
        lambda: simplest(schemas(capabilities=EVERYTHING, max_scalars=99)),
    ],
)
def test_wrong_arguments_are_named_early(wrong) -> None:
    with pytest.raises(InvalidArgument):
        wrong()


DRAWN = """
from hypothesis import given, settings, strategies as st, Phase
from conformance.strategies import filters, rows, schemas
from tests.unit.strategies.test_data import EVERYTHING

@settings(max_examples=20, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
@given(st.data())
def show(data):
    schema = data.draw(schemas(capabilities=EVERYTHING))
    drawn = data.draw(rows(schema, min_size=1))
    print(schema, drawn, data.draw(filters(schema, drawn, capabilities=EVERYTHING)).text)

show()
"""


def test_drawn_values_depend_on_the_seed_alone() -> None:
    def drawn(hashes: str) -> str:
        environment = {"PYTHONHASHSEED": hashes, "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            [sys.executable, "-c", DRAWN], env=environment, capture_output=True, check=True, encoding="utf-8"
        ).stdout

    one, other = map(drawn, "12")
    assert len(one) > 1000
    assert one == other
