"""Every claim of the profiles, tried on a real server: what is offered works, what is not does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import numpy as np
import pytest
from pymilvus import (
    AnnSearchRequest,
    AsyncMilvusClient,
    DataType,
    Function,
    FunctionType,
    MilvusClient,
    MilvusException,
    RRFRanker,
)

from pytest_milvus.engines import make_engine
from pytest_milvus.engines.capabilities import catalogue
from pytest_milvus.engines.connection import Connection, UnansweredError
from pytest_milvus.engines.engine import Engine
from pytest_milvus.options import Options
from tests.live.filter_cases import CASES

REFUSALS = (MilvusException, grpc.RpcError)
NAME = "test_case"
ROWS = [{"id": n, "v": [float(n), 1.0, 0.0, 0.0], "n": n % 3, "s": f"word{n}"} for n in range(6)]


@pytest.fixture(scope="module", params=["embedded", pytest.param("container", marks=pytest.mark.container)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    image = request.getfixturevalue("milvus_image") if request.param == "container" else "unused:0"
    engine = make_engine(Options(engine=request.param, image=image))
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture
def client(engine: Engine) -> Iterator[MilvusClient]:
    client = MilvusClient(engine.uri, token=engine.token)
    yield client
    if client.has_collection(NAME):
        client.drop_collection(NAME)
    client.close()


def test_probing_confirms_the_profile(engine: Engine) -> None:
    assert engine.notes == ()


UNRELIABLE = {
    ("container", "float16_vectors"): "Milvus 2.3.5 finds them most of the time",
    ("container", "geometry"): "Milvus 2.3.5 dies of a type that it does not know",
    ("container", "timestamptz"): "as geometry",
    ("container", "session_deletes"): "Milvus 2.3.5 dates no delete, and a read mostly comes late enough",
    (
        "embedded",
        "concurrent_writes",
    ): "Milvus Lite trusts that a collection has one writer, which goes well mostly",
}
"""What an engine neither offers nor refuses, and why it can't be tried."""


@pytest.mark.parametrize("name", sorted(catalogue().keys() - CASES.keys()))
def test_capability(name: str, engine: Engine, client: MilvusClient) -> None:
    if (engine.name, name) in UNRELIABLE:
        assert name not in engine.capabilities
    elif name in engine.capabilities:
        CASES[name](client)
    else:
        # Some servers ignore what they do not know, so that the test case's own check fails.
        with pytest.raises((*REFUSALS, AssertionError)):
            CASES[name](client)


# What a test case needs -----------------------------------------------------------------------------------------

Fields = dict[str, dict[str, Any]]
VECTOR: Fields = {"v": {"datatype": DataType.FLOAT_VECTOR, "dim": 4}}
FLAT = {"v": {"index_type": "FLAT", "metric_type": "L2"}}


def make(
    client: MilvusClient,
    fields: Fields,
    rows: list[dict[str, Any]] = ROWS,
    indexes: dict[str, dict[str, Any]] = FLAT,
    *,
    functions: tuple[Function, ...] = (),
    dynamic: bool = True,
) -> None:
    """Create the collection of a test case: indexed, loaded, with rows."""
    schema = client.create_schema(auto_id=False, enable_dynamic_field=dynamic)
    schema.add_field("id", DataType.INT64, is_primary=True)
    for field, words in fields.items():
        schema.add_field(field, **words)
    for function in functions:
        schema.add_function(function)
    wanted = client.prepare_index_params()
    for field, words in indexes.items():
        wanted.add_index(field, **words)
    client.create_collection(NAME, schema=schema, index_params=wanted, consistency_level="Strong", timeout=30)
    client.insert(NAME, rows)


def found(client: MilvusClient, filter: str) -> list[int]:
    """The primary keys that a filter finds."""
    return sorted(row["id"] for row in client.query(NAME, filter, ["id"]))


def nearest(client: MilvusClient, vector: Any, field: str = "v", **words: Any) -> list[int]:
    """The primary keys that a search finds, best first."""
    (hits,) = client.search(NAME, [vector], anns_field=field, limit=3, **words)
    return [hit["id"] for hit in hits]


