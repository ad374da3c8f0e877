"""Records of methods about resource groups, file resources, snapshots and replication."""

from __future__ import annotations

from conformance.catalogue.method import Answer, Arguments, Method, NamespaceCall
from conformance.model import Operation
from pytest_milvus.mock_server import world

__all__ = ["METHODS"]

_FILE = Arguments(values={"name": ("words",)})

METHODS = (
    Method(
        "create_resource_group",
        "admin",
        namespace=NamespaceCall(before=(Operation("drop_resource_group", (world.GROUP,)),)),
    ),
    Method("drop_resource_group", "admin"),
    Method("update_resource_groups", "admin"),
    Method("describe_resource_group", "read"),
    Method("list_resource_groups", "read", answer=Answer(server_wide="resource groups of all namespaces")),
    Method("add_file_resource", "admin", arguments=_FILE),
    Method("remove_file_resource", "admin", arguments=_FILE),
    Method("list_file_resources", "read"),
    Method("create_snapshot", "admin"),
    Method("drop_snapshot", "admin"),
    Method("describe_snapshot", "read"),
    Method("list_snapshots", "read"),
    Method("restore_snapshot", "admin"),
    Method("get_restore_snapshot_state", "read"),
    Method("list_restore_snapshot_jobs", "read"),
    Method("pin_snapshot_data", "admin"),
    Method("unpin_snapshot_data", "admin"),
    Method("update_replicate_configuration", "admin"),
    Method("get_replicate_configuration", "read"),
    Method("dump_messages", "admin"),
)
