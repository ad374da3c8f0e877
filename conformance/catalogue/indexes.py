"""Records of methods about indexes."""

from __future__ import annotations

from conformance.catalogue.method import Answer, Arguments, Method, SceneCall
from conformance.catalogue.recipes import ONE_INDEX
from conformance.catalogue.rule import Rule
from conformance.strategies import operations
from conformance.strategies.state_machine import answers, preconditions, rules, worth
from pytest_milvus.mock_server.world import WORLD_INDEXES

__all__ = ["METHODS"]

_LOOKS = ("none", "unindexed", "renewed", "moved")

METHODS = (
    Method(
        "create_index",
        "definition",
        sleeps=500,
        arguments=Arguments(values={"index_params": (ONE_INDEX, WORLD_INDEXES)}, repeats=False),
        scene=SceneCall(operations.index_creations, 200, ("bare", "bare", "indexed")),
        rule=Rule(
            rules.indexings,
            preconditions.indexed,
            preconditions.after_index,
            turns=("none", "again", "renewed", "redirected", "unindexed"),
            steps=(9,),
            sleeps=True,  # AsyncMilvusClient waits half a second for an index, ``sync=False`` or not
        ),
    ),
    Method(
        "drop_index",
        "definition",
        scene=SceneCall(operations.index_drops, 160, ("indexed", "indexed", "loaded", "bare")),
        rule=Rule(
            rules.of_index,
            preconditions.index_dropped,
            preconditions.after_index_drop,
            needs=("index", "released"),
            turns=("none", "released", "renewed", "moved"),
            steps=(22,),
            worth=worth.indexed,
        ),
    ),
    Method(
        "list_indexes",
        "read",
        answer=Answer(unordered="a server keeps indexes in a map"),
        rule=Rule(rules.plain, preconditions.indexes_listed, needs=("index",), turns=_LOOKS),
    ),
    Method(
        "describe_index",
        "read",
        answer=Answer(
            volatile={"state": "an index is built in the background; completion has checks of its own"}
        ),
        rule=Rule(
            rules.of_index,
            preconditions.index_described,
            told=answers.indexed_field,
            needs=("index",),
            turns=_LOOKS,
        ),
    ),
    Method("alter_index_properties", "definition", late_without="index_properties"),
    Method("drop_index_properties", "definition", late_without="index_properties"),
)
