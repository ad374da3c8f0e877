"""The wire server: a Milvus that answers from a script and remembers what it was asked.

The one rule: each script has an address of its own, never used before in this process, because clients keep
connections and caches by address.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent import futures
from dataclasses import replace
from types import TracebackType
from typing import Any

import grpc

from conformance.wire.request import Request
from conformance.wire.script import Abort, Answer, Drop, Late, Refusal, Reply, Rule, Script
from conformance.wire.service import Rpc, rpcs, set_status
from conformance.wire.world import default_answer

__all__ = ["WireServer"]

PORTS = 200
"""Addresses bound at once; no port can be added to a server that runs."""

THREADS = 8

OPTIONS = (
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", -1),
    # Clients that nobody closed send pings; they are not to be told off in the middle of a run.
    ("grpc.http2.max_ping_strikes", 0),
    ("grpc.keepalive_permit_without_calls", 1),
)
"""How the server listens (https://grpc.github.io/grpc/core/group__grpc__arg__keys.html)."""


class WireServer:
    """A scripted Milvus on loopback; a context manager.

    Args:
        script: What it answers; by default all is well in the world of `conformance.wire.world`.
    """

    def __init__(self, script: Script = Script()) -> None:  # noqa: B008  (a frozen value)
        self._script = script
        self._lock = threading.Lock()
        self._running: list[grpc.Server] = []
        self._ports: list[int] = []
        self._used: set[int] = set()
        self._episode = _Episode(script)
        self._address = ""

    @property
    def uri(self) -> str:
        """Its present address, for example ``http://127.0.0.1:40001``."""
        return f"http://{self._address}"

    @property
    def requests(self) -> tuple[Request, ...]:
        """What was asked at the present address, in order of arrival."""
        return self._episode.requests

    @property
    def cancelled(self) -> tuple[str, ...]:
        """The RPCs whose callers hung up before they were answered, in order."""
        return tuple(self._episode.cancelled)

    def sent(self, rpc: str) -> tuple[Request, ...]:
        """Return the requests of one RPC."""
        return tuple(item for item in self.requests if item.rpc == rpc)

    def start(self) -> str:
        """Start, and return the address."""
        return self.renew(self._script)

    def follow(self, *rules: Rule) -> None:
        """Answer by these rules from now on, at the present address; calls are counted afresh for each RPC."""
        self._episode.follow(Script(rules))

    def renew(self, script: Script = Script()) -> str:  # noqa: B008
        """Take a new script and a new address, forget all requests, and return the address."""
        with self._lock:
            if not self._ports:
                self._open()
            self._address = f"127.0.0.1:{self._ports.pop()}"
            self._episode = _Episode(script)
            return self.uri

    def stop(self) -> None:
        """Stop; callers that wait are told so at once."""
        for server in self._running:
            server.stop(None).wait(5)
        self._running, self._ports = [], []

    def __enter__(self) -> WireServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _open(self) -> None:
        self.stop()  # what was there has done its work; addresses cost files
        pool = futures.ThreadPoolExecutor(THREADS, "wire-server")
        server = grpc.server(pool, handlers=[_Handler(self)], options=OPTIONS)
        ports = {server.add_insecure_port("127.0.0.1:0") for _ in range(PORTS)}
        self._ports = sorted(ports - self._used)
        self._used |= ports
        server.start()
        self._running.append(server)

    def take(self) -> _Episode:
        """Return what the present address is about."""
        return self._episode


class _Episode:
    """What happens at one address."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.cancelled: list[str] = []
        self._requests: list[Request] = []
        self._positions: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def requests(self) -> tuple[Request, ...]:
        with self._lock:
            return tuple(self._requests)

    def follow(self, script: Script) -> None:
        with self._lock:
            self.script, self._positions = script, Counter()

    def arrived(self, rpc: str, message: Any, context: Any) -> tuple[int, Request]:
        metadata = tuple((key, _text(value)) for key, value in context.invocation_metadata())
        with self._lock:
            request = Request(rpc, message, metadata, context.time_remaining(), self._positions[rpc])
            self._positions[rpc] += 1
            self._requests.append(request)
            return len(self._requests) - 1, request

    def answered(self, place: int, reply: tuple[bytes, ...]) -> None:
        with self._lock:
            self._requests[place] = replace(self._requests[place], reply=reply)


class _Handler(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Serves every RPC of the service."""

    def __init__(self, server: WireServer) -> None:
        self._server = server
        self._handlers = {rpc.path: self._make(rpc) for rpc in rpcs().values()}

    def service(self, details: Any) -> Any:
        return self._handlers.get(details.method)

    def _make(self, rpc: Rpc) -> Any:
        def unary(request: Any, context: Any) -> bytes:
            return next(iter(self._answer(rpc, request, context)), b"")

        def streaming(request: Any, context: Any) -> Iterator[bytes]:
            yield from self._answer(rpc, request, context)

        def first(requests: Iterator[Any], context: Any) -> Iterator[bytes]:
            for request in requests:
                yield from self._answer(rpc, request, context)

        def last(requests: Iterator[Any], context: Any) -> bytes:
            return unary(next(iter(requests), rpc.request()), context)

        make, behaviour = {
            (False, False): (grpc.unary_unary_rpc_method_handler, unary),
            (False, True): (grpc.unary_stream_rpc_method_handler, streaming),
            (True, False): (grpc.stream_unary_rpc_method_handler, last),
            (True, True): (grpc.stream_stream_rpc_method_handler, first),
        }[rpc.streams_in, rpc.streams_out]
        return make(behaviour, rpc.request.FromString, bytes)

    def _answer(self, rpc: Rpc, request: Any, context: Any) -> tuple[bytes, ...]:
        episode = self._server.take()
        place, arrived = episode.arrived(rpc.name, request, context)
        answer = episode.script.answer(rpc.name, arrived.position)
        if isinstance(answer, Late):
            answer = _wait(episode, rpc, answer, context)
        reply = _reply(rpc, request, answer, context)
        episode.answered(place, reply)
        return reply


def _wait(episode: _Episode, rpc: Rpc, answer: Late, context: Any) -> Any:
    hung_up = threading.Event()
    if not context.add_callback(hung_up.set) or hung_up.wait(answer.seconds):
        episode.cancelled.append(rpc.name)
        context.abort(grpc.StatusCode.CANCELLED, "the caller hung up")
    return answer.answer


def _reply(rpc: Rpc, request: Any, answer: Answer | None, context: Any) -> tuple[bytes, ...]:
    if isinstance(answer, Reply):
        return answer.data
    if isinstance(answer, Abort):
        context.abort(grpc.StatusCode[answer.code], answer.details)
    if isinstance(answer, Drop):
        _hang_up(context)
    message = default_answer(rpc.name, request)
    if isinstance(answer, Refusal):
        set_status(
            message,
            code=answer.code,
            reason=answer.reason,
            error_code=answer.error_code,
            retriable=answer.retriable,
        )
    return (message.SerializeToString(),)


def _hang_up(context: Any) -> None:
    """End an RPC as a broken connection does: gRPC tells its caller UNAVAILABLE."""
    context.abort(grpc.StatusCode.UNAVAILABLE, "Socket closed")


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
