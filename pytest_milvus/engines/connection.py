"""Plain RPCs to a server, apart from the clients under test.

The one rule: nothing here uses pymilvus, whose way to connect, retry and authenticate is what the suite
examines, and whose import takes longer than a server's start.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.unknown_fields import UnknownFieldSet

__all__ = ["REFUSALS", "Connection", "UnansweredError", "wait_for_version"]

REFUSALS = (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED)
_STATUS, _VERSION = 1, 2  # fields of GetVersionResponse
_REASON = 2  # field of Status
_GLANCE = 0.25  # seconds between two looks at whether waiting still makes sense
_OPTIONS = [
    ("grpc.enable_http_proxy", 0),
    ("grpc.use_local_subchannel_pool", 1),
    # gRPC waits 1 s, then longer, before it tries again a server that is still starting.
    # Not the least backoff: that is also how long an attempt may take, and on a busy machine 0.1 s is too short.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 500),
]


class UnansweredError(Exception):
    """A server did not answer an RPC with success.

    Attributes:
        code: gRPC status code, ``None`` where the refusal stands in the answer's own status.
        details: What the server or gRPC said.
    """

    def __init__(self, code: grpc.StatusCode | None, details: str) -> None:
        self.code, self.details = code, details
        super().__init__(f"{code.name}: {details}" if code else details)


class Connection:
    """One channel to a server; a context manager that closes it.

    Args:
        uri: ``http://HOST:PORT``, ``https://HOST:PORT``, ``tcp://HOST:PORT`` or ``unix:PATH``.
        token: ``USER:PASSWORD`` or an API key; ``""`` for none.
    """

    def __init__(self, uri: str, token: str = "") -> None:
        self._metadata = [("authorization", base64.b64encode(token.encode()).decode())] if token else []
        address = _address(uri)
        if uri.startswith("https://"):
            self._channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(), _OPTIONS)
        else:
            self._channel = grpc.insecure_channel(address, _OPTIONS)

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._channel.close()

    def version(
        self, timeout: float, *, patient: bool = False, meanwhile: Callable[[], bool] = lambda: True
    ) -> str:
        """Return what GetVersion answers.

        Args:
            timeout: Seconds to wait for the server and its answer.
            patient: Wait for a connection as well, and try again while there is none.
            meanwhile: Asked four times a second; ends the waiting when it returns ``False``.

        Raises:
            UnansweredError: No answer, or a refusal.
        """
        ask = self._channel.unary_unary(_path("GetVersion"))
        call = ask.future(b"", timeout=timeout, metadata=self._metadata, wait_for_ready=patient)
        while True:
            try:
                answer = _fields(call.result(timeout=_GLANCE))
                break
            except grpc.FutureTimeoutError:
                if not meanwhile():
                    call.cancel()
                    raise UnansweredError(grpc.StatusCode.UNAVAILABLE, "the server has ended") from None
            except grpc.RpcError as error:
                raise UnansweredError(error.code(), error.details() or "") from None
        if _VERSION not in answer:
            raise UnansweredError(None, _fields(answer.get(_STATUS, b"")).get(_REASON, b"").decode())
        return str(answer[_VERSION].decode())

    def asks_for_token(self, timeout: float = 30.0) -> bool:
        """Return whether the server refuses a caller without a token."""
        try:
            self._ask("GetVersion", timeout, [])
        except grpc.RpcError as error:
            return error.code() in REFUSALS
        return False

    def implements(self, rpc: str, timeout: float = 30.0) -> bool:
        """Return whether the server knows an RPC, asked with an empty request.

        Only an RPC that changes nothing when asked with an empty request may be named.

        Raises:
            UnansweredError: The server could not be asked.
        """
        try:
            self._ask(rpc, timeout, self._metadata)
        except grpc.RpcError as error:
            if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
                raise UnansweredError(error.code(), error.details() or "") from None
            return error.code() is not grpc.StatusCode.UNIMPLEMENTED
        return True

    def _ask(self, rpc: str, timeout: float, metadata: list[tuple[str, str]]) -> Any:
        """Send an empty request; the answer comes as bytes."""
        return self._channel.unary_unary(_path(rpc))(b"", timeout=timeout, metadata=metadata)


def wait_for_version(connection: Connection, timeout: float, still_running: Callable[[], None]) -> str:
    """Return the version of a server that is starting, as soon as it answers.

    Args:
        connection: Where the server will be.
        timeout: Seconds until it is given up.
        still_running: Called between attempts; raises when waiting has become pointless.

    Raises:
        UnansweredError: The last refusal, after `timeout`.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            return connection.version(timeout=2.0)
        except UnansweredError as error:
            still_running()
            if error.code in REFUSALS or time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def _path(rpc: str) -> str:
    return f"/milvus.proto.milvus.MilvusService/{rpc}"


def _fields(message: bytes) -> dict[int, Any]:
    """The fields of a message, by number, without its description."""
    return {field.field_number: field.data for field in UnknownFieldSet(Empty.FromString(message))}


def _address(uri: str) -> str:
    if uri.startswith("unix:"):
        return uri
    parts = urlsplit(uri)
    port = parts.port or (443 if parts.scheme == "https" else 19530)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{host}:{port}"
