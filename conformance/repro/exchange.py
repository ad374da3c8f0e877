"""Calls on a recorded server, and what of them two clients are compared by."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from conformance.repro.deadline import within
from conformance.repro.outcome import outcome_of
from conformance.repro.recorded_server import RecordedServer, Sent

__all__ = ["Exchange", "deadlines", "entries", "exchange", "fields", "metadata", "near", "rpcs", "times"]

MARGIN = 1.5  # seconds by which the deadlines of two requests may differ on a busy machine


class Exchange(NamedTuple):
    """What came of the last call, and the requests that it sent."""

    outcome: Any
    requests: list[Sent]


def exchange(
    make: Callable[..., Any],
    calls: Sequence[Callable[[Any], Any]],
    server: RecordedServer,
    seconds: float,
    follow: Callable[[Any], Awaitable[Any]] | None = None,
    **words: Any,
) -> Exchange:
    """Make calls with a new client of a server, within some seconds."""
    logging.disable(logging.CRITICAL)  # what clients say of failures is no news here
    server.start()
    before = 0

    async def perform() -> Any:
        nonlocal before
        client = make(uri=f"http://127.0.0.1:{server.port}", **words)
        for call in calls:
            before = len(server.requests)
            ended = await outcome_of(call, client, follow)
        return ended

    ended = within(seconds, lambda: asyncio.run(perform()), "did not return")
    return Exchange(ended, server.requests[before:])


def rpcs(seen: Exchange, ignored: str) -> list[str]:
    """Return the RPCs that were sent, each once, but one."""
    return list(dict.fromkeys(item.rpc for item in seen.requests if item.rpc != ignored))


def times(seen: Exchange, rpc: str) -> dict[str, int]:
    """Return how many requests of an RPC were sent."""
    return {rpc: sum(item.rpc == rpc for item in seen.requests)}


def metadata(seen: Exchange, rpc: str, key: str) -> list[Any]:
    """Return the metadata of a key that each request of an RPC had."""
    sent = [item.metadata for item in seen.requests if item.rpc == rpc]
    return [[value for name, value in pairs if name == key] for pairs in sent]


def deadlines(seen: Exchange, rpc: str) -> list[float | None]:
    """Return the seconds, if they are limited, that each request of an RPC had."""
    return [item.left and round(item.left, 1) for item in seen.requests if item.rpc == rpc]


def near(left: Sequence[float | None], right: Sequence[float | None]) -> bool:
    """Return whether deadlines are alike on a machine that has other work, too."""
    return len(left) == len(right) and all(
        one is other if one is None or other is None else abs(one - other) <= MARGIN
        for one, other in zip(left, right, strict=True)
    )


def fields(seen: Exchange, rpc: str, path: str) -> list[str]:
    """Return a field of each request of an RPC; ``a.b`` is field ``b`` of the message in field ``a``."""
    return [repr(field(item.message, path)) for item in seen.requests if item.rpc == rpc]


def field(message: Any, path: str) -> Any:
    """Return a field of a message, ``None`` where it can be absent and is."""
    for name in path.split("."):
        if message.DESCRIPTOR.fields_by_name[name].has_presence and not message.HasField(name):
            return None
        message = getattr(message, name)
    return message


def entries(seen: Exchange, rpc: str, field: str, key: str) -> list[list[str]]:
    """Return what each request of an RPC has for a key in a field of keys and values."""
    sent = [getattr(item.message, field) for item in seen.requests if item.rpc == rpc]
    return [[item.value for item in pairs if item.key == key] for pairs in sent]
