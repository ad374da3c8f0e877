"""Records of methods about what is loaded, and where."""

from __future__ import annotations

from conformance.catalogue.method import Answer, Arguments, Memory, Method, SceneCall
from conformance.catalogue.rule import Rule
from conformance.strategies import operations
from conformance.strategies.state_machine import answers, preconditions, rules, worth
from pytest_milvus.mock_server.world import PARTITIONS

__all__ = ["METHODS"]

_TURNS = ("none", "released", "renewed", "moved")
_NOVELS = PARTITIONS[1]

METHODS = (
    Method(
        "load_collection",
        "definition",
        scene=SceneCall(operations.loads, 160, ("indexed", "indexed", "loaded", "bare")),
        rule=Rule(
            rules.plain,
            preconditions.loaded,
            preconditions.after_load,
            needs=("index",),
            turns=_TURNS,
            steps=(10,),
            worth=worth.indexed,
        ),
    ),
    Method(
        "release_collection",
        "definition",
        scene=SceneCall(operations.releases, 160, ("loaded", "loaded", "indexed")),
        rule=Rule(
            rules.plain,
            preconditions.released,
            preconditions.after_release,
            needs=("loaded",),
            steps=(11,),
            worth=worth.loaded,
        ),
    ),
    Method(
        "get_load_state",
        "read",
        rule=Rule(
            rules.plain, preconditions.load_told, told=answers.load_state, needs=("loaded",), turns=_TURNS
        ),
    ),
    Method(
        "load_partitions",
        "definition",
        requires="partition_load",
        arguments=Arguments(values={"partition_names": ([_NOVELS], _NOVELS)}),
        scene=SceneCall(operations.partition_loads, 160, ("indexed", "indexed", "loaded")),
    ),
    Method(
        "release_partitions",
        "definition",
        requires="partition_load",
        arguments=Arguments(values={"partition_names": ([_NOVELS], _NOVELS)}),
        scene=SceneCall(operations.partition_releases, 160, ("loaded", "loaded", "indexed")),
    ),
    Method(
        "refresh_load",
        "definition",
        late_without="reload",
        arguments=Arguments(beside={"refresh": {"refresh": False}}),
    ),
    Method(
        "describe_replica",
        "read",
        answer=Answer(numbered="a server numbers replicas and nodes"),
        memory=Memory(reads=True),
    ),
    Method("get_replicate_info", "read"),
    Method("transfer_replica", "admin"),
)
