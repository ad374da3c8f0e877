"""Records of methods that write and read rows."""

from __future__ import annotations

from conformance.catalogue.method import Answer, Arguments, Memory, Method, SceneCall
from conformance.catalogue.recipes import OTHER_ROW, ROW, VECTORS
from conformance.catalogue.rule import Rule
from conformance.catalogue.shapes import OF_FUSIONS, OF_QUERIES, OF_ROWS, OF_SEARCHES, PAGES
from conformance.model import Made
from conformance.strategies import operations
from conformance.strategies.state_machine import answers, rules
from conformance.strategies.state_machine import transitions_of_rows as rows

__all__ = ["METHODS"]

_WRITES = ("none", "again", "renewed", "redirected")
_READS = ("none", "renewed", "released", "redirected")
_LOADED = ("loaded", "rows")
_FILTER = {"filter_params": ("filter",)}
_GROUPS = {"group_size": ("group_by_field",), "strict_group_size": ("group_by_field",)}
_TIME = {"guarantee_timestamp": {"consistency_level": "Customized"}}
_TITLE = {"output_fields": {"output_fields": ["title"]}}
_KEPT = Memory(reads=True)
_WRITTEN = Memory(reads=True, fills=("schema", "writes"))
_HYBRID = "pymilvus refuses it in hybrid_search"

METHODS = (
    Method(
        "insert",
        "write",
        memory=_WRITTEN,
        arguments=Arguments(shapes=OF_ROWS),
        scene=SceneCall(operations.inserts, 140, exact="rows inserted", leading=("collection_name", "data")),
        rule=Rule(
            rules.stores,
            rows.stored,
            rows.after_insert,
            told=answers.count,
            needs=("index",),
            turns=_WRITES,
            steps=(0, 16),
        ),
    ),
    Method(
        "upsert",
        "write",
        memory=_WRITTEN,
        arguments=Arguments(values={"data": ([ROW], [ROW, OTHER_ROW], ROW)}, shapes=OF_ROWS),
        scene=SceneCall(operations.upserts, 140, exact="rows upserted", leading=("collection_name", "data")),
        rule=Rule(
            rules.stores,
            rows.stored,
            rows.after_upsert,
            told=answers.count,
            needs=("index", "rows"),
            turns=_WRITES,
            steps=(1, 17),
        ),
    ),
    Method(
        "delete",
        "write",
        memory=Memory(reads=True, given="ids", fills=("writes",)),
        arguments=Arguments(
            values={"ids": ([1, 2**53 + 1], 7)},
            alternatives=(("filter", "filter_params"), ("ids",), ("pks",)),
            always=("filter",),
            needs=_FILTER,
        ),
        scene=SceneCall(operations.deletes, 140, exact="rows deleted"),
        rule=Rule(
            rules.finds,
            rows.deleted,
            rows.after_delete,
            needs=("index", "rows"),
            turns=_WRITES,
            steps=(2, 18),
        ),
    ),
    Method(
        "query",
        "read",
        memory=Memory(reads=True, given="ids"),
        answer=Answer("rows"),
        arguments=Arguments(
            alternatives=(("filter", "filter_params"), ("ids",)),
            always=("filter",),
            needs=_FILTER,
            beside={**_TITLE, **_TIME},
            shapes=OF_QUERIES,
        ),
        scene=SceneCall(operations.queries, 25, exact="matching rows", in_session=True),
        rule=Rule(
            rules.finds, rows.found, told=answers.rows_or_count, needs=_LOADED, turns=_READS, steps=(3,)
        ),
    ),
    Method(
        "get",
        "read",
        memory=Memory(reads=True, fills=("schema",)),
        answer=Answer("rows"),
        arguments=Arguments(beside={**_TITLE, **_TIME}, shapes=OF_QUERIES),
        scene=SceneCall(
            operations.gets, 25, exact="named rows", leading=("collection_name", "ids"), in_session=True
        ),
        rule=Rule(
            rules.finds, rows.found, told=answers.rows_or_count, needs=_LOADED, turns=_READS, steps=(4,)
        ),
    ),
    Method(
        "search",
        "read",
        memory=_KEPT,
        answer=Answer("hits"),
        arguments=Arguments(
            values={"data": VECTORS, "ids": ([1, 7],)},
            alternatives=(("data",), ("ids",)),
            always=("data", "anns_field"),
            needs={
                **_FILTER,
                **_GROUPS,
                "json_type": ("json_path", "strict_cast"),
                "strict_cast": ("json_path", "json_type"),
                "highlighter": ("filter",),
            },
            beside=_TIME,
            shapes=OF_SEARCHES,
        ),
        scene=SceneCall(
            operations.searches,
            25,
            exact="nearest rows",
            leading=("collection_name", "data"),
            in_session=True,
        ),
        rule=Rule(rules.finds, rows.found, told=answers.nearest, needs=_LOADED, turns=_READS, steps=(5,)),
    ),
    Method(
        "hybrid_search",
        "read",
        memory=_KEPT,
        requires="hybrid_search",
        answer=Answer("hits"),
        arguments=Arguments(
            values={
                "ranker": (
                    Made("pymilvus:RRFRanker", (30,)),
                    Made("pymilvus:WeightedRanker", (0.25, 0.75)),
                )
            },
            needs=_GROUPS,
            beside=_TIME,
            shapes=OF_FUSIONS,
            refused={"function_chains": _HYBRID, "search_aggregation": _HYBRID},
        ),
        scene=SceneCall(
            operations.hybrid_searches,
            40,
            exact="fused rows",
            leading=("collection_name", "reqs", "ranker", "limit"),
        ),
    ),
    Method(
        "query_iterator",
        "read",
        memory=_KEPT,
        requires="iterators",
        answer=Answer("batches"),
        arguments=Arguments(values={"limit": (1,)}, shapes=PAGES),
        scene=SceneCall(operations.query_iterations, 60, exact="batches of rows"),
    ),
    Method(
        "search_iterator",
        "read",
        memory=_KEPT,
        requires="iterators",
        answer=Answer("batches"),
        arguments=Arguments(
            values={
                "data": ([[0.5, 1.0, -2.0, 0.25]],),
                "limit": (1,),
                "search_params": (
                    {"metric_type": "L2"},
                    {"metric_type": "L2", "params": {"radius": 2.0}},
                ),
            },
            always=("anns_field",),
            shapes=OF_SEARCHES,
            # Without a metric type, an iterator looks for it in the index.
            beside={"search_params": {"search_params": {"params": {"radius": 2.0}}}},
        ),
        scene=SceneCall(
            operations.search_iterations,
            60,
            exact="nearest rows in batches",
            leading=("collection_name", "data"),
        ),
    ),
)
