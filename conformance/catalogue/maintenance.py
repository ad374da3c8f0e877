"""Records of methods about what a server does with its segments, and of what looks into it."""

from __future__ import annotations

from conformance.catalogue.method import Answer, Arguments, Method
from conformance.catalogue.rule import Rule
from conformance.strategies.state_machine import answers, preconditions, rules

__all__ = ["METHODS"]

_SEGMENTS = "a server keeps segments in a map"
_JOBS = "a server numbers its jobs"

METHODS = (
    Method(
        "flush",
        "admin",
        rule=Rule(
            rules.plain,
            preconditions.flushed,
            preconditions.after_flush,
            needs=("index", "rows", "deletion"),
            steps=(23,),
            dear=True,  # Milvus allows one flush in ten seconds
        ),
    ),
    Method(
        "get_collection_stats",
        "read",
        rule=Rule(rules.plain, preconditions.statistics, told=answers.row_count, needs=("rows", "flushed")),
    ),
    Method("flush_all", "admin", late_without="flush_all"),
    Method("get_flush_all_state", "read", arguments=Arguments(always=("flush_all_ts",))),
    Method(
        "compact",
        "admin",
        answer=Answer(numbered=_JOBS),
        arguments=Arguments(
            values={"target_size": (512,), "target_size_unit": ("gb",)},
            needs={"target_size_unit": ("target_size",)},
        ),
    ),
    Method("get_compaction_state", "read"),
    Method("get_compaction_plans", "read"),
    Method(
        "list_compaction_tasks",
        "read",
        answer=Answer(busy="a server compacts when it likes, and Milvus 2.3 tells of all collections"),
    ),
    Method(
        "optimize",
        "admin",
        sleeps=2000,
        late_without="reload",
        unbounded="DescribeIndex",  # list_indexes, which it begins with
        hands_out={"wait": False},
        answer=Answer(numbered=_JOBS),
        arguments=Arguments(values={"target_size": ("512MB",), "wait": (False, True)}, always=("wait",)),
    ),
    Method("list_segments", "read", answer=Answer(unordered=_SEGMENTS)),
    Method("list_persistent_segments", "read", answer=Answer(unordered=_SEGMENTS)),
    Method(
        "list_loaded_segments",
        "read",
        answer=Answer(unordered=f"{_SEGMENTS}, and asks its nodes side by side"),
    ),
    Method(
        "run_analyzer",
        "admin",
        arguments=Arguments(
            always=("analyzer_params",),
            needs={"field_name": ("collection_name",), "analyzer_names": ("collection_name", "field_name")},
        ),
    ),
)