def vectors_of(kind: DataType, index: dict[str, Any], rows: list[Any]) -> Callable[[MilvusClient], None]:
    """A test case of a vector type: each vector finds itself."""

    def test_case(client: MilvusClient) -> None:
        dim = {} if kind is DataType.SPARSE_FLOAT_VECTOR else {"dim": 8}
        data = [{"id": n, "v": row} for n, row in enumerate(rows)]
        make(client, {"v": {"datatype": kind, **dim}}, data, {"v": index})
        assert nearest(client, rows[1])[0] == 1

    return test_case


def scalar(datatype: DataType, index: str = "", **words: Any) -> tuple[Fields, dict[str, dict[str, Any]]]:
    """Fields and indexes of a collection with a scalar field."""
    indexes = FLAT | ({"n": {"index_type": index}} if index else {})
    return VECTOR | {"n": {"datatype": datatype, **words}}, indexes


# The test cases -------------------------------------------------------------------------------------------------


def several_vectors(client: MilvusClient) -> None:
    w = {"w": {"datatype": DataType.FLOAT_VECTOR, "dim": 2}}
    rows = [row | {"w": [1.0, float(-row["id"])]} for row in ROWS]
    make(client, VECTOR | w, rows, FLAT | {"w": FLAT["v"]})
    assert nearest(client, [1.0, -4.0], "w")[0] == 4


def hybrid_search(client: MilvusClient) -> None:
    several_vectors(client)
    requests = [
        AnnSearchRequest([v], f, {"metric_type": "L2"}, 3)
        for f, v in (("v", [2.0, 1, 0, 0]), ("w", [1.0, -2]))
    ]
    (hits,) = client.hybrid_search(NAME, requests, RRFRanker(), limit=2)
    assert hits[0]["id"] == 2


def range_search(client: MilvusClient) -> None:
    make(client, VECTOR)
    within = {"metric_type": "L2", "params": {"radius": 1.5, "range_filter": 0.5}}
    assert sorted(nearest(client, [2.0, 1, 0, 0], search_params=within)) == [1, 3]


def grouping_search(client: MilvusClient) -> None:
    make(client, *_with_rows(scalar(DataType.INT64)))
    (hits,) = client.search(NAME, [[0.0, 1, 0, 0]], limit=6, group_by_field="n", output_fields=["n"])
    assert sorted(hit["entity"]["n"] for hit in hits) == [0, 1, 2]


def bm25(client: MilvusClient) -> None:
    fields: Fields = {
        "s": {"datatype": DataType.VARCHAR, "max_length": 64, "enable_analyzer": True},
        "v": {"datatype": DataType.SPARSE_FLOAT_VECTOR},
    }
    function = Function("bm25", FunctionType.BM25, ["s"], ["v"])
    index = {"v": {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "BM25"}}
    make(
        client,
        fields,
        [{"id": n, "s": s} for n, s in enumerate(("red fox", "blue sea"))],
        index,
        functions=(function,),
    )
    assert nearest(client, "sea") == [1]


def text_match(client: MilvusClient) -> None:
    words = {"max_length": 64, "enable_analyzer": True, "enable_match": True}
    make(client, VECTOR | {"s": {"datatype": DataType.VARCHAR, **words}})
    assert found(client, "TEXT_MATCH(s, 'word4')") == [4]


def json_fields(client: MilvusClient) -> None:
    rows = [row | {"n": {"a": {"b": row["id"]}}} for row in ROWS]
    make(client, *_with_rows(scalar(DataType.JSON), rows))
    assert found(client, "n['a']['b'] > 3") == [4, 5]


def arrays(client: MilvusClient) -> None:
    rows = [row | {"n": [row["id"], 9]} for row in ROWS]
    make(client, *_with_rows(scalar(DataType.ARRAY, element_type=DataType.INT64, max_capacity=4), rows))
    assert found(client, "array_contains(n, 4)") == [4]


def struct_arrays(client: MilvusClient) -> None:
    words = {"element_type": DataType.STRUCT, "max_capacity": 4}
    struct = client.create_struct_field_schema().add_field("page", DataType.INT64)
    rows = [{"id": row["id"], "v": row["v"], "n": [{"page": row["id"]}]} for row in ROWS]
    # Milvus Lite passes over such a field, and takes its values for dynamic ones.
    make(client, *_with_rows(scalar(DataType.ARRAY, struct_schema=struct, **words), rows), dynamic=False)
    (row,) = client.query(NAME, "id == 3", ["n"])
    assert row["n"] == [{"page": 3}]


