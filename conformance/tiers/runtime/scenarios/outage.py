"""A call while the server is away, which comes back after a while: a client waits for it, or fails, or gives up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import alike, ending

NAME = "outage"
RELATIVE = True

NOTICED = 1.5
"""Seconds until a client knows that its connection broke, on a busy machine, too; what it sends before fails."""


async def scenario(
    context: ScenarioContext, way: str, away: float, timeout: float | None, deadline: float
) -> dict[str, Any]:
    """Call, let the server be away for some seconds, and call again; return how that ended."""
    client = await context.make()
    before, _ = await ending(context.call(client), deadline)
    if way == "down":
        context.server.refuse()
    else:
        context.server.silence()
    await asyncio.sleep(NOTICED)
    # A thread brings it back: a synchronous client that waits for it stops its loop.
    back = threading.Timer(away, context.server.resume)
    back.start()
    words = {} if timeout is None else {"timeout": timeout}
    ended, seconds = await ending(context.call(client, **words), deadline)
    back.cancel()
    back.join()
    context.server.resume()
    await ending(context.close(client), 5.0)
    return {"way": way, "reached": before == "returned", "ended": ended, "seconds": round(seconds, 2)}


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """It ends as the synchronous client's call does: both wait for the server, or neither."""
    if expected is None or not (seen["reached"] and expected["reached"]):
        return
    if not alike(expected["ended"], seen["ended"]):
        yield "ending", f"server {seen['way']}", expected["ended"], seen["ended"]
