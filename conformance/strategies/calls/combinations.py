"""Combinations: which parameters go together, need others, exclude others, or are refused.

The one rule: what is written here is a fact about Milvus or pymilvus that no signature tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.model import Made, Name

__all__ = ["ALTERNATIVES", "ALWAYS", "APART", "BESIDE", "NEEDS", "REFUSED"]

ALTERNATIVES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "query": (("filter", "filter_params"), ("ids",)),
    "delete": (("filter", "filter_params"), ("ids",), ("pks",)),
    "search": (("data",), ("ids",)),
    "create_collection": (
        ("schema", "index_params"),
        (
            "dimension",
            "primary_field_name",
            "id_type",
            "vector_field_name",
            "metric_type",
            "auto_id",
            "max_length",
        ),
    ),
    "drop_collection_field": (
        ("field_name",),
        ("field_id",),
        ("drop_function_name", "drop_function_output_fields"),
    ),
}
"""Parameters that exclude each other, in groups; one group is given at a time."""

APART = frozenset(
    [
        "auto_id",
        "client-request-id",
        "default_value",
        "element_type",
        "field_ops",
        "function_chains",
        "functions",
        "group_by_field",
        "group_by_fields",
        "guarantee_timestamp",
        "highlighter",
        "is_dynamic",
        "is_partition_key",
        "is_primary",
        "json_path",
        "json_type",
        "limit",
        "load_fields",
        "num_partitions",
        "order_by",
        "order_by_fields",
        "partial_update",
        "query_iter_last_element_offset",
        "query_iter_last_pk",
        "rank_group_scorer",
        "ranker",
        "reduce_stop_for_best",
        "refresh",
        "search_aggregation",
        "shards_num",
        "strict_cast",
        "strict_float32",
        "struct_fields",
    ]
)
"""Optional parameters that are refused beside others, or change what others mean; they are tried alone."""

NEEDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("query", "filter_params"): ("filter",),
    ("delete", "filter_params"): ("filter",),
    ("search", "filter_params"): ("filter",),
    ("search", "group_size"): ("group_by_field",),
    ("search", "strict_group_size"): ("group_by_field",),
    ("hybrid_search", "group_size"): ("group_by_field",),
    ("hybrid_search", "strict_group_size"): ("group_by_field",),
    ("search", "json_type"): ("json_path", "strict_cast"),
    ("search", "strict_cast"): ("json_path", "json_type"),
    ("search", "highlighter"): ("filter",),
    ("run_analyzer", "field_name"): ("collection_name",),
    ("run_analyzer", "analyzer_names"): ("collection_name", "field_name"),
    ("create_field_schema", "auto_id"): ("is_primary",),
    ("add_collection_field", "auto_id"): ("is_primary",),
    ("create_collection", "primary_field_name"): ("dimension",),
    ("compact", "target_size_unit"): ("target_size",),
    **{
        ("create_collection", name): ("dimension",)
        for name in (
            "id_type",
            "vector_field_name",
            "metric_type",
            "auto_id",
            "max_length",
            "enable_dynamic_field",
            "functions",
            "struct_fields",
        )
    },
    ("create_collection", "index_params"): ("schema",),
    ("drop_collection_field", "drop_function_output_fields"): ("drop_function_name",),
}
"""Parameters that mean nothing without others."""

_EMBEDDING = Made(
    "pymilvus:Function", ("embeds", Name("pymilvus:FunctionType.TEXTEMBEDDING"), ["id"], ["vector"])
)

BESIDE: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("add_collection_field", "auto_id"): {"data_type": Name("pymilvus:DataType.INT64")},
    ("add_collection_field", "element_type"): {"data_type": Name("pymilvus:DataType.ARRAY")},
    ("add_collection_struct_field", "nullable"): {"nullable": False},
    ("create_collection", "enable_dynamic_field"): {"enable_dynamic_field": False},
    ("create_collection", "functions"): {"id_type": "string", "functions": [_EMBEDDING]},
    ("create_field_schema", "auto_id"): {"data_type": Name("pymilvus:DataType.INT64")},
    ("create_field_schema", "element_type"): {"data_type": Name("pymilvus:DataType.ARRAY")},
    ("get", "output_fields"): {"output_fields": ["title"]},
    ("query", "output_fields"): {"output_fields": ["title"]},
    ("refresh_load", "refresh"): {"refresh": False},
    ("search_iterator", "search_params"): {"search_params": {"params": {"radius": 2.0}}},
    **{
        (method, "guarantee_timestamp"): {"consistency_level": "Customized"}
        for method in ("get", "hybrid_search", "query", "search")
    },
}
"""Values that a parameter needs beside it where it is tried alone, or its own where another is worth a try: one that is
not what the method does by default; without a metric type, an iterator looks for it in the index."""

ALWAYS: Mapping[str, tuple[str, ...]] = {
    "search": ("data", "anns_field"),
    "search_iterator": ("anns_field",),
    "create_collection": ("schema",),
    "optimize": ("wait",),
    "get_flush_all_state": ("flush_all_ts",),
    "delete": ("filter",),
    "query": ("filter",),
    "run_analyzer": ("analyzer_params",),
    "drop_collection_field": ("field_name",),
}
"""Optional parameters without which a call is refused: one of them is given unless a planned one excludes it."""

_ADDS = "the method adds, and pymilvus refuses to add and drop in one request"
_DROPS = "the method drops, and pymilvus refuses to add and drop in one request"
_NAMED = "the method says itself what it drops, and pymilvus refuses to be told twice"
_HYBRID = "pymilvus refuses it in hybrid_search"

REFUSED: Mapping[tuple[str, str], str] = {
    ("add_function_field", "drop_field_name"): _ADDS,
    ("add_function_field", "drop_field_id"): _ADDS,
    ("add_function_field", "drop_function_name"): _ADDS,
    ("drop_collection_field", "field_schema"): _DROPS,
    ("drop_collection_field", "func"): _DROPS,
    ("drop_function_field", "field_schema"): _DROPS,
    ("drop_function_field", "func"): _DROPS,
    ("drop_function_field", "drop_field_name"): _NAMED,
    ("drop_function_field", "drop_field_id"): _NAMED,
    ("hybrid_search", "function_chains"): _HYBRID,
    ("hybrid_search", "search_aggregation"): _HYBRID,
}
"""Parameters that a method of pymilvus takes only to refuse them, with the reason; each is tried, alone."""
