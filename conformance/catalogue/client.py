"""Records of methods of the client itself: its life, its connection, and what it makes without a server."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.catalogue.method import Arguments, Method, SceneCall
from conformance.catalogue.recipes import ARRAY, INT64
from conformance.model import Operation, Scene

__all__ = ["METHODS"]


def _closings(scene: Scene, *, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:  # noqa: ARG001
    return st.just(Operation("close"))


METHODS = (
    Method("close", "local", scene=SceneCall(_closings, 60)),
    Method("create_schema", "local"),
    Method(
        "create_field_schema",
        "local",
        arguments=Arguments(
            values={"name": ("title",)},
            needs={"auto_id": ("is_primary",)},
            beside={
                "auto_id": {"data_type": INT64},
                "element_type": {"data_type": ARRAY},
            },
        ),
    ),
    Method("create_struct_field_schema", "local"),
    Method("prepare_index_params", "local", arguments=Arguments(values={"field_name": ("vector",)})),
    Method(
        "session",
        "local",
        plain="hands out an object that shares the connection",
        arguments=Arguments(values={"cluster_id": ("a",)}),
    ),
    Method("get_server_type", "read", plain="tells what the address says"),
    Method("get_server_version", "read"),
)
