"""Schemas and indexes as values: what they build, and the code that builds the same."""

import pymilvus
import pytest
from pymilvus.milvus_client.index import IndexParams

from pytest_milvus.values.schema import Field, Index, Indexes, Schema

INDEXES = Indexes((Index("vector", "HNSW", "by_vector", "L2", {"M": 8}), Index("words", "AUTOINDEX")))


class OldParams:
    """As in pymilvus 2.5.4: no list, and made with one index at most."""

    def __init__(self, field_name: str = "", **kwargs: object) -> None:
        self.indexes: list[tuple[object, ...]] = []
        if field_name:
            self.add_index(field_name, **kwargs)

    def add_index(
        self, field_name: str, index_type: str = "", index_name: str = "", **kwargs: object
    ) -> None:
        self.indexes.append((field_name, index_type, index_name, kwargs))


def evaluated(code: str, kind: type) -> object:
    from pymilvus.milvus_client.index import IndexParam

    return eval(code, {"IndexParams": kind, "IndexParam": IndexParam})


def test_index_parameters_hold_every_index_in_order() -> None:
    built = INDEXES.build()
    assert isinstance(built, IndexParams)
    assert [item.to_dict() for item in built] == [
        {
            "field_name": "vector",
            "index_type": "HNSW",
            "index_name": "by_vector",
            "M": 8,
            "metric_type": "L2",
        },
        {"field_name": "words", "index_type": "AUTOINDEX", "index_name": ""},
    ]


def test_their_code_makes_the_same() -> None:
    made = evaluated(INDEXES.code(), IndexParams)
    assert str(made) == str(INDEXES.build())


def test_they_are_made_in_a_release_in_which_they_are_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymilvus.milvus_client.index.IndexParams", OldParams)
    built, made = INDEXES.build(), evaluated(INDEXES.code(), OldParams)
    assert built.indexes == made.indexes  # type: ignore[attr-defined]
    assert [item[0] for item in built.indexes] == ["vector", "words"]
    assert built.indexes[0][3] == {"metric_type": "L2", "params": {"M": 8}}


def test_a_vector_that_is_made_of_a_text_brings_its_function() -> None:
    text = Field("text", "VARCHAR", {"max_length": 64, "enable_analyzer": True})
    made = Field("words", "SPARSE_FLOAT_VECTOR", bm25_of="text")
    schema = Schema((Field("id", "INT64", primary=True), made, text))
    built = schema.build()
    (function,) = built.functions
    assert (function.type, function.input_field_names) == (pymilvus.FunctionType.BM25, ["text"])
    assert function.output_field_names == ["words"]
    assert [field.name for field in built.fields if field.is_function_output] == ["words"]
    assert built.fields[2].params["enable_analyzer"] is True
    names: dict[str, object] = {}
    exec("\n".join(schema.imports()), names)
    assert eval(schema.code(), names).to_dict() == built.to_dict()