def geometry(client: MilvusClient) -> None:
    rows = [row | {"n": f"POINT ({row['id']} 0)"} for row in ROWS]
    make(client, *_with_rows(scalar(DataType.GEOMETRY), rows))
    assert found(client, 'ST_WITHIN(n, "POLYGON ((1.5 -1, 3.5 -1, 3.5 1, 1.5 1, 1.5 -1))")') == [2, 3]


def timestamptz(client: MilvusClient) -> None:
    rows = [row | {"n": f"2025-01-01T0{row['id']}:00:00+02:00"} for row in ROWS]
    make(client, *_with_rows(scalar(DataType.TIMESTAMPTZ), rows))
    assert found(client, 'n > ISO "2025-01-01T01:30:00Z"') == [4, 5]


def nullable(client: MilvusClient) -> None:
    rows = [row | {"n": None if row["id"] < 2 else 1} for row in ROWS]
    make(client, *_with_rows(scalar(DataType.INT64, nullable=True), rows))
    assert found(client, "n is null") == [0, 1]


def default_values(client: MilvusClient) -> None:
    rows = [{"id": row["id"], "v": row["v"]} for row in ROWS]
    make(client, *_with_rows(scalar(DataType.INT64, default_value=7), rows), dynamic=False)
    assert found(client, "n == 7") == [0, 1, 2, 3, 4, 5]


def mixed_defaults(client: MilvusClient) -> None:
    rows = [{"id": n, "v": [float(n), 1, 0, 0], **({"n": 1} if n < 2 else {})} for n in range(4)]
    make(client, *_with_rows(scalar(DataType.INT64, default_value=7), rows), dynamic=False)
    assert found(client, "n == 7") == [2, 3]


def largest_keys(client: MilvusClient) -> None:
    largest = 2**63 - 1
    make(client, VECTOR, [{"id": largest, "v": [1.0, 1.0, 0.0, 0.0]}])
    assert found(client, f"id == {largest}") == [largest]


def upsert_moves(client: MilvusClient) -> None:
    make(client, VECTOR, [])
    client.create_partition(NAME, "p")
    client.insert(NAME, ROWS[0])
    client.upsert(NAME, ROWS[0], partition_name="p")
    counted = client.query(NAME, "id >= 0", output_fields=["count(*)"], consistency_level="Strong")
    assert counted[0]["count(*)"] == 1


def session_deletes(client: MilvusClient) -> None:
    make(client, VECTOR)
    for number, row in enumerate(ROWS, 1):
        client.delete(NAME, ids=[row["id"]])
        left = client.query(NAME, "id >= 0", output_fields=["id"], consistency_level="Session")
        assert len(left) == len(ROWS) - number


def dynamic_fields(client: MilvusClient) -> None:
    make(client, VECTOR)
    assert found(client, "s == 'word2'") == [2]


def partitions(client: MilvusClient) -> None:
    make(client, VECTOR, ROWS[:3])
    client.create_partition(NAME, "p")
    client.insert(NAME, ROWS[3:], partition_name="p")
    assert sorted(nearest(client, ROWS[0]["v"], partition_names=["p"])) == [3, 4, 5]
    client.release_collection(NAME)
    client.drop_partition(NAME, "p")
    assert client.list_partitions(NAME) == ["_default"]


def partition_keys(client: MilvusClient) -> None:
    make(client, *_with_rows(scalar(DataType.INT64, is_partition_key=True)))
    assert found(client, "n == 1") == [1, 4]
    assert len(client.list_partitions(NAME)) > 1


def partition_load(client: MilvusClient) -> None:
    make(client, VECTOR)
    client.create_partition(NAME, "p")
    client.release_collection(NAME)
    client.load_partitions(NAME, ["p"], timeout=30)
    assert client.query(NAME, "id >= 0", partition_names=["p"]) == []
    with pytest.raises(REFUSALS):
        client.query(NAME, "id >= 0", partition_names=["_default"])
    client.release_partitions(NAME, ["p"])


