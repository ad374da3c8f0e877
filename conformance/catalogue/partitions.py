"""Records of methods about partitions."""

from __future__ import annotations

from conformance.catalogue.method import Answer, Method, SceneCall
from conformance.catalogue.rule import Rule
from conformance.strategies import operations
from conformance.strategies.state_machine import answers, preconditions, rules, worth

__all__ = ["METHODS"]

_PARTITION = ("partition",)

METHODS = (
    Method(
        "create_partition",
        "definition",
        scene=SceneCall(operations.partition_creations, 160, ("bare", "loaded")),
        rule=Rule(
            rules.of_new_partition,
            preconditions.partition_created,
            preconditions.after_partition,
            steps=(12,),
        ),
    ),
    Method(
        "drop_partition",
        "definition",
        scene=SceneCall(operations.partition_drops, 160, ("bare", "indexed", "loaded")),
        rule=Rule(
            rules.of_partition,
            preconditions.partition_dropped,
            preconditions.after_partition_drop,
            needs=_PARTITION,
            steps=(13,),
            worth=worth.partitioned,
        ),
    ),
    Method(
        "list_partitions",
        "read",
        answer=Answer(unordered="a server keeps partitions in a map"),
        rule=Rule(rules.plain, preconditions.partitions_listed, told=answers.in_order, needs=_PARTITION),
    ),
    Method(
        "has_partition",
        "read",
        rule=Rule(rules.of_partition, preconditions.partition_exists, needs=_PARTITION),
    ),
    Method("get_partition_stats", "read"),
)
