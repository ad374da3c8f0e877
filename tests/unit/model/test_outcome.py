"""Nothing that a user could notice in a result is lost when it is recorded."""

import asyncio
import enum
import gc
import warnings
from collections import UserDict

import grpc
import numpy as np
import pytest
import scipy.sparse
from pymilvus import (
    AnnSearchRequest,
    CollectionSchema,
    DataType,
    FieldSchema,
    MilvusException,
    RRFRanker,
    WeightedRanker,
)
from pymilvus.client.types import LoadState, OmitZeroDict
from pymilvus.exceptions import ParamError
from pymilvus.grpc_gen import schema_pb2
from pymilvus.milvus_client.index import IndexParams

from conformance.model import Raised, Typed, raised, record


@pytest.mark.parametrize("value", [None, True, 1, 1.0, "1", b"1", [1, (2, {"a": None})], {1: [], "b": {}}])
def test_plain_values_stay_as_they_are(value):
    assert record(value) == value
    assert repr(record(value)) == repr(value)


def test_a_recorded_container_is_a_copy():
    rows = [{"a": [1]}]
    kept = record(rows)
    rows[0]["a"].append(2)
    assert kept == [{"a": [1]}]


@pytest.mark.parametrize(
    ("value", "type_", "content"),
    [
        (np.array([[1, 2]], dtype=np.float32), "numpy.ndarray", ["float32", [[1.0, 2.0]]]),
        (np.int64(3), "numpy.int64", ["int64", 3]),
        (OmitZeroDict({"insert_count": 0}), "pymilvus.client.types.OmitZeroDict", {"insert_count": 0}),
        (UserDict({"a": 1}), "collections.UserDict", {"a": 1}),
        (DataType.INT64, "pymilvus.client.types.DataType", "INT64"),
        (LoadState.Loaded, "pymilvus.client.types.LoadState", "Loaded"),
        ({"b", "a"}, "set", ["a", "b"]),
        (frozenset({1}), "frozenset", [1]),
    ],
)
def test_the_type_of_other_values_is_kept(value, type_, content):
    recorded = record(value)
    assert (recorded.type, recorded.value) == (type_, content)


def test_subclasses_of_plain_types_are_told_apart():
    class Text(str):
        __slots__ = ()

    class Colour(enum.IntEnum):
        RED = 1

    assert record(Text("a")).value == "a"
    assert record(Text("a")) != "a"
    assert record(Colour.RED).value == "RED"
    assert record(Colour.RED) != 1


def test_protobuf_containers_are_no_lists():
    message = schema_pb2.LongArray(data=[1, 2**53 + 1])
    assert record(message).value.keys() == {"data"}
    repeated = record(message.data)
    assert repeated.value == [1, 2**53 + 1]
    assert "Repeated" in repeated.type


def test_a_wide_sparse_matrix_is_recorded_by_its_entries():
    # 2**31 columns; anything that made it dense would not come back.
    matrix = scipy.sparse.csr_matrix(([0.5], ([0], [2**31])), shape=(1, 2**31 + 1))
    recorded = record(matrix)
    assert recorded.type.startswith("scipy.sparse")
    dtype, shape, _, data = recorded.value
    assert (dtype, shape, data) == ("float64", [1, 2**31 + 1], [0.5])


def test_a_coroutine_is_recorded_and_closed():
    async def answer():
        return 1

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert record([answer()]) == [Typed("coroutine", "never awaited")]
        gc.collect()


def test_lazy_rows_are_read_by_index():
    class Lazy(list):
        """As pymilvus' HybridExtraList: iteration gives what was not filled in yet."""

        def __getitem__(self, place):
            return {"id": super().__getitem__(place)}

    assert record(Lazy([1, 2])).value == [{"id": 1}, {"id": 2}]


def test_the_content_of_argument_objects_is_seen():
    schema = CollectionSchema([FieldSchema("id", DataType.INT64, is_primary=True)], description="old")
    before = record(schema)
    schema.fields[0].name = "other"
    assert record(schema) != before

    parameters = IndexParams()
    parameters.add_index("v", index_type="FLAT", metric_type="L2")
    before = record(parameters)
    parameters[0]._configs["metric_type"] = "IP"
    assert record(parameters) != before

    assert record(RRFRanker(3)) != record(RRFRanker(4))
    assert record(WeightedRanker(0.1, 0.2)) != record(WeightedRanker(0.2, 0.1))
    one, other = (AnnSearchRequest([[1.0]], "v", {}, limit, expr="a > 1") for limit in (1, 2))
    assert record(one) != record(other)


def test_properties_and_slots_are_seen():
    class Group:
        __slots__ = ("_id", "name")

        def __init__(self, id_, name):
            self._id, self.name = id_, name

        @property
        def id(self):
            return self._id

        @property
        def broken(self):
            raise AttributeError

    assert record(Group(1, "n")).value == {"id": 1, "name": "n"}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MilvusException(code=100, message="x"), Raised("pymilvus.exceptions.MilvusException", 100, "")),
        (ParamError(message="x"), Raised("pymilvus.exceptions.ParamError", 1, "")),
        (ValueError("x"), Raised("ValueError", None, "")),
        (asyncio.TimeoutError(), Raised(f"{asyncio.TimeoutError.__module__}.TimeoutError", None, "")),
    ],
)
def test_errors_are_known_by_class_and_code(error, expected):
    seen = raised(error)
    assert seen.type.rpartition(".")[2] == expected.type.rpartition(".")[2]
    assert seen.code == expected.code


def test_grpc_errors_are_one_family_with_the_name_of_their_status():
    class Sync(grpc.RpcError):
        def code(self):
            return grpc.StatusCode.UNAVAILABLE

        def details(self):
            return "no server"

    Sync.__module__, Sync.__qualname__ = "grpc._channel", "_InactiveRpcError"
    assert raised(Sync()) == Raised("grpc.RpcError", "UNAVAILABLE", "no server")
    assert raised(Sync()).message == "no server"
