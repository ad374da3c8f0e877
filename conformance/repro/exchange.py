"""Calls on a recorded server, and what of them two clients are compared by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any, NamedTuple

from conformance.clients.spoiling import spoil
from conformance.repro.execution import Fail, Follow, Show, awaited, ended, executed
from conformance.repro.outcome import failure, plain
from conformance.repro.recorded_server import RecordedServer, Sent

__all__ = [
    "Exchange",
    "attribute",
    "connecting",
    "deadlines",
    "entries",
    "exchange",
    "fields",
    "metadata",
    "near",
    "rpcs",
    "spoilt",
    "times",
]

FOR_EVER = 1e9  # seconds; gRPC tells of no deadline as of a very late one
MARGIN = 1.5  # seconds by which the deadlines of two requests may differ on a busy machine


class Exchange(NamedTuple):
    """What came of the last call, and the requests that it sent."""

    outcome: Any
    requests: list[Sent]


def exchange(
    make: Callable[..., Any],
    calls: Sequence[Callable[..., Any]],
    server: RecordedServer,
    seconds: float,
    follow: Follow,
    show: Show,
    fail: Fail,
    **words: Any,
) -> Exchange:
    """Make calls with a new client of a server for each of their parameters, within some seconds."""
    server.start()
    before = 0

    async def perform() -> Any:
        nonlocal before
        uri = f"http://127.0.0.1:{server.port}"
        clients = [await awaited(make(uri=uri, **words)) for _ in signature(calls[0]).parameters]
        for call in calls:
            before = len(server.requests)
            came = await ended(call, show, fail, follow, *clients)
        return came

    return Exchange(executed(seconds, perform), server.requests[before:])


def connecting(
    make: Callable[..., Any],
    calls: Sequence[Callable[[Any], Any]],
    server: RecordedServer,
    seconds: float,
    follow: Follow,
    show: Show,
    fail: Fail,
    **words: Any,
) -> Exchange:
    """Make calls in the same way, each with a new client where none could be made before: that is part of the call."""
    made: list[Any] = []

    def whole(call: Callable[[Any], Any]) -> Callable[[str], Any]:
        async def perform(uri: str) -> Any:
            if not made:
                made.append(await awaited(make(uri=uri, **words)))
            return await follow(call(made[0]))

        return perform

    return exchange(lambda uri: uri, [whole(call) for call in calls], server, seconds, awaited, show, fail)


async def spoilt(result: Any) -> Any:
    """Return the result of a call, changed as its caller may."""
    value = await awaited(result)
    spoil(value)
    return value


def attribute(
    make: Callable[..., Any],
    name: str,
    calls: Sequence[Callable[[Any], Any]],
    server: RecordedServer,
    seconds: float,
    **words: Any,
) -> Any:
    """Return an attribute of a new client of a server after some calls."""
    server.start()

    async def perform() -> Any:
        client = await awaited(make(uri=f"http://127.0.0.1:{server.port}", **words))
        for call in calls:
            await ended(call, plain, failure, awaited, client)
        return await ended(lambda _: getattr(client, name), plain, failure, awaited, client)

    return executed(seconds, perform)


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
    left = [item.left for item in seen.requests if item.rpc == rpc]
    return [None if seconds is None or seconds > FOR_EVER else round(seconds, 1) for seconds in left]


def near(sides: Mapping[str, Sequence[float | None]]) -> dict[str, Any]:
    """Return deadlines of two sides, the second's as the first's where it may be a busy machine that they differ by."""
    (one, left), (other, right) = sides.items()
    if len(left) == len(right):
        right = [old if alike(old, new) else new for old, new in zip(left, right, strict=True)]
    return {one: left, other: right}


def alike(one: float | None, other: float | None) -> bool:
    """Return whether deadlines differ by no more than what a busy machine takes."""
    return one is other if one is None or other is None else abs(one - other) <= MARGIN


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


def entries(seen: Exchange, rpc: str, pairs: str, key: str) -> list[list[str]]:
    """Return what each request of an RPC has for a key in a field of keys and values."""
    sent = [getattr(item.message, pairs) for item in seen.requests if item.rpc == rpc]
    return [[item.value for item in each if item.key == key] for each in sent]
