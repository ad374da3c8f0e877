"""How the wire server answers an RPC, as gRPC wants it.

The one rule: what is answered is the script's or the world's to say; here it is only carried out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import grpc

from pytest_milvus.mock_server.default_answers import default_answer
from pytest_milvus.mock_server.request_log import RequestLog
from pytest_milvus.mock_server.script import Abort, Drop, Full, Late, Refusal, Reply, Unfinished
from pytest_milvus.mock_server.service import Rpc, rpcs, set_status
from pytest_milvus.mock_server.unfinished import leave_unfinished

__all__ = ["Handler"]


class Handler(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Serves every RPC of the service.

    Args:
        log: Returns what happens to a caller, by the port from which the server is reached, and by the address
            that the caller wants to reach.
        drop: Breaks the connection from a port of the client's side.
    """

    def __init__(self, log: Callable[[int, str], RequestLog], drop: Callable[[int], None]) -> None:
        self._log, self._drop = log, drop
        self._handlers = {rpc.path: self._make(rpc) for rpc in rpcs().values()}

    def service(self, details: Any) -> Any:
        """Return the handler of an RPC (see ``grpc.GenericRpcHandler``)."""
        return self._handlers.get(details.method)

    def _make(self, rpc: Rpc) -> Any:
        def unary(request: Any, context: Any) -> bytes:
            return next(iter(self._answer(rpc, request, context)), b"")

        def streaming(request: Any, context: Any) -> Iterator[bytes]:
            yield from self._answer(rpc, request, context)

        def each(requests: Iterator[Any], context: Any) -> Iterator[bytes]:
            for request in requests:
                yield from self._answer(rpc, request, context)

        def first(requests: Iterator[Any], context: Any) -> bytes:
            return unary(next(iter(requests), rpc.request()), context)

        make, behaviour = {
            (False, False): (grpc.unary_unary_rpc_method_handler, unary),
            (False, True): (grpc.unary_stream_rpc_method_handler, streaming),
            (True, False): (grpc.stream_unary_rpc_method_handler, first),
            (True, True): (grpc.stream_stream_rpc_method_handler, each),
        }[rpc.streams_in, rpc.streams_out]
        return make(behaviour, rpc.request.FromString, bytes)

    def _answer(self, rpc: Rpc, request: Any, context: Any) -> tuple[bytes, ...]:
        port = int(context.peer().rpartition(":")[2])
        log = self._log(port, _authority(context))
        place, answer = log.arrived(rpc.name, request, context)
        if isinstance(answer, Late):
            if _hangs_up(context, log, answer.seconds):
                log.note(place, cancelled=True)
                context.abort(grpc.StatusCode.CANCELLED, "the caller hung up")
            answer = answer.answer
        if isinstance(answer, Abort):
            context.abort(grpc.StatusCode[answer.code], answer.details)
        if isinstance(answer, Drop):
            self._drop(port)
            context.abort(grpc.StatusCode.UNAVAILABLE, "nobody hears this")
        if isinstance(answer, Reply):
            reply = answer.data
        else:
            changed = answer if isinstance(answer, (Full, Refusal, Unfinished)) else None
            reply = (_message(rpc, request, changed),)
        log.note(place, reply=reply)
        return reply


def _authority(context: Any) -> str:
    """Return the address that a caller wants to reach; gRPC knows it, but has no public way to tell."""
    details = getattr(getattr(context, "_rpc_event", None), "call_details", None)
    host = getattr(details, "host", b"")
    return host.decode() if isinstance(host, bytes) else ""


def _hangs_up(context: Any, log: RequestLog, seconds: float) -> bool:
    """Wait, and return whether the caller hung up meanwhile, or is to be told that it does."""
    ended = threading.Event()
    return not context.add_callback(ended.set) or log.hold(ended, seconds)


def _message(rpc: Rpc, request: Any, answer: Full | Refusal | Unfinished | None) -> bytes:
    if isinstance(answer, Full):
        return bytes(default_answer(rpc.name, request, answer.rows).SerializeToString())
    message = default_answer(rpc.name, request)
    if isinstance(answer, Unfinished):
        leave_unfinished(rpc.name, message)
    elif answer is not None:
        set_status(
            message,
            code=answer.code,
            reason=answer.reason,
            error_code=answer.error_code,
            retriable=answer.retriable,
            extra_info={"is_input_error": "true"} if answer.input_error else {},
        )
    return bytes(message.SerializeToString())
