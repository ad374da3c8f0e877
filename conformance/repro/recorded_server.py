"""A small Milvus on loopback that answers as recorded, and keeps the requests.

The one rule: what few findings need stands in a class of its own, which a script derives its server from.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent import futures
from typing import Any, NamedTuple

import grpc
from google.protobuf import message_factory
from pymilvus.grpc_gen import milvus_pb2

__all__ = ["Choosing", "Failing", "RecordedServer", "Sent", "Streaming"]


class Sent(NamedTuple):
    """A request; ``left`` are the seconds that its sender was willing to wait, very many or ``None`` for ever."""

    rpc: str
    message: Any
    metadata: Any
    left: float | None


class RecordedServer(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Answers each RPC in turn, and from then on with the last answer.

    Args:
        answers: Serialised messages, by RPC.
    """

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers, self.requests, self.lock = answers, list[Sent](), threading.Lock()
        service = milvus_pb2.DESCRIPTOR.services_by_name["MilvusService"]
        self.methods = {f"/{service.full_name}/{method.name}": method for method in service.methods}
        self.port = 0

    def start(self) -> None:
        """Listen."""
        alone = [("grpc.so_reuseport", 0)]
        self.server = grpc.server(futures.ThreadPoolExecutor(32), handlers=[self], options=alone)
        self.port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()

    def service(self, details: Any) -> Any:
        """Return what handles an RPC."""
        method = self.methods[details.method]

        def answer(request: Any, context: Any) -> Any:
            with self.lock:
                place = sum(item.rpc == method.name for item in self.requests)
                told = details.invocation_metadata, context.time_remaining()
                self.requests.append(Sent(method.name, request, *told))
            return self.reply(method.name, place, context)

        return self.handler(method, answer, message_factory.GetMessageClass(method.input_type).FromString)

    def handler(self, _method: Any, answer: Any, parse: Any) -> Any:
        """Return what gRPC calls for an RPC; replies are serialised already."""
        return grpc.unary_unary_rpc_method_handler(answer, parse)

    def reply(self, rpc: str, place: int, _context: Any) -> Any:
        """Return the answer to a request of an RPC, the first of which has place 0."""
        answers = self.answers.get(rpc) or [b""]
        return answers[min(place, len(answers) - 1)]


class Failing(RecordedServer):
    """Some of its answers are ``("late", seconds, answer)`` or ``("abort", status, text)``."""

    def reply(self, rpc: str, place: int, context: Any) -> Any:
        """Return the answer to a request, or fail."""
        reply = super().reply(rpc, place, context)
        if not isinstance(reply, tuple):
            return reply
        kind, *rest = reply
        if kind == "abort":
            context.abort(grpc.StatusCode[rest[0]], rest[1])
        time.sleep(rest[0])
        return rest[1]


class Choosing(RecordedServer):
    """Some of its answers depend on a field of the request: ``{field: {value: answer}}``."""

    def reply(self, rpc: str, place: int, context: Any) -> Any:
        """Return the answer to a request."""
        answers = self.answers.get(rpc)
        if not isinstance(answers, Mapping):
            return super().reply(rpc, place, context)
        asked = [item.message for item in self.requests if item.rpc == rpc][place]
        [(field, by_value)] = answers.items()
        return by_value.get(getattr(asked, field), b"")


class Streaming(RecordedServer):
    """Some of its answers are lists, of each message of a stream."""

    def handler(self, method: Any, answer: Any, parse: Any) -> Any:
        """Return what gRPC calls for an RPC."""
        if not method.server_streaming:
            return super().handler(method, answer, parse)
        return grpc.unary_stream_rpc_method_handler(lambda *told: iter(answer(*told)), parse)
