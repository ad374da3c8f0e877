"""The server goes down and comes back at the same address: between two calls, or during one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import DOCUMENTED, documented, ending, until

NAME = "restart"
RELATIVE = False
SYNCHRONOUS = ("in-flight", "lost")


# Seconds until a client is back. gRPC waits one second, more or less, after a connection that was refused, and lets
# every call fail meanwhile; the synchronous client's, too.
BACK = 4.0


async def scenario(context: ScenarioContext, rpc: str, during: bool, deadline: float) -> dict[str, Any]:
    """Call, restart the server before or while the call is answered, and call again, until it returns."""
    client = await context.make()
    first = asyncio.ensure_future(ending(context.call(client), deadline))
    if during:
        await until(lambda: first.done() or rpc in context.server.sent(), deadline)
    else:
        await first
    context.server.refuse()
    await asyncio.sleep(0.05)
    context.server.resume()
    in_flight, _ = await first
    again, _ = await ending(context.call(client), deadline)
    end = time.perf_counter() + BACK
    while again != "returned" and documented(again) and time.perf_counter() < end:
        await asyncio.sleep(0.1)
        again, _ = await ending(context.call(client), deadline)
    await ending(context.close(client), 5.0)
    return {"in flight": in_flight, "again": again, "when": "during a call" if during else "between calls"}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """A call in flight returns or fails in a documented way; before long one returns."""
    if not documented(seen["in flight"]):
        yield "in-flight", seen["when"], " or ".join(DOCUMENTED), seen["in flight"]
    if seen["again"] != "returned":
        yield "lost", seen["when"], f"a call returns within {BACK:g} s", seen["again"]
