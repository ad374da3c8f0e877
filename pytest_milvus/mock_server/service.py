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

__all__ = ["Rpc", "has_status", "rpcs", "set_status"]

STATUS = "milvus.proto.common.Status"


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


def has_status(response: type[Any]) -> bool:
    """Return whether a class of responses says how the call went: it is a status, or has a field that is one."""
    return response.DESCRIPTOR.full_name == STATUS or _status_field(response.DESCRIPTOR) is not None


def set_status(message: Any, **fields: Any) -> None:
    """Set fields of the status in a response (see `has_status`); what the release's status lacks is left out."""
    field = _status_field(message.DESCRIPTOR)
    status = getattr(message, field) if field else message
    for name, value in fields.items():
        if name not in status.DESCRIPTOR.fields_by_name:
            continue
        if isinstance(value, dict):
            getattr(status, name).update(value)
        else:
            setattr(status, name, value)


def _status_field(response: Any) -> str | None:
    kinds = {field.name: field.message_type for field in response.fields}
    return next((name for name, kind in kinds.items() if kind is not None and kind.full_name == STATUS), None)
