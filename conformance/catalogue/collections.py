"""Records of methods that make, change, tell and drop collections and their fields."""

from __future__ import annotations

from conformance.catalogue.method import Answer, Arguments, Memory, Method, SceneCall
from conformance.catalogue.recipes import ARRAY, EMBEDDING, INT64, ONE_INDEX, TYPES
from conformance.catalogue.rule import Rule
from conformance.catalogue.shapes import OF_SCHEMAS
from conformance.model import Made, Name
from conformance.strategies import operations
from conformance.strategies.state_machine import answers, rules, worth
from conformance.strategies.state_machine import transitions_of_names as names
from pytest_milvus.mock_server.world import ALBUMS, WORLD_INDEXES

__all__ = ["METHODS"]

_DIMENSION = ("dimension",)

_ADDS = "the method adds, and pymilvus refuses to add and drop in one request"
_DROPS = "the method drops, and pymilvus refuses to add and drop in one request"
_NAMED = "the method says itself what it drops, and pymilvus refuses to be told twice"

_CHANGED = Memory(outdates=("collection_name",))

METHODS = (
    Method(
        "create_collection",
        "definition",
        memory=_CHANGED,
        sleeps=200,  # half a second for an index, where there is one
        arguments=Arguments(
            values={"index_params": (ONE_INDEX, WORLD_INDEXES)},
            alternatives=(
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
            always=("schema",),
            needs={
                "primary_field_name": _DIMENSION,
                "id_type": _DIMENSION,
                "vector_field_name": _DIMENSION,
                "metric_type": _DIMENSION,
                "auto_id": _DIMENSION,
                "max_length": _DIMENSION,
                "enable_dynamic_field": _DIMENSION,
                "functions": _DIMENSION,
                "struct_fields": _DIMENSION,
                "index_params": ("schema",),
            },
            beside={
                "enable_dynamic_field": {"enable_dynamic_field": False},
                "functions": {"id_type": "string", "functions": [EMBEDDING]},
            },
            shapes=OF_SCHEMAS,
            repeats=False,
        ),
        scene=SceneCall(operations.collection_creations, 200, ("absent", "absent", "absent", "bare")),
        rule=Rule(
            rules.creations,
            names.created,
            names.after_creation,
            needs=(),
            steps=(6, 19),
            worth=worth.room,
            settles=True,
        ),
    ),
    Method(
        "drop_collection",
        "definition",
        memory=_CHANGED,
        scene=SceneCall(operations.collection_drops, 160, ("bare", "loaded", "indexed")),
        rule=Rule(rules.drops, names.dropped, names.after_drop, steps=(7, 20)),
    ),
    Method(
        "rename_collection",
        "definition",
        memory=Memory(outdates=("old_name", "new_name")),
        rule=Rule(
            rules.renamings, names.renamed, names.after_rename, steps=(8,), worth=worth.room, settles=True
        ),
    ),
    Method("has_collection", "read", rule=Rule(rules.plain, names.exists)),
    Method(
        "describe_collection",
        "read",
        arguments=Arguments(shapes={"collection_name: of another schema": {"collection_name": ALBUMS}}),
        rule=Rule(rules.plain, names.described, told=answers.field_names),
    ),
    Method(
        "list_collections",
        "read",
        answer=Answer(server_wide="collections of all namespaces, and of the checks beside this one"),
        rule=Rule(rules.unnamed, names.listed, told=answers.labels, of_schema=False),
    ),
    Method("truncate_collection", "admin"),
    Method("alter_collection_properties", "definition", memory=_CHANGED),
    Method("drop_collection_properties", "definition", memory=_CHANGED),
    Method(
        "add_collection_field",
        "definition",
        memory=_CHANGED,
        arguments=Arguments(
            needs={"auto_id": ("is_primary",)},
            beside={"auto_id": {"data_type": INT64}, "element_type": {"data_type": ARRAY}},
        ),
    ),
    Method(
        "add_collection_struct_field",
        "definition",
        memory=_CHANGED,
        arguments=Arguments(beside={"nullable": {"nullable": False}}),
    ),
    Method("alter_collection_field", "definition", memory=_CHANGED),
    Method(
        "drop_collection_field",
        "definition",
        memory=_CHANGED,
        arguments=Arguments(
            alternatives=(
                ("field_name",),
                ("field_id",),
                ("drop_function_name", "drop_function_output_fields"),
            ),
            always=("field_name",),
            needs={"drop_function_output_fields": ("drop_function_name",)},
            refused={"field_schema": _DROPS, "func": _DROPS},
        ),
    ),
    Method("add_collection_function", "definition", memory=_CHANGED),
    Method("alter_collection_function", "definition", memory=_CHANGED),
    Method("drop_collection_function", "definition", memory=_CHANGED),
    Method(
        "add_function_field",
        "definition",
        memory=_CHANGED,
        arguments=Arguments(
            values={
                "field_schema": (
                    Made("pymilvus:FieldSchema", ("words", Name(f"{TYPES}.SPARSE_FLOAT_VECTOR"))),
                ),
                "index_params": (type(WORLD_INDEXES)((WORLD_INDEXES["words"],)),),
            },
            refused={"drop_field_name": _ADDS, "drop_field_id": _ADDS, "drop_function_name": _ADDS},
            repeats=False,
        ),
    ),
    Method(
        "drop_function_field",
        "definition",
        memory=_CHANGED,
        arguments=Arguments(
            refused={
                "field_schema": _DROPS,
                "func": _DROPS,
                "drop_field_name": _NAMED,
                "drop_field_id": _NAMED,
            }
        ),
    ),
    Method("refresh_external_collection", "admin"),
    Method("get_refresh_external_collection_progress", "read"),
    Method("list_refresh_external_collection_jobs", "read"),
)
