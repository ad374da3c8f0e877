"""Records of methods about databases."""

from __future__ import annotations

from conformance.catalogue.method import Answer, Arguments, Method, NamespaceCall
from conformance.model import Operation
from conformance.model.namespace import OTHER_DATABASE
from pytest_milvus.mock_server.world import DATABASE

__all__ = ["METHODS"]

_REMEMBERS = "remembers a name"
_SEEN = (Operation("list_collections"),)
_NAMES = Arguments(values={"db_name": (DATABASE, "other")})  # travels as metadata, which is ASCII

METHODS = (
    Method(
        "create_database",
        "definition",
        namespace=NamespaceCall(before=(Operation("drop_database", (OTHER_DATABASE,)),)),
    ),
    Method("drop_database", "definition"),
    Method("describe_database", "read"),
    Method(
        "list_databases",
        "read",
        stands_for_all=True,
        answer=Answer(server_wide="databases of all namespaces"),
    ),
    Method("alter_database_properties", "definition"),
    Method("drop_database_properties", "definition"),
    Method("use_database", "admin", plain=_REMEMBERS, arguments=_NAMES, namespace=NamespaceCall(after=_SEEN)),
    Method(
        "using_database", "admin", plain=_REMEMBERS, arguments=_NAMES, namespace=NamespaceCall(after=_SEEN)
    ),
)
