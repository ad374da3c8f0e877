"""Values for parameters, by name; what one method takes of its own stands in its record.

The one rule: a value differs from the parameter's default and fits `pytest_milvus.mock_server.world`, so that whether
it arrives can be seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.catalogue import method_of
from conformance.catalogue.recipes import OTHER_ROW, ROW, TYPES
from conformance.model import Made, Name, Then
from conformance.strategies.calls.parameters import Parameter
from pytest_milvus.mock_server.world import (
    ALIAS,
    COLLECTIONS,
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
from pytest_milvus.values.recipe import offered

__all__ = ["catalogued", "known", "values"]


def _one(*values: Any) -> Sequence[Any]:
    return values


_FUNCTION = Made(
    "pymilvus:Function",
    ("words_of", Name("pymilvus:FunctionType.BM25"), ["title"], ["words"]),
    {"description": "words of a title"},
)
_RERANK = Made(
    "pymilvus:Function",
    ("newer", Name("pymilvus:FunctionType.RERANK"), ["year"], []),
    {"params": {"reranker": "decay", "function": "gauss", "origin": 2000, "scale": 10}},
)
_REQUESTS = [
    Made(
        "pymilvus:AnnSearchRequest",
        ([[0.5, 1.0, -2.0, 0.25]], "vector", {"metric_type": "L2"}, 5),
        {"expr": "year > 1"},
    ),
    Made("pymilvus:AnnSearchRequest", ([{3: 0.5}], "words", {"metric_type": "IP"}, 4)),
]
_CHAIN = Then(
    Made(
        "pymilvus.function_chain:FunctionChain",
        (Name("pymilvus.function_chain:FunctionChainStage.L2_RERANK"),),
        {"name": "first"},
    ),
    "limit",
    (3,),
)
_RAW_REQUESTS = [Made("pymilvus:AnnSearchRequest", ([bytes(range(8))], "vector", {"metric_type": "L2"}, 5))]
_TITLE = Made(
    "pymilvus:FieldSchema", ("subtitle", Name(f"{TYPES}.VARCHAR")), {"max_length": 64, "nullable": True}
)
_STRUCT = Then(Made("pymilvus:StructFieldSchema"), "add_field", ("page", Name(f"{TYPES}.INT64")))
_PAGES = Made(
    "pymilvus:StructFieldSchema.construct_from_dict",
    (
        {
            "name": "pages",
            "max_capacity": 8,
            "struct_fields": [{"name": "page", "type": Name(f"{TYPES}.INT64")}],
        },
    ),
)
_RAW = {
    "name": "pages",
    "type": Name(f"{TYPES}.INT64"),
    "description": "what it is",
    "max_capacity": 8,
    "fields": [{"name": "id", "type": Name(f"{TYPES}.INT64"), "is_primary": True}],
    "struct_fields": [{"name": "page", "type": Name(f"{TYPES}.INT64")}],
}
"""What a schema, a field or a struct tells of itself."""

_PROPERTIES = _one({"collection.ttl.seconds": 3600}, {"mmap.enabled": True}, {"a": "b", "c": "1"})
_CLUSTERS = [
    {"cluster_id": "a", "connection_param": {"uri": "http://127.0.0.1:1", "token": "t"}, "pchannels": ["a-0"]}
]

BY_NAME: Mapping[str, Sequence[Any]] = {
    "collection_name": _one(*COLLECTIONS, "größe"),
    "old_name": _one(*COLLECTIONS),
    "new_name": _one("novels", "größe"),
    "source_collection_name": _one(*COLLECTIONS),
    "target_collection_name": _one("novels"),
    "field_name": _one("title", "vector"),
    "desc": _one("a field", "größe"),
    "description": _one("what it is", "größe"),
    "timeout": _one(20, 17.5),
    "db_name": _one("other", "größe"),
    "target_db": _one("other"),
    "db": _one("other"),
    "source_db_name": _one("other"),
    "target_db_name": _one("archive"),
    "partition_name": _one(PARTITIONS[1], "größe"),
    "partition_names": _one([PARTITIONS[1]], list(PARTITIONS)),
    "output_fields": _one(["title"], ["title", "year"], ["*"]),
    "filter": _one("year > 1990", 'title == "größe"'),
    "filter_params": _one({"year": 2**53 + 1}, {"title": "größe", "years": [1, 2]}),
    "ids": _one([1, 2**53 + 1], [7], 7),
    "pks": _one([1, 2]),
    "data": _one([ROW], [ROW, OTHER_ROW], ROW),
    "properties": _PROPERTIES,
    "property_keys": _one(["collection.ttl.seconds"], ["a", "größe"]),
    "field_params": _one({"max_length": 128}, {"mmap_enabled": True}),
    "data_type": _one(Name(f"{TYPES}.VARCHAR"), Name(f"{TYPES}.INT64")),
    "datatype": _one(Name(f"{TYPES}.VARCHAR"), Name(f"{TYPES}.INT64")),
    "raw": _one(_RAW),
    "element_type": _one(Name(f"{TYPES}.INT64")),
    "max_length": _one(128),
    "max_capacity": _one(8),
    "nullable": _one(True),
    "mmap_enabled": _one(True),
    "warmup": _one("sync"),
    "is_primary": _one(True),
    "is_dynamic": _one(True),
    "auto_id": _one(True),
    "is_partition_key": _one(True),
    "is_clustering_key": _one(True),
    "default_value": _one("nothing"),
    "external_field": _one("there"),
    "function": _one(_FUNCTION),
    "func": _one(_FUNCTION),
    "function_chains": _one(_CHAIN, [_CHAIN]),
    "functions": _one([_FUNCTION]),
    "function_name": _one("words_of"),
    "field_schema": _one(_TITLE),
    "struct_schema": _one(_STRUCT),
    "struct_field_schema": _one(_PAGES),
    "struct_fields": _one([_PAGES]),
    "index_params": _one(WORLD_INDEXES),
    "index_name": _one("by_vector", "größe"),
    "index_type": _one("HNSW", "FLAT"),
    "params": _one({"M": 16}),
    "schema": _one(WORLD_SCHEMA),
    "dimension": _one(4, 32768),
    "primary_field_name": _one("key"),
    "id_type": _one("string"),
    "vector_field_name": _one("embedding"),
    "metric_type": _one("L2", "IP"),
    "consistency_level": _one("Strong", "Session", "Eventually"),
    "num_shards": _one(2),
    "shards_num": _one(3),
    "num_partitions": _one(4),
    "enable_dynamic_field": _one(True),
    "enable_namespace": _one(True),
    "check_fields": _one(False),
    "sync": _one(False),
    "wait": _one(False),
    "alias": _one(ALIAS, "größe"),
    "user_name": _one(USER, "größe"),
    "password": _one("Secret_1"),
    "old_password": _one("Secret_1"),
    "new_password": _one("Secret_2"),
    "reset_connection": _one(True),
    "role_name": _one(ROLE, "größe"),
    "force_drop": _one(True),
    "object_type": _one("Collection", "Global"),
    "object_name": _one(COLLECTIONS[0], "*"),
    "privilege": _one("Search", "Insert"),
    "privileges": _one(["Search"], ["Search", "Query"]),
    "group_name": _one(PRIVILEGE_GROUP),
    "name": _one(GROUP, "größe"),
    "path": _one("words.txt"),
    "source_group": _one("__default_resource_group"),
    "target_group": _one(GROUP),
    "num_replicas": _one(2),
    "replica_number": _one(2),
    "resource_groups": _one([GROUP]),
    "_resource_groups": _one([GROUP]),
    "config": _one(
        Made(
            "pymilvus.client.types:ResourceGroupConfig",
            (),
            {"requests": {"node_num": 1}, "limits": {"node_num": 2}},
        )
    ),
    "configs": _one(
        {
            GROUP: Made(
                "pymilvus.client.types:ResourceGroupConfig",
                (),
                {"requests": {"node_num": 1}, "limits": {"node_num": 2}},
            )
        }
    ),
    "snapshot_name": _one(SNAPSHOT, "größe"),
    "compaction_protection_seconds": _one(60),
    "ttl_seconds": _one(60),
    "pin_id": _one(JOB),
    "job_id": _one(JOB, 1),
    "is_clustering": _one(True),
    "is_l0": _one(True),
    "states": _one([Name("pymilvus.client.types:SegmentState.Flushed")]),
    "clusters": _one(_CLUSTERS),
    "cross_cluster_topology": _one([{"source_cluster_id": "a", "target_cluster_id": "b"}]),
    "force_promote": _one(True),
    "source_cluster_id": _one("a"),
    "cluster_id": _one("a"),
    "target_pchannel": _one("a-0"),
    "pchannel": _one("a-0"),
    "start_message_id": _one({"id": "1", "wal_name": "RocksMQ"}),
    "start_timetick": _one(2**53 + 1),
    "end_timetick": _one(2**53 + 3),
    "texts": _one(["milvus is fast", "größe"], "milvus"),
    "analyzer_params": _one({"tokenizer": "standard"}),
    "analyzer_names": _one(["default"], "default"),
    "with_hash": _one(True),
    "with_detail": _one(True),
    "detail": _one(True),
    "external_source": _one("s3://bucket/a"),
    "external_spec": _one('{"format": "parquet"}'),
    "batch_size": _one(1, 100),
    "limit": _one(3, 16384),
    "offset": _one(2),
    "anns_field": _one("vector"),
    "search_params": _one({"metric_type": "L2"}, {"params": {"radius": 2.0, "range_filter": 0.5}}),
    "ranker": _one(_RERANK),
    "reqs": _one(_REQUESTS, _RAW_REQUESTS),
    "round_decimal": _one(3),
    "group_by_field": _one("year"),
    "group_by_fields": _one(["year"]),
    "group_size": _one(2),
    "strict_group_size": _one(True),
    "order_by": _one(["year"]),
    "order_by_fields": _one([{"field": "year", "order": "desc"}]),
    "ignore_growing": _one(True),
    "guarantee_timestamp": _one(2**53 + 1),
    "timestamp": _one(2**53 + 1),
    "flush_all_ts": _one(2**53 + 1),
    "namespace": _one("team"),
    "timezone": _one("Asia/Shanghai"),
    "time_fields": _one("year,month"),
    "json_path": _one('extra["k"]'),
    "json_type": _one(Name(f"{TYPES}.INT64")),
    "strict_cast": _one(True),
    "page_retain_order": _one(True),
    "reduce_stop_for_best": _one(True),
    "strict_float32": _one(True),
    "query_iter_last_pk": _one(7),
    "query_iter_last_element_offset": _one(3),
    "rank_group_scorer": _one("avg"),
    "highlighter": _one(
        Made("pymilvus:LexicalHighlighter", (), {"pre_tags": ["<b>"], "post_tags": ["</b>"]})
    ),
    "partial_update": _one(True),
    "search_aggregation": _one(Made("pymilvus.client.search_aggregation:SearchAggregation", (["year"], 3))),
    "external_filter_func": _one(Name("builtins:list")),
    "field_ops": _one({"tags": Made("pymilvus.client.field_ops:FieldOp.array_append")}),
    "priority": _one("low"),
    "refresh": _one(True),
    "_refresh": _one(True),
    "load_fields": _one(["id", "vector"]),
    "_load_fields": _one(["id", "vector"]),
    "skip_load_dynamic_field": _one(True),
    "_skip_load_dynamic_field": _one(True),
    "retry_times": _one(1),
    "retry_on_rate_limit": _one(False),
    "log_level": _one("debug"),
    "log-level": _one("debug"),
    "client_request_id": _one("request-1"),
    "client-request-id": _one("request-2"),
    "drop_field_name": _one("title"),
    "drop_field_id": _one(101),
    "drop_function_name": _one("words_of"),
    "drop_function_output_fields": _one(True),
    "index_extra_params": _one({"a": "b"}),
    "field_id": _one(101),
}


def catalogued(method: str, parameter: str) -> bool:
    """Return whether the catalogue knows values for a parameter that the installed release can make."""
    return bool(known(method, parameter))


def values(method: str, parameter: Parameter) -> SearchStrategy[Any]:
    """Return a strategy for valid values of a parameter; from its annotation and default if it is uncatalogued."""
    found = known(method, parameter.name)
    return st.sampled_from(found) if found else _guess(parameter)


def known(method: str, parameter: str) -> Sequence[Any]:
    """Return the catalogue's values for a parameter; what the installed release cannot make is left out."""
    return [
        value
        for value in method_of(method).arguments.values.get(parameter, BY_NAME.get(parameter, ()))
        if offered(value)
    ]


def _guess(parameter: Parameter) -> SearchStrategy[Any]:
    default, annotation = parameter.default, parameter.annotation.lower()
    if isinstance(default, bool):
        return st.just(not default)
    for kind, value in _GUESSES.items():
        if (default is not None and type(default).__name__ == kind) or re.search(rf"\b{kind}\b", annotation):
            return st.just(value)
    return st.just("something")


_GUESSES: Mapping[str, Any] = {
    "bool": True,
    "str": "something",
    "int": 2**53 + 1,
    "float": 0.5,
    "list": ["something"],
    "sequence": ["something"],
    "dict": {"key": "something"},
    "mapping": {"key": "something"},
}
