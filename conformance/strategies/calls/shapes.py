"""Shapes of values: what a parameter takes beside its usual values, each tried in a call of its own.

The one rule: a shape is what the reference's source, hints or documentation give a meaning, or what users put there;
whether it is taken or refused is the reference's to say. What one method takes of its own stands in its record.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from conformance.catalogue import method_of
from conformance.catalogue.recipes import INT64, TYPES, UNICODE
from conformance.catalogue.shapes import AGGREGATION, CHAIN, REQUESTS, SCORE
from conformance.model import Made, Name
from conformance.strategies.calls.parameters import parameters
from pytest_milvus.mock_server.world import PARTITIONS
from pytest_milvus.values.many import NUMBER, Many, Number
from pytest_milvus.values.recipe import offered
from pytest_milvus.values.schema import Index, Indexes

__all__ = ["shapes"]

Shapes = Mapping[str, Any]
"""Values by what is unusual about them."""


def _number(value: int) -> Shapes:
    """Return a whole number as other numbers, and as a text."""
    return {
        "text": str(value),
        "fraction": float(value),
        "NumPy": Made("numpy:int64", (value,)),
    }


_ORDERS: Shapes = {
    "text": "year:desc",
    "names": ["year", "title"],
    "dictionaries": [{"field": "year", "order": "desc"}, {"field": "title"}],
    "nested path": [{"field": 'extra["k"]', "order": "asc"}],
}
_IDS: Shapes = {
    "texts": ["a", "7", "größe"],
    "text": "7",
    "number": 7,
    "NumPy": [Made("numpy:int64", (7,))],
    "tuple": (7, 1),
    "hundreds": Many(NUMBER, 1025),
    "hundreds of texts": Many(Number(text=True), 300),
    "twice": [7, 1, 7],
    "nothing": [],
    "Unicode": [UNICODE, "two  spaces", "it's"],
}
_STATES = "pymilvus.client.types:SegmentState"
_TEXTS_AND_NUMBERS = {"a": 1, "b": True, "c": 1.5, "d": "1", "e": {"k": [1, None]}}

_NAMES = {"Unicode": UNICODE}

BY_NAME: Mapping[str, Shapes] = {
    **dict.fromkeys(("collection_name", "partition_name", "alias", "user_name", "role_name"), _NAMES),
    **dict.fromkeys(("db_name", "new_name", "index_name", "description", "snapshot_name", "desc"), _NAMES),
    "filter": {
        "spaces": 'title  ==  "two  spaces"\tand year > 1 ',
        "Unicode": f'title == "{UNICODE}"',
        "long": f"year in {list(range(2000))}",
        "lines": "year > 1\n and year < 3",
    },
    **{name: _number(3) for name in ("limit", "offset", "batch_size", "round_decimal", "group_size")},
    **{name: _number(2) for name in ("num_shards", "shards_num", "num_partitions", "replica_number")},
    **{name: _number(2) for name in ("num_replicas", "num_nodes", "retry_times")},
    **{name: _number(60) for name in ("ttl_seconds", "compaction_protection_seconds", "max_length")},
    **{name: _number(7) for name in ("job_id", "pin_id", "field_id", "drop_field_id", "max_capacity")},
    "dimension": _number(4),
    "consistency_level": {"number": 0, "other number": 2, "lower case": "strong"},
    "metric_type": {"lower case": "l2"},
    "data_type": {"number": 21, "text": "VARCHAR"},
    "id_type": {"short": "str", "member": Name(f"{TYPES}.VARCHAR"), "other member": INT64, "number": 21},
    "json_type": {"member": Name(f"{TYPES}.VARCHAR"), "number": 5, "text": "Int64"},
    "filter_params": {
        "fraction": {"price": 1.5},
        "flag": {"owned": True},
        "texts": {"titles": ["größe", ""]},
        "fractions and flags": {"prices": [0.5, 1.5], "flags": [True, False]},
        "list of several types": {"some": [1, '"a"', 2.5, {"k": 1}]},
        "nested list": {"some": [[1, 2], [3]]},
        "empty list": {"some": []},
        "NumPy": {"year": Made("numpy:int64", (7,))},
        "bytes": {"some": b"a"},
    },
    "output_fields": {
        "nested path": ['extra["k"]', 'extra["k"]["l"]', "title"],
        "part of structs": ["songs[name]"],
        "dynamic": ["note", "$meta"],
        "count": ["count(*)"],
        "twice": ["title", "title"],
        "tuple": ("title",),
        "unsorted": ["year", "title", "extra", "id"],
    },
    "order_by": _ORDERS,
    "order_by_fields": _ORDERS,
    "group_by_field": {"nested path": 'extra["k"]'},
    "group_by_fields": {"several": ["year", "title"], "nested path": ['extra["k"]'], "text": "year"},
    "ids": _IDS,
    "pks": _IDS,
    "partition_names": {
        "unsorted": [*reversed(PARTITIONS)],
        "text": PARTITIONS[1],
        "tuple": (PARTITIONS[1],),
        "twice": [PARTITIONS[1]] * 2,
    },
    "time_fields": {"list": ["year", "month"]},
    "texts": {"several": ["a  b", UNICODE, ""], "tuple": ("a",), "hundreds": Many("größe", 300)},
    "analyzer_params": {"text": '{"tokenizer": "standard"}', "nested": {"filter": [{"type": "stop"}]}},
    "properties": {"texts and numbers": _TEXTS_AND_NUMBERS},
    "field_params": {"texts": {"max_length": "128", "mmap_enabled": "true"}, "flag": {"mmap.enabled": True}},
    "index_params": {
        "nested path": Indexes(
            (
                Index(
                    "extra",
                    "INVERTED",
                    "by_k",
                    params={"json_path": 'extra["k"]["l"]', "json_cast_type": "double"},
                ),
            )
        ),
        "numbers as text": Indexes((Index("vector", "HNSW", "by_vector", "L2", {"M": "16"}),)),
        "several parameters": Indexes(
            (Index("vector", "HNSW", "by_vector", "L2", {"M": 16, "efConstruction": 2**10, "a": [1]}),)
        ),
        "unnamed": Indexes((Index("vector", ""),)),
    },
    "search_params": {
        "numbers as text": {"metric_type": "L2", "params": {"nprobe": "8", "radius": "2.0"}},
        "without params": {"metric_type": "L2", "nprobe": 8},
        "pages and hints": {"offset": 2, "hints": "iterative_filter", "ignore_growing": True},
        "analyzer": {"analyzer_name": "german", "page_retain_order": True},
    },
    "ranker": {"several functions": SCORE},
    "function_chains": {"of every step": CHAIN, "empty": []},
    "search_aggregation": {"nested": AGGREGATION},
    "target_size": {"number": 512, "text": "1GB", "fraction": 0.5},
    "highlighter": {
        "by meaning": Made(
            "pymilvus:SemanticHighlighter",
            (["a"], ["title"]),
            {"pre_tags": ["<b>"], "post_tags": ["</b>"], "threshold": 0.5},
        ),
        "all of it": Made(
            "pymilvus:LexicalHighlighter",
            (),
            {
                "highlight_search_text": True,
                "highlight_query": [{"type": "TextMatch", "field": "title", "text": "a"}],
                "fragment_offset": 1,
                "fragment_size": 20,
                "num_of_fragments": 2,
            },
        ),
    },
    "reqs": REQUESTS,
    "field_ops": {"name": {"tags": "array_append"}, "number": {"tags": 2}, "no change": {"tags": "replace"}},
    "states": {
        "text": "Flushed",
        "several": [Name(f"{_STATES}.Growing"), Name(f"{_STATES}.Sealed")],
        "tuple": (Name(f"{_STATES}.Flushed"),),
    },
    "default_value": {"empty": "", "number": 7, "flag": False},
    "privileges": {"tuple": ("Search",), "twice": ["Search", "Search"]},
    "resource_groups": {"several": ["east", "west"], "text": "east"},
    "property_keys": {"text": "a", "tuple": ("a",)},
}
"""Shapes of the parameters that mean the same in every method."""


@cache
def shapes(client: type, method: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the shapes that parameters of a method are tried in.

    Args:
        client: Class of the reference.
        method: The method.

    Returns:
        Arguments by what is tried: ``PARAMETER: what is unusual``. One of the arguments is the parameter; others may
        stand beside it. What the installed release cannot make is left out.
    """
    common = method_of(method).stands_for_all
    taken = {item.name for item in parameters(client, method) if common or not item.decorated}
    of_all = {f"{name}: {what}": {name: some[what]} for name, some in BY_NAME.items() for what in some}
    return {
        trigger: given
        for trigger, given in {**of_all, **method_of(method).arguments.shapes}.items()
        if taken.issuperset(given) and offered(dict(given))
    }
