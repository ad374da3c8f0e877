"""The answers of a server on which everything named in `pytest_milvus.mock_server.world` stands and is finished.

The one rule: an answer depends on the request alone. A field that the installed release lacks is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from google.protobuf.json_format import ParseDict

from pytest_milvus.mock_server.albums import ALBUM_ROWS, told_of_albums
from pytest_milvus.mock_server.columns import columns
from pytest_milvus.mock_server.described import described
from pytest_milvus.mock_server.service import rpcs
from pytest_milvus.mock_server.world import (
    ALBUM_SCHEMA,
    ALBUMS,
    ALIAS,
    COLLECTIONS,
    DATABASE,
    GROUP,
    JOB,
    PARTITIONS,
    PRIVILEGE_GROUP,
    ROLE,
    SNAPSHOT,
    USER,
    WORLD_INDEXES,
    WORLD_SCHEMA,
)
from pytest_milvus.values.schema import Schema

__all__ = ["ROWS", "default_answer"]

TIMESTAMP = 460_000_000_000_000_001
"""A hybrid timestamp of Milvus, above 2**53 as real ones are."""

ROWS = (
    {"id": 1, "title": "Über Vektoren", "year": 1999, "price": 9.5, "tags": ["a", "b"], "extra": {"k": [1, None]},
     "vector": [0.5, -1.0, 2.0, 0.0], "words": {3: 0.5}, "note": "dynamic"},
    {"id": 2**53 + 1, "title": "", "year": None, "price": -0.25, "tags": None, "extra": {},
     "vector": [1.0, 0.0, 0.0, 0.0], "words": {0: 1.0, 7: 0.25}},
)  # fmt: skip
"""What every query and search finds, but for the albums."""

_WRITTEN = ("a", "größe", "gro\u0308\u00dfe", "\ufb01lm", "\u212b", "two  spaces", "x" * 5000)
"""Texts of many rows: a long one among them, and some that Unicode normalisation would change."""

_WORLD = (WORLD_SCHEMA, ROWS)
_TABLES: Mapping[str, tuple[Schema, Sequence[Mapping[str, Any]]]] = {ALBUMS: (ALBUM_SCHEMA, ALBUM_ROWS)}
"""Schema and rows of the collections that are not as the others."""


def default_answer(rpc: str, request: Any, rows: int = 0) -> Any:
    """Return the response of an RPC to a request, both protobuf messages.

    Args:
        rpc: Its name.
        request: The request.
        rows: How many rows its collection has, 0 for the few of the world; only for RPCs that find rows.

    An RPC without an answer of its own gets an empty response, whose status is success.
    """
    fields = _ANSWERS.get(rpc)
    if fields is None:
        return rpcs()[rpc].response()
    if callable(fields):
        made = fields(request, rows) if rows else fields(request)
        if not isinstance(made, dict):
            return made
        return ParseDict(made, rpcs()[rpc].response(), ignore_unknown_fields=True)
    return rpcs()[rpc].response.FromString(_fixed(rpc))


@cache
def _fixed(rpc: str) -> bytes:
    message = ParseDict(_ANSWERS[rpc], rpcs()[rpc].response(), ignore_unknown_fields=True)
    return bytes(message.SerializeToString())


@cache
def _schema(name: str) -> Mapping[str, Any]:
    return told_of_albums() if name == ALBUMS else described(WORLD_SCHEMA)


def _collection(request: Any) -> dict[str, Any]:
    name = request.collection_name or COLLECTIONS[0]
    return {
        "schema": {**_schema(name if name in _TABLES else ""), "name": name},
        "collectionID": 450_000_000_000_000_001,
        "virtualChannelNames": ["by-dev-rootcoord-dml_0_v0"],
        "physicalChannelNames": ["by-dev-rootcoord-dml_0"],
        "createdTimestamp": TIMESTAMP,
        "createdUtcTimestamp": 1_750_000_000_000,
        "shardsNum": 1,
        "aliases": [ALIAS],
        "consistencyLevel": "Bounded",
        "collectionName": name,
        "dbName": DATABASE,
        "numPartitions": len(PARTITIONS),
        "updateTimestamp": TIMESTAMP,
        "updateTimestampStr": str(TIMESTAMP),
    }


def _indexes(request: Any) -> dict[str, Any]:
    wanted = [
        item
        for item in WORLD_INDEXES.entries
        if request.index_name in ("", item.name) and getattr(request, "field_name", "") in ("", item.field)
    ] or [WORLD_INDEXES.entries[0]]
    return {
        "indexDescriptions": [
            {
                "indexName": request.index_name or item.name,
                "indexID": 7,
                "fieldName": item.field,
                "params": [
                    {"key": "index_type", "value": item.type},
                    {"key": "metric_type", "value": item.metric},
                ],
                "indexedRows": 2,
                "totalRows": 2,
                "state": "Finished",
            }
            for item in wanted
        ]
    }


def _shown(request: Any) -> dict[str, Any]:
    names = list(request.collection_names) or list(COLLECTIONS)
    return {
        "collectionNames": names,
        "collectionIds": list(range(1, len(names) + 1)),
        "inMemoryPercentages": [100] * len(names),
        "queryServiceAvailable": [True] * len(names),
        "createdTimestamps": [TIMESTAMP] * len(names),
        "createdUtcTimestamps": [1_750_000_000_000] * len(names),
        "shardsNum": [1] * len(names),
    }


def _partitions(request: Any) -> dict[str, Any]:
    names = list(request.partition_names) or list(PARTITIONS)
    return {
        "partitionNames": names,
        "partitionIDs": list(range(1, len(names) + 1)),
        "inMemoryPercentages": [100] * len(names),
    }


def _mutation(count: str, later: int) -> Callable[[Any], dict[str, Any]]:
    def answer(request: Any) -> dict[str, Any]:
        rows = getattr(request, "num_rows", 2)
        made = range(2**53 + 1, 2**53 + 1 + rows)
        texts = request.collection_name in _TABLES
        return {
            "IDs": {"strId": {"data": [*map(str, made)]}} if texts else {"intId": {"data": [*made]}},
            "succIndex": list(range(rows)),
            "acknowledged": True,
            count: rows,
            "timestamp": TIMESTAMP + later,
        }

    return answer


def _table(name: str, count: int) -> tuple[Schema, Sequence[Mapping[str, Any]]]:
    """Return the schema of a collection and its rows, or so many as are wanted."""
    schema, rows = _TABLES.get(name, _WORLD)
    key = schema.primary
    if not count:
        return schema, rows
    text = next(field.name for field in schema.scalars if field.dtype == "VARCHAR")
    return schema, [
        {
            **rows[place % len(rows)],
            key.name: str(place) if key.dtype == "VARCHAR" else 2**53 + 1 + place,
            text: _WRITTEN[place % len(_WRITTEN)],
        }
        for place in range(count)
    ]


def _found(request: Any, count: int = 0) -> Any:
    response = rpcs()["Query"].response()
    wanted = list(request.output_fields)
    asked = {pair.key: pair.value for pair in request.query_params}
    schema, rows = _table(request.collection_name, count)
    if wanted == ["count(*)"]:
        field = response.fields_data.add(field_name="count(*)", type=5)
        field.scalars.long_data.data.append(len(rows))
    else:
        rows = () if asked.get("iterator") == "True" and _is_beyond(request.expr) else rows
        response.fields_data.extend(columns(schema, rows, wanted))
    response.output_fields.extend(wanted)
    key = schema.primary.name
    _set(response, collection_name=request.collection_name, primary_field_name=key, session_ts=TIMESTAMP)
    return response


def _is_beyond(condition: str) -> bool:
    """Return whether an iterator asks for what follows the last row."""
    return f"> {ROWS[-1]['id']}" in condition


def _hits(count: Callable[[Any], int]) -> Callable[[Any], Any]:
    def answer(request: Any, many: int = 0) -> Any:
        response = rpcs()["Search"].response()
        queries, data = max(1, count(request)), response.results
        asked = {pair.key for pair in getattr(request, "search_params", ())}
        schema, rows = _table(request.collection_name, many)
        key = schema.primary.name
        if "search_iter_id" in asked:  # the first page of a search iterator holds all
            rows = ()
        data.num_queries, data.top_k = queries, len(rows)
        data.topks.extend([len(rows)] * queries)
        data.scores.extend([0.25 + 1.25 * place for place in range(len(rows))] * queries)
        ids = data.ids.str_id if schema.primary.dtype == "VARCHAR" else data.ids.int_id
        ids.data.extend([row[key] for row in rows] * queries)
        wanted = list(request.output_fields)
        if wanted:
            found = [*rows] * queries
            data.fields_data.extend(columns(schema, found, [name for name in wanted if name != key]))
            data.output_fields.extend(wanted)
        if "search_iter_v2" in asked:
            data.search_iterator_v2_results.token = "iterator-1"
            data.search_iterator_v2_results.last_bound = 1.5
        _set(data, primary_field_name=key)
        _set(response, session_ts=TIMESTAMP, collection_name=request.collection_name)
        return response

    return answer


def _queries(request: Any) -> int:
    return int(getattr(request, "nq", 0)) or 1


def _hybrid_queries(request: Any) -> int:
    return max((_queries(item) for item in request.requests), default=1)


def _set(message: Any, **fields: Any) -> None:
    for name, value in fields.items():
        if name in message.DESCRIPTOR.fields_by_name:
            setattr(message, name, value)


def _flushed(request: Any) -> dict[str, Any]:
    names: Sequence[str] = list(request.collection_names)
    return {
        "dbName": DATABASE,
        "collSegIDs": {name: {"data": [11]} for name in names},
        "flushCollSegIDs": {name: {"data": [11]} for name in names},
        "collSealTimes": dict.fromkeys(names, 1_750_000_000),
        "collFlushTs": dict.fromkeys(names, TIMESTAMP),
    }


_JOB_OF = {"jobId": JOB, "collectionName": COLLECTIONS[0], "progress": 100}
_USER = {"user": {"name": USER}, "roles": [{"name": ROLE}], "description": "Ann"}
_GRANT = {
    "role": {"name": ROLE},
    "object": {"name": "Collection"},
    "objectName": COLLECTIONS[0],
    "grantor": {"user": {"name": "root"}, "privilege": {"name": "Search"}},
    "dbName": DATABASE,
}
_GROUP_OF = {
    "name": GROUP,
    "capacity": 1,
    "numAvailableNode": 1,
    "numLoadedReplica": {COLLECTIONS[0]: 1},
    "config": {"requests": {"nodeNum": 1}, "limits": {"nodeNum": 2}},
    "nodes": [{"nodeId": 1, "address": "127.0.0.1", "hostname": "node"}],
}
_SEGMENT = {
    "segmentID": 11,
    "collectionID": 1,
    "partitionID": 2,
    "numRows": 2,
    "state": "Flushed",
    "level": "L1",
}

_ANSWERS: Mapping[str, Any] = {
    "Connect": {"identifier": 77, "serverInfo": {"buildTags": "v2.6.5", "buildTime": "now", "gitCommit": "abc",
                "goVersion": "go", "deployMode": "STANDALONE"}},
    "GetVersion": {"version": "v2.6.5"},
    "DumpMessages": {"message": {"id": {"id": "2", "WAL_name": "RocksMQ"}, "payload": "AAE=",
                                 "properties": {"_v": "1"}}},
    "AllocTimestamp": {"timestamp": TIMESTAMP},
    "HasCollection": {"value": True},
    "DescribeCollection": _collection,
    "ShowCollections": _shown,
    "GetCollectionStatistics": {"stats": [{"key": "row_count", "value": "2"}]},
    "GetPartitionStatistics": {"stats": [{"key": "row_count", "value": "1"}]},
    "HasPartition": {"value": True},
    "ShowPartitions": _partitions,
    "GetLoadingProgress": {"progress": 100, "refreshProgress": 100},
    "GetLoadState": {"state": "LoadStateLoaded"},
    "DescribeAlias": {"dbName": DATABASE, "alias": ALIAS, "collection": COLLECTIONS[0]},
    "ListAliases": {"dbName": DATABASE, "collectionName": COLLECTIONS[0], "aliases": [ALIAS]},
    "DescribeIndex": _indexes,
    "GetIndexStatistics": _indexes,
    "GetIndexState": {"state": "Finished"},
    "GetIndexBuildProgress": {"indexedRows": 2, "totalRows": 2},
    # Each at a time of its own, or it could not be seen which of them a client takes for the last one.
    "Insert": _mutation("insertCnt", 1),
    "Upsert": _mutation("upsertCnt", 2),
    "Delete": _mutation("deleteCnt", 3),
    "Search": _hits(_queries),
    "HybridSearch": _hits(_hybrid_queries),
    "Query": _found,
    "Flush": _flushed,
    "FlushAll": {"flushAllTs": TIMESTAMP, "flushAllTss": {"channel": TIMESTAMP}},
    "GetFlushState": {"flushed": True},
    "GetFlushAllState": {"flushed": True},
    "GetPersistentSegmentInfo": {"infos": [_SEGMENT]},
    "GetQuerySegmentInfo": {"infos": [{**_SEGMENT, "memSize": 1024, "nodeIds": [1], "indexName": "vector"}]},
    "GetReplicas": {"replicas": [{"replicaID": 5, "collectionID": 1, "nodeIds": [1], "resourceGroupName": GROUP,
                    "shardReplicas": [{"leaderID": 1, "leaderAddr": "127.0.0.1", "dmChannelName": "dml_0",
                                       "nodeIds": [1]}]}]},
    "GetCompactionState": {"state": "Completed", "completedPlanNo": 1},
    "ManualCompaction": {"compactionID": JOB, "compactionPlanCount": 1},
    "GetCompactionStateWithPlans": {"state": "Completed", "mergeInfos": [{"sources": [11, 12], "target": 13}]},
    "ListCredUsers": {"usernames": ["root", USER]},
    "SelectRole": {"results": [{"role": {"name": ROLE}, "users": [{"name": USER}]}]},
    "SelectUser": {"results": [_USER]},
    "SelectGrant": {"entities": [_GRANT]},
    "CheckHealth": {"isHealthy": True},
    "ListResourceGroups": {"resourceGroups": ["__default_resource_group", GROUP]},
    "DescribeResourceGroup": {"resourceGroup": _GROUP_OF},
    "ListDatabases": {"dbNames": ["default", DATABASE], "createdTimestamp": [TIMESTAMP, TIMESTAMP], "dbIds": [1, 2]},
    "DescribeDatabase": lambda request: {
        "dbName": request.db_name, "dbID": 2, "createdTimestamp": TIMESTAMP,
        "properties": [{"key": "database.replica.number", "value": "1"}],
    },
    "ListPrivilegeGroups": {"privilegeGroups": [{"groupName": PRIVILEGE_GROUP, "privileges": [{"name": "Search"}]}]},
    "RunAnalyzer": lambda request: {
        "results": [{"tokens": [{"token": "milvus", "startOffset": 0, "endOffset": 6, "position": 0,
                                 "positionLength": 1, "hash": 9}]} for _ in request.placeholder]
    },
    "ListFileResources": {"resources": [{"name": "words", "path": "words.txt"}]},
    "GetReplicateConfiguration": {"configuration": {"clusters": [
        {"clusterId": "a", "connectionParam": {"uri": "http://127.0.0.1:1", "token": ""}, "pchannels": ["a-0"]}]}},
    "GetReplicateInfo": {"checkpoint": {"clusterId": "a", "pchannel": "a-0", "timeTick": TIMESTAMP,
                         "messageId": {"id": "1", "WALName": "RocksMQ"}}},
    "ListSnapshots": {"snapshots": [SNAPSHOT]},
    "DescribeSnapshot": {"name": SNAPSHOT, "collectionName": COLLECTIONS[0], "partitionNames": list(PARTITIONS),
                         "createTs": TIMESTAMP, "s3Location": "snapshots/1"},
    "RestoreSnapshot": {"jobId": JOB},
    "GetRestoreSnapshotState": {"info": {**_JOB_OF, "snapshotName": SNAPSHOT, "state": "RestoreSnapshotCompleted"}},
    "ListRestoreSnapshotJobs": {"jobs": [{**_JOB_OF, "snapshotName": SNAPSHOT, "state": "RestoreSnapshotCompleted"}]},
    "PinSnapshotData": {"pinId": JOB},
    "RefreshExternalCollection": {"jobId": JOB},
    "GetRefreshExternalCollectionProgress": {"jobInfo": {**_JOB_OF, "state": "RefreshCompleted"}},
    "ListRefreshExternalCollectionJobs": {"jobs": [{**_JOB_OF, "state": "RefreshCompleted"}]},
}  # fmt: skip
"""By RPC: what is always answered, or what makes the answer to a request, as protobuf's JSON."""
