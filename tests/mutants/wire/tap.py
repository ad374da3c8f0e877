"""A faithful client that lets a mutant into what it sends and receives.

The one rule: without a mutant's change it is the faithful client; each RPC passes through one method.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.mutants.faithful import FaithfulClient

__all__ = ["Send", "TappedClient"]

Send = Callable[..., Any]
"""Sends a request: ``send(request, timeout=..., metadata=...)``; raises ``grpc.RpcError``."""


class TappedClient(FaithfulClient):
    """The synchronous client behind ``asyncio.to_thread``, with a tap on its stub."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        handler = self._client._get_connection()
        # A handler makes a new stub when it has lost its server: that one is to be tapped, too. Clients may share it.
        if not isinstance(handler, _Handler):
            stub = handler._stub
            handler.__class__ = type("Tapped", (_Handler, type(handler)), {})
            handler._stub = stub
        handler.tap = self

    def pass_on(
        self, rpc: str, send: Send, request: Any, timeout: float | None, metadata: Iterable[tuple[str, str]]
    ) -> Any:
        """Send a request and return the response."""
        return send(request, timeout=timeout, metadata=metadata)


class _Handler:
    tap: TappedClient

    @property
    def _stub(self) -> Any:
        return self.__dict__["stub"]

    @_stub.setter
    def _stub(self, stub: Any) -> None:
        self.__dict__["stub"] = _TappedStub(stub, self) if stub is not None else None


class _TappedStub:
    def __init__(self, stub: Any, handler: _Handler) -> None:
        self._stub, self._handler = stub, handler

    def __getattr__(self, rpc: str) -> Any:
        return _TappedRpc(rpc, getattr(self._stub, rpc), self._handler.tap)


class _TappedRpc:
    def __init__(self, rpc: str, send: Send, client: TappedClient) -> None:
        self._rpc, self._send, self._client = rpc, send, client

    def __call__(self, request: Any, timeout: Any = None, metadata: Any = None) -> Any:
        return self._client.pass_on(self._rpc, self._send, request, timeout, metadata or ())

    def future(self, request: Any, timeout: Any = None, metadata: Any = None) -> Any:
        """Return a future whose request is sent when its result is asked for."""
        return _Later(lambda: self(request, timeout, metadata))


class _Later:
    def __init__(self, call: Callable[[], Any]) -> None:
        self._call = call

    def result(self, timeout: Any = None) -> Any:
        return self._call()
