"""The Milvus service as the installed pymilvus describes it.

The one rule: nothing here names an RPC; what a release offers is read from its descriptors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from google.protobuf import message_factory
from pymilvus.grpc_gen import milvus_pb2

__all__ = ["Rpc", "rpcs", "set_status"]


@dataclass(frozen=True, slots=True)
class Rpc:
    """One RPC.

    Attributes:
        name: Its name, for example ``Search``.
        path: Its full path.
        request: Class of the request message.
        response: Class of the response message.
        streams_in: Whether the client sends a stream of requests.
        streams_out: Whether the server answers with a stream.
    """

    name: str
    path: str
    request: type[Any]
    response: type[Any]
    streams_in: bool
    streams_out: bool


@cache
def rpcs() -> Mapping[str, Rpc]:
    """Return every RPC of ``MilvusService`` by name, in the order of the descriptor."""
    service = milvus_pb2.DESCRIPTOR.services_by_name["MilvusService"]
    return {
        method.name: Rpc(
            method.name,
            f"/{service.full_name}/{method.name}",
            message_factory.GetMessageClass(method.input_type),
            message_factory.GetMessageClass(method.output_type),
            bool(getattr(method, "client_streaming", False)),
            bool(getattr(method, "server_streaming", False)),
        )
        for method in service.methods
    }


def set_status(message: Any, **fields: Any) -> None:
    """Set fields of the status in a response: the response itself, or its field ``status``; nothing if it has none."""
    name = message.DESCRIPTOR.full_name
    status = message if name.endswith(".Status") else getattr(message, "status", None)
    for field, value in fields.items():
        if status is not None and field in status.DESCRIPTOR.fields_by_name:
            setattr(status, field, value)
