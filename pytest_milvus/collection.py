"""Collections for one test: made in one call, ready to be searched, dropped after the test.

The one rule: when the factory returns, the collection is loaded and every row of it can be seen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from pytest_milvus.janitor import Janitor

if TYPE_CHECKING:
    from pymilvus import CollectionSchema, MilvusClient
    from pymilvus.milvus_client.index import IndexParams

__all__ = ["CollectionFactory", "Row", "milvus_collection"]

Row = Mapping[str, Any]

_BATCH = 1000
_KEY_LENGTH = 512
_DENSE = {"index_type": "FLAT", "metric_type": "COSINE"}
_INDEXES: Mapping[str, Mapping[str, Any]] = {
    "FLOAT_VECTOR": _DENSE,
    "FLOAT16_VECTOR": _DENSE,
    "BFLOAT16_VECTOR": _DENSE,
    "INT8_VECTOR": {
        "index_type": "HNSW",
        "metric_type": "COSINE",
        "params": {"M": 16, "efConstruction": 200},
    },
    "BINARY_VECTOR": {"index_type": "BIN_FLAT", "metric_type": "HAMMING"},
    "SPARSE_FLOAT_VECTOR": {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"},
}
"""The index of a vector field for which none is asked: an exact one where Milvus has one for the type."""


@pytest.fixture
def milvus_collection(request: pytest.FixtureRequest, milvus_names: Janitor) -> Iterator[CollectionFactory]:
    """Factory of collections that are dropped after the test, whether it passes or not.

    ``milvus_collection(rows=[...])``, ``milvus_collection(dim=8)`` or ``milvus_collection(schema=schema)``
    returns the name of a loaded collection with consistency level Strong.
    """
    factory = CollectionFactory(milvus_names, request.node.name)
    yield factory
    factory.drop()


class CollectionFactory:
    """What `milvus_collection` gives to a test.

    Args:
        janitor: Gives the names and drops the collections.
        label: Ends the names.
    """

    def __init__(self, janitor: Janitor, label: str) -> None:
        self._janitor, self._label = janitor, label
        self._names: list[str] = []

    @property
    def client(self) -> MilvusClient:
        """The client that it works with."""
        return self._janitor.client

    def name(self) -> str:
        """Return a name for a collection that the code under test creates; it is dropped like the others."""
        self._names.append(self._janitor.new(self._label))
        return self._names[-1]

    def drop(self) -> None:
        """Drop every collection made so far; happens by itself after the test."""
        self._janitor.drop(*self._names)
        self._names.clear()

    def __call__(
        self,
        *,
        rows: Iterable[Row] = (),
        dim: int | None = None,
        schema: CollectionSchema | None = None,
        index: IndexParams | Mapping[str, Mapping[str, Any]] | None = None,
        **settings: Any,
    ) -> str:
        """Create, index and load a collection, and insert rows.

        Args:
            rows: Rows to insert, any number; sent in batches of 1,000.
            dim: Dimension of ``vector`` in the quick form, which has the fields ``id`` (INT64, VARCHAR if the
                first row's is a string, made by the server if it has none) and ``vector`` (FLOAT_VECTOR);
                other keys are dynamic fields. Default: the dimension of the first row.
            schema: A schema in place of the quick form.
            index: Keyword arguments of ``IndexParams.add_index`` by field name, for example
                ``{"vector": {"index_type": "FLAT", "metric_type": "L2"}}``; vector fields left out get an
                exact index with COSINE, IP (sparse) or HAMMING (binary). Or an ``IndexParams``, used as is.
            **settings: Further keyword arguments of ``MilvusClient.create_collection``.

        Returns:
            The collection's name.

        Raises:
            TypeError: Neither rows nor `dim` nor `schema`, or both `dim` and `schema`.
            pymilvus.MilvusException: The server refused something.
        """
        client, name = self.client, self.name()
        batches = _batches(rows)
        head = next(batches, [])
        if schema is None:
            schema = _quick_schema(dim, head)
        elif dim is not None:
            msg = "milvus_collection() takes dim or schema, not both: a schema has its own dimensions"
            raise TypeError(msg)
        settings = {"consistency_level": "Strong"} | settings
        client.create_collection(name, schema=schema, **settings)
        # There is nothing to index yet; waiting for the index would cost half a second in pymilvus.
        client.create_index(name, _index_params(schema, index), sync=False)
        client.load_collection(name)
        for batch in itertools.chain([head] if head else [], batches):
            client.insert(name, batch)
        return name


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while batch := list(itertools.islice(remaining, _BATCH)):
        yield batch


def _quick_schema(dim: int | None, rows: list[Row]) -> CollectionSchema:
    from pymilvus import DataType, MilvusClient

    first: Row = rows[0] if rows else {}
    if dim is None and "vector" not in first:
        msg = "milvus_collection() needs rows with a 'vector', dim=..., or schema=..."
        raise TypeError(msg)
    schema = MilvusClient.create_schema(auto_id=bool(first) and "id" not in first, enable_dynamic_field=True)
    if isinstance(first.get("id"), str):
        schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=_KEY_LENGTH)
    else:
        schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=len(first["vector"]) if dim is None else dim)
    return schema


def _index_params(
    schema: CollectionSchema, index: IndexParams | Mapping[str, Mapping[str, Any]] | None
) -> IndexParams:
    from pymilvus import MilvusClient

    if index is not None and not isinstance(index, Mapping):
        return index
    full_text = {
        name for function in schema.functions if function.type == 1 for name in function.output_field_names
    }
    wanted: dict[str, Mapping[str, Any]] = {}
    for field in schema.fields:
        if field.dtype.name in _INDEXES:
            bm25 = {"metric_type": "BM25"} if field.name in full_text else {}
            wanted[field.name] = {**_INDEXES[field.dtype.name], **bm25}
    params = MilvusClient.prepare_index_params()
    for name, words in (wanted | dict(index or {})).items():
        params.add_index(field_name=name, **words)
    return params
