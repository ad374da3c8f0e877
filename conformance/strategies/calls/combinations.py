"""Parameters that go with no others, in whichever method.

The one rule: what is written here is a fact about Milvus or pymilvus that no signature tells; what holds for one method
only stands in its record (`conformance.catalogue.Arguments`).
"""

from __future__ import annotations

__all__ = ["APART"]

APART = frozenset(
    [
        "_load_fields",
        "_refresh",
        "_resource_groups",
        "_skip_load_dynamic_field",
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
        "log-level",
        "log_level",
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
        "retry_on_rate_limit",
        "retry_times",
        "search_aggregation",
        "shards_num",
        "strict_cast",
        "strict_float32",
        "struct_fields",
    ]
)
"""Optional parameters that are refused beside others, or change what others mean; they are tried alone."""