def aliases(client: MilvusClient) -> None:
    make(client, VECTOR)
    client.create_alias(NAME, "nick")
    assert len(client.query("nick", "id >= 0")) == 6
    client.drop_alias("nick")


def databases(client: MilvusClient) -> None:
    client.create_database("elsewhere")
    assert "elsewhere" in client.list_databases()
    client.drop_database("elsewhere")


def reload(client: MilvusClient) -> None:
    client.create_collection("again", dimension=4)
    try:
        for _ in range(2):  # Milvus 2.3 takes ten seconds for the second time
            client.refresh_load("again", timeout=5)
    finally:
        client.drop_collection("again")


def index_properties(client: MilvusClient) -> None:
    make(client, VECTOR)
    _ended(lambda: client.alter_index_properties(NAME, "v", {"mmap.enabled": True}, timeout=2))


def flush_all(client: MilvusClient) -> None:
    make(client, VECTOR)
    _ended(lambda: client.flush_all(timeout=2))


def _ended(call: Callable[[], None]) -> None:
    """Require that a call ends in its time, also where the server does not know its RPC."""
    try:
        call()
    except grpc.RpcError as error:
        if error.code() is not grpc.StatusCode.UNIMPLEMENTED:
            raise


def users(client: MilvusClient) -> None:
    client.create_user("somebody", "Secret-1")
    assert "somebody" in client.list_users()
    client.drop_user("somebody")


def roles(client: MilvusClient) -> None:
    client.create_role("reader")
    client.grant_privilege("reader", "Global", "DescribeCollection", "*")
    client.revoke_privilege("reader", "Global", "DescribeCollection", "*")
    client.drop_role("reader")


def privilege_groups(client: MilvusClient) -> None:
    client.create_privilege_group("group")
    assert "group" in str(client.list_privilege_groups())
    client.drop_privilege_group("group")


def resource_groups(client: MilvusClient) -> None:
    client.create_resource_group("group")
    assert "group" in client.list_resource_groups()
    client.drop_resource_group("group")


def statistics(client: MilvusClient) -> None:
    make(client, VECTOR)
    client.flush(NAME)
    assert client.get_collection_stats(NAME)["row_count"] == 6


def compaction(client: MilvusClient) -> None:
    make(client, VECTOR)
    assert client.get_compaction_state(client.compact(NAME)) in ("Completed", "Executing")


def upsert(client: MilvusClient) -> None:
    make(client, VECTOR)
    client.upsert(NAME, [ROWS[0] | {"s": "new"}])
    assert found(client, "s == 'new'") == [0]


def concurrent_writes(client: MilvusClient) -> None:
    make(client, VECTOR, [])
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda row: client.insert(NAME, [row]), ROWS))
    assert found(client, "id >= 0") == [0, 1, 2, 3, 4, 5]


def alloc_timestamp(client: MilvusClient) -> None:
    make(client, VECTOR, indexes={})
    uri = client._config.uri

    async def index() -> None:
        async with AsyncMilvusClient(uri) as other:
            wanted = other.prepare_index_params()
            wanted.add_index("v", **FLAT["v"])
            await other.create_index(NAME, wanted, timeout=30)

    asyncio.run(index())
    assert client.list_indexes(NAME) == ["v"]


def flush(client: MilvusClient) -> None:
    make(client, VECTOR)
    client.flush(NAME, timeout=30)
    assert found(client, "id >= 0") == [0, 1, 2, 3, 4, 5]


def iterators(client: MilvusClient) -> None:
    make(client, VECTOR)
    batches = []
    iterator = client.query_iterator(NAME, batch_size=4, filter="id >= 0", output_fields=["id"])
    while batch := iterator.next():
        batches.append(len(batch))
    iterator.close()
    assert batches == [4, 2]


def snapshots(client: MilvusClient) -> None:
    make(client, VECTOR)
    client.create_snapshot(NAME, "snapshot")
    assert "snapshot" in client.list_snapshots(NAME)
    client.drop_snapshot("snapshot")


