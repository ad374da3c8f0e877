"""Records of methods about users, roles and privileges."""

from __future__ import annotations

from conformance.catalogue.method import Answer, Method, NamespaceCall
from conformance.model import Operation
from conformance.model.namespace import NEW_PASSWORD, PASSWORD
from pytest_milvus.mock_server import world

__all__ = ["METHODS"]

# No part of a namespace, because Milvus refuses it where nobody has to give a password.
_GRANT = Operation("grant_privilege", (world.ROLE, "Collection", "Search", world.COLLECTIONS[0]))

METHODS = (
    Method("create_user", "admin", namespace=NamespaceCall(before=(Operation("drop_user", (world.USER,)),))),
    Method("drop_user", "admin"),
    Method("update_user", "admin"),
    Method(
        "update_password",
        "admin",
        namespace=NamespaceCall(
            # The same once more is refused, since the old password is another one now.
            after=(Operation("update_password", (world.USER, PASSWORD, NEW_PASSWORD)),),
            access="with reset_connection, all clients of the server's owner would go on as the user",
            unseen="user",
        ),
    ),
    Method("describe_user", "read"),
    Method("list_users", "read", stands_for_all=True, answer=Answer(server_wide="users of all namespaces")),
    Method(
        "create_role",
        "admin",
        namespace=NamespaceCall(before=(Operation("drop_role", (world.ROLE,), {"force_drop": True}),)),
    ),
    Method("alter_role", "admin"),
    Method("drop_role", "admin"),
    Method("describe_role", "read", namespace=NamespaceCall(before=(_GRANT,))),
    Method("list_roles", "read", stands_for_all=True, answer=Answer(server_wide="roles of all namespaces")),
    Method("grant_role", "admin"),
    Method(
        "revoke_role",
        "admin",
        namespace=NamespaceCall(before=(Operation("grant_role", (world.USER, world.ROLE)),)),
    ),
    Method("grant_privilege", "admin"),
    Method("grant_privilege_v2", "admin"),
    Method("revoke_privilege", "admin", namespace=NamespaceCall(before=(_GRANT,))),
    Method("revoke_privilege_v2", "admin", namespace=NamespaceCall(before=(_GRANT,))),
    Method(
        "create_privilege_group",
        "admin",
        namespace=NamespaceCall(before=(Operation("drop_privilege_group", (world.PRIVILEGE_GROUP,)),)),
    ),
    Method("drop_privilege_group", "admin"),
    Method("list_privilege_groups", "read", answer=Answer(server_wide="privilege groups of all namespaces")),
    Method("add_privileges_to_group", "admin"),
    Method("remove_privileges_from_group", "admin"),
)
