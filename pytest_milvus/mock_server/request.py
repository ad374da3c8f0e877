"""A request as a wire server received it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Request"]


@dataclass(frozen=True, slots=True)
class Request:
    """One RPC that a client sent.

    Attributes:
        rpc: Name of the RPC, for example ``Search``.
        message: The request, a protobuf message; of a stream of requests, the first one.
        metadata: What was sent beside it, in order.
        timeout: Seconds that the client was willing to wait when the request arrived, ``None`` for ever.
        position: How many requests of this RPC came before, on the same address.
        reply: The serialised answers, empty where the RPC was ended by a fault.
        cancelled: Whether the caller hung up before the answer: it cancelled the call, or its deadline passed.
        arrived: When, in seconds of a monotonic clock.
    """

    rpc: str
    message: Any
    metadata: tuple[tuple[str, str], ...]
    timeout: float | None
    position: int
    reply: tuple[bytes, ...] = ()
    cancelled: bool = False
    arrived: float = 0.0