def authentication(client: MilvusClient) -> None:
    with Connection(client._config.uri) as anonymous:
        try:
            anonymous.version(timeout=5)
        except UnansweredError:
            return
    raise AssertionError("callers without a token are served")


def _indexed(datatype: DataType, index: str) -> Callable[[MilvusClient], None]:
    def test_case(client: MilvusClient) -> None:
        make(client, *_with_rows(scalar(datatype, index)))
        assert found(client, "n == 1") == [1, 4]

    return test_case


def stl_sort_index(client: MilvusClient) -> None:
    words = VECTOR | {
        "n": {"datatype": DataType.DOUBLE},
        "s": {"datatype": DataType.VARCHAR, "max_length": 8},
    }
    make(client, words, ROWS, FLAT | {"n": {"index_type": "STL_SORT"}, "s": {"index_type": "Trie"}})
    assert found(client, "n == 1.0") == [1, 4]
    assert found(client, 's >= "word4"') == [4, 5]


def _with_rows(
    made: tuple[Fields, dict[str, dict[str, Any]]], rows: list[dict[str, Any]] = ROWS
) -> tuple[Fields, list[dict[str, Any]], dict[str, dict[str, Any]]]:
    fields, indexes = made
    return fields, rows, indexes


_SIX = np.eye(8, dtype=np.float32)[:6]
_SPARSE: list[Any] = [{n: 1.0, 50: 0.5} for n in range(6)]

CASES: dict[str, Callable[[MilvusClient], None]] = {
    "dense": vectors_of(DataType.FLOAT_VECTOR, FLAT["v"], _SIX.tolist()),
    "sparse": vectors_of(
        DataType.SPARSE_FLOAT_VECTOR, {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"}, _SPARSE
    ),
    "auto_index_sparse": vectors_of(
        DataType.SPARSE_FLOAT_VECTOR, {"index_type": "AUTOINDEX", "metric_type": "IP"}, _SPARSE
    ),
    "binary_vectors": vectors_of(
        DataType.BINARY_VECTOR,
        {"index_type": "BIN_FLAT", "metric_type": "HAMMING"},
        [bytes([1 << n]) for n in range(6)],
    ),
    "float16_vectors": vectors_of(DataType.FLOAT16_VECTOR, FLAT["v"], list(_SIX.astype(np.float16))),
    # bfloat16 is the upper half of a float32.
    "bfloat16_vectors": vectors_of(
        DataType.BFLOAT16_VECTOR,
        FLAT["v"],
        [(row.view(np.uint32) >> 16).astype(np.uint16).tobytes() for row in _SIX],
    ),
    "int8_vectors": vectors_of(
        DataType.INT8_VECTOR, {"index_type": "HNSW", "metric_type": "COSINE"}, list(_SIX.astype(np.int8))
    ),
    "several_vectors": several_vectors,
    "hybrid_search": hybrid_search,
    "range_search": range_search,
    "grouping_search": grouping_search,
    "bm25": bm25,
    "text_match": text_match,
    "json": json_fields,
    "arrays": arrays,
    "struct_arrays": struct_arrays,
    "geometry": geometry,
    "timestamptz": timestamptz,
    "nullable": nullable,
    "default_values": default_values,
    "mixed_defaults": mixed_defaults,
    "largest_keys": largest_keys,
    "upsert_moves": upsert_moves,
    "session_deletes": session_deletes,
    "dynamic_fields": dynamic_fields,
    "partitions": partitions,
    "partition_keys": partition_keys,
    "partition_load": partition_load,
    "aliases": aliases,
    "databases": databases,
    "reload": reload,
    "index_properties": index_properties,
    "flush_all": flush_all,
    "users": users,
    "roles": roles,
    "privilege_groups": privilege_groups,
    "resource_groups": resource_groups,
    "statistics": statistics,
    "compaction": compaction,
    "auto_index_scalar": _indexed(DataType.INT64, "AUTOINDEX"),
    "scalar_index": _indexed(DataType.INT64, "INVERTED"),
    "stl_sort_index": stl_sort_index,
    "upsert": upsert,
    "concurrent_writes": concurrent_writes,
    "alloc_timestamp": alloc_timestamp,
    "flush": flush,
    "iterators": iterators,
    "snapshots": snapshots,
    "authentication": authentication,
}
