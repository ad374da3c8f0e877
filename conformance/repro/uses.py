"""Uses of what a call gives, with a new client of a recorded server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from conformance.repro.exchange import Exchange
from conformance.repro.execution import Fail, Follow, Show, awaited, ended, executed
from conformance.repro.recorded_server import RecordedServer

__all__ = ["offered", "used"]

ARRIVES = 5.0  # seconds that a request may take to arrive that a client sends of its own accord
TURNS = 0.1  # seconds in which a loop does what the use before asked it to


def used(
    make: Callable[..., Any],
    call: Callable[[Any], Any],
    uses: Sequence[Callable[[Any, Any], Any]],
    reached: str,
    server: RecordedServer,
    seconds: float,
    follow: Follow,
    show: Show,
    fail: Fail,
    **words: Any,
) -> Exchange:
    """Return what came of the last use of what a call gives, and the requests that it sent.

    Those after the first use wait for a request of the RPC ``reached``, ``""`` for none.
    """
    server.start()
    before = 0

    async def perform() -> Any:
        nonlocal before
        client = await awaited(make(uri=f"http://127.0.0.1:{server.port}", **words))
        made = await awaited(call(client))
        for place, use in enumerate(uses):
            await asyncio.sleep(TURNS)
            for _ in range(int(ARRIVES * 100) if place and reached else 0):
                if any(item.rpc == reached for item in server.requests):
                    break
                await asyncio.sleep(0.01)
            before = len(server.requests)
            came = await ended(use, show, fail, follow, client, made)
        return came

    return Exchange(executed(seconds, perform), server.requests[before:])


def offered(seen: Exchange, name: str) -> Any:
    """Return what an object that was looked at has under a name, ``None`` for nothing."""
    how, *shown = seen.outcome
    return shown[0][1].get(repr(name)) if how == "returned" else seen.outcome
