"""Values of unusual shapes that records give, by what is unusual about them: ``PARAMETER: what``.

The one rule: each is what the reference's source, hints or documentation give a meaning, or what users put there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from conformance.catalogue.recipes import OTHER_ROW, ROW, TYPES, UNICODE, VECTORS
from conformance.model import Made, Name, Then
from pytest_milvus.mock_server.world import ALBUM_SCHEMA, ALBUMS
from pytest_milvus.values.many import NUMBER, Many

__all__ = [
    "AGGREGATION",
    "CHAIN",
    "OF_FUSIONS",
    "OF_QUERIES",
    "OF_ROWS",
    "OF_SCHEMAS",
    "OF_SEARCHES",
    "PAGES",
    "REQUESTS",
    "SCORE",
]

SCORE = Made(
    "pymilvus:FunctionScore",
    (
        [
            Made(
                "pymilvus:Function",
                (name, Name("pymilvus:FunctionType.RERANK"), ["year"], []),
                {"params": {"reranker": "boost", "weight": weight, "filter": "year > 1"}},
            )
            for name, weight in (("first", 0.5), ("second", "1.5"))
        ],
    ),
    {"params": {"boost_mode": "sum", "modes": ["a", {"k": 1}]}},
)
"""Functions that rank together."""

_COLUMN = Made("pymilvus.function_chain:col", ("year",))
CHAIN = Then(
    Then(
        Then(
            Made(
                "pymilvus.function_chain:FunctionChain",
                (Name("pymilvus.function_chain:FunctionChainStage.L2_RERANK"),),
            ),
            "map",
            (
                "newer",
                Made(
                    "pymilvus.function_chain.fn:decay",
                    (_COLUMN,),
                    {"function": "gauss", "origin": 2000, "scale": 10},
                ),
            ),
        ),
        "sort",
        (Made("pymilvus.function_chain:col", ("newer",)),),
    ),
    "limit",
    (3, 2),
)
"""A chain with each of its steps."""

AGGREGATION = Made(
    "pymilvus.client.search_aggregation:SearchAggregation",
    (["year"], 3),
    {
        "metrics": {"dearest": {"max": "price"}},
        "order": [{"dearest": "desc"}],
        "top_hits": Made("pymilvus.client.search_aggregation:TopHits", (2, [{"price": "asc"}])),
        "sub_aggregation": Made("pymilvus.client.search_aggregation:SearchAggregation", (["title"], 2)),
    },
)
"""Groups within groups, with what is told of each."""

_EMBEDDING = Made(
    "pymilvus.client.embedding_list:EmbeddingList",
    ([Made("numpy:array", ([0.5, 1.0, -2.0, 0.25],), {"dtype": "float32"}) for _ in range(2)],),
)
_EMBEDDINGS = [_EMBEDDING, Made("pymilvus.client.embedding_list:EmbeddingList", _EMBEDDING.args, {"dim": 4})]
"""To search structs by."""


def _request(data: Any, field: str, *rest: Any, **words: Any) -> Made:
    return Made("pymilvus:AnnSearchRequest", (data, field, {"metric_type": "IP"}, 5, *rest), words)


REQUESTS: Mapping[str, Any] = {
    "filter parameters": [
        _request(VECTORS[0], "vector", expr="year > {year}", expr_params={"year": 2**53 + 1}),
        _request(VECTORS[0], "vector", "title in {some}", {"some": ["a", "größe"]}),
    ],
    "filter by its other name": [_request(VECTORS[0], "vector", filter="year > 1")],
    "embedding lists": [_request(_EMBEDDINGS, "songs[clip]")],
    "NumPy": [_request(VECTORS[2], "vector"), _request(VECTORS[3], "vector")],
    "texts": [_request(["a", "größe"], "words")],
    "params": [
        Made(
            "pymilvus:AnnSearchRequest", (VECTORS[0], "vector", {"params": {"radius": "2.0"}, "offset": 2}, 5)
        )
    ],
    "one": [_request(VECTORS[0], "vector")],
}
"""Requests of a hybrid search, by what is unusual about them."""

_ALBUM = {
    "code": "a-1", "artist": "größe", "owned": False, "cover": bytes(range(8)),
    "songs": [{"name": "one", "seconds": 90, "clip": [0.5, -1.0, 2.0, 0.0]},
              {"name": "", "seconds": 0, "clip": [1.0, 0.0, 0.0, 0.0]}],
}  # fmt: skip
"""A row of the albums."""

_VECTOR = Made("numpy:array", ([0.5, 1.0, -2.0, 0.0],), {"dtype": "float32"})
OF_ROWS: Mapping[str, Mapping[str, Any]] = {
    "data: structs": {"collection_name": ALBUMS, "data": [_ALBUM, {**_ALBUM, "songs": []}]},
    "data: structs from NumPy": {
        "collection_name": ALBUMS,
        "data": [{**_ALBUM, "songs": [{"name": "one", "seconds": 90, "clip": _VECTOR}]}],
    },
    "data: structs that lack a part": {
        "collection_name": ALBUMS,
        "data": [{**_ALBUM, "songs": [{"name": "one", "seconds": 90}]}],
    },
    "data: part of structs": {"collection_name": ALBUMS, "data": [{**_ALBUM, "songs[name]": ["one"]}]},
    "data: output of a function": {
        "collection_name": ALBUMS,
        "data": [{**_ALBUM, "print": b"\x01\x80"}],
    },
    "data: without a default": {
        "collection_name": ALBUMS,
        "data": [{key: value for key, value in _ALBUM.items() if key != "owned"}],
    },
    "data: NumPy": {"data": [{**ROW, "vector": _VECTOR, "year": Made("numpy:int32", (2001,))}]},
    "data: sparse pairs": {"data": [{**ROW, "words": [(3, 0.5), (70000, 1.25)]}]},
    "data: sparse halves": {"data": [{**ROW, "words": {"indices": [3, 70000], "values": [0.5, 1.25]}}]},
    "data: numbers as text": {"data": [{**ROW, "id": "7", "vector": ["0.5", 1, -2, 0]}]},
    "data: fractions": {"data": [{**ROW, "id": 7.0, "year": 2001.0}]},
    "data: document as text": {"data": [{**ROW, "extra": '{"k": 1}', "note": {"k": [1, None]}}]},
    "data: unlike rows": {"data": [ROW, {**OTHER_ROW, "other": [1, "a"]}, {**ROW, "id": 1}]},
    "data: tuple": {"data": (ROW,)},
    "data: hundreds": {"data": Many({**ROW, "id": NUMBER, "vector": [NUMBER, 1.0, -2.0, 0.0]}, 1025)},
    "data: twice": {"data": [ROW, ROW]},
    "data: NaN": {"data": [{**ROW, "price": math.nan, "note": math.inf}]},
    "data: long text": {"data": [{**ROW, "title": "x" * 5000}]},
    "data: Unicode": {"data": [{**ROW, "title": UNICODE, UNICODE: "two  spaces"}]},
    "data: nothing": {"data": []},
}
"""Rows to write, by what is unusual about them."""

PAGES: Mapping[str, Mapping[str, Any]] = {"limit: beside offset": {"limit": 3, "offset": 2}}
"""Part of what is found, after another part."""

OF_SEARCHES: Mapping[str, Mapping[str, Any]] = {
    **PAGES,
    "data: embedding lists": {"collection_name": ALBUMS, "data": _EMBEDDINGS, "anns_field": "songs[clip]"},
    "data: bytes of halves": {"collection_name": ALBUMS, "data": [bytes(range(8))], "anns_field": "cover"},
    "data: bytes of bits": {
        "collection_name": ALBUMS,
        "data": [b"\x01\x80", b"\x00\x01"],
        "anns_field": "print",
    },
    "data: bytes for structs": {"collection_name": ALBUMS, "data": [bytes(8)], "anns_field": "songs[clip]"},
    "data: halves": {"data": [Made("numpy:array", ([0.5, 1.0],), {"dtype": "float16"})]},
    "data: texts": {"data": ["a", "größe"], "anns_field": "words"},
    "data: sparse": {"data": [{3: 0.5}, {0: 1.0, 70000: 0.25}], "anns_field": "words"},
    "data: sparse pairs": {"data": [[(3, 0.5), (70000, 1.25)]], "anns_field": "words"},
    "data: sparse matrix": {
        "data": Made("scipy.sparse:csr_matrix", (([0.5, 1.0], ([0, 1], [3, 7])),), {"shape": (2, 9)}),
        "anns_field": "words",
    },
    "data: whole numbers": {"data": [[1, 2, 3, 4]]},
    "data: tuple": {"data": ([0.5, 1.0, -2.0, 0.25],)},
    "data: hundreds": {"data": Many([NUMBER, 1.0, -2.0, 0.25], 300)},
    "data: NaN": {"data": [[math.nan, 1.0, -2.0, math.inf]]},
    "data: one vector": {"data": [0.5, 1.0, -2.0, 0.25]},
    "data: none": {"data": []},
    "data: number": {"data": 7},
    "data: fraction": {"data": 0.5},
    "data: text": {"data": "größe"},
}

OF_FUSIONS: Mapping[str, Mapping[str, Any]] = {
    "ranker: function": {
        "ranker": Made(
            "pymilvus:Function",
            ("fuse", Name("pymilvus:FunctionType.RERANK"), []),
            {"params": {"reranker": "rrf", "k": 60, "weights": [0.5, 1]}},
        )
    },
    "ranker: several functions": {"ranker": SCORE},
    **PAGES,
}
"""How to rank what several searches found."""

OF_QUERIES: Mapping[str, Mapping[str, Any]] = {
    **PAGES,
    "ids: of texts": {"collection_name": ALBUMS, "ids": ["größe", UNICODE, "two  spaces"]},
    "output_fields: structs": {
        "collection_name": ALBUMS,
        "output_fields": ["songs", "code", "cover", "print"],
    },
    "output_fields: all of structs": {"collection_name": ALBUMS, "output_fields": ["*"]},
    "output_fields: part of structs": {
        "collection_name": ALBUMS,
        "output_fields": ["songs[name]", "songs[clip]"],
    },
}


def _field(name: str, kind: str, **words: Any) -> Made:
    return Made("pymilvus:FieldSchema", (name, Name(f"{TYPES}.{kind}")), words)


_WHOLE = Made(
    "pymilvus:CollectionSchema",
    (
        [
            _field("id", "VARCHAR", max_length=100, is_primary=True, description=f"key {UNICODE}"),
            _field("year", "INT32", is_clustering_key=True, default_value=0, description="two  spaces"),
            _field("part", "INT64", is_partition_key=True),
            _field("title", "VARCHAR", max_length=65535, enable_analyzer=True, enable_match=True),
            _field("note", "VARCHAR", max_length=9, default_value="", nullable=True),
            _field("price", "DOUBLE", default_value=-0.5, nullable=True),
            _field("small", "INT8", default_value=-1, mmap_enabled=True),
            _field("owned", "BOOL", default_value=False),
            _field(UNICODE, "FLOAT_VECTOR", dim=4),
            _field("bits", "BINARY_VECTOR", dim=16),
            _field("words", "SPARSE_FLOAT_VECTOR"),
        ],
    ),
    {
        "description": "x" * 500,
        "enable_dynamic_field": True,
        "functions": [
            Made(
                "pymilvus:Function",
                ("bm25", Name("pymilvus:FunctionType.BM25"), "title", "words"),
                {"description": "words of a title", "params": {"k": 1, "b": [0.5]}},
            )
        ],
    },
)

_DIM = {"dim": "4", "nullable": False}
OF_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "schema: structs": {"schema": ALBUM_SCHEMA},
    "schema: all of it": {"schema": _WHOLE},
    "schema: numbers as text": {
        "schema": Made(
            "pymilvus:CollectionSchema",
            (
                [
                    Made("pymilvus:FieldSchema", ("id", Name(f"{TYPES}.INT64")), {"is_primary": True}),
                    Made("pymilvus:FieldSchema", ("vector", Name(f"{TYPES}.FLOAT_VECTOR")), _DIM),
                    Made(
                        "pymilvus:FieldSchema",
                        ("title", Name(f"{TYPES}.VARCHAR")),
                        {"max_length": "64", "enable_analyzer": "true", "mmap_enabled": "False"},
                    ),
                ],
            ),
        )
    },
}
