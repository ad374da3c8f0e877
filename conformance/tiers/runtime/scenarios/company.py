"""A call fails, or is given up, while another one of the same client is in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending, until

NAME = "company"
RELATIVE = False
SYNCHRONOUS = ("ending",)

SOON = 0.1  # seconds after which a call is given up


async def scenario(context: ScenarioContext, rpc: str, given_up: bool, deadline: float) -> dict[str, Any]:
    """Make a call, and once the server has it another one that ends badly; then a third one.

    Args:
        context: What to work with.
        rpc: What the server has of the first call when the second one is made.
        given_up: Whether the second call is cancelled; else it fails.
        deadline: Seconds after which a call is given up that should return.
    """
    client = await context.make()
    first = asyncio.ensure_future(ending(context.call(client), deadline))
    await until(lambda: first.done() or rpc in context.server.sent(), deadline)
    second = asyncio.ensure_future(context.call(client))
    await asyncio.wait({second}, timeout=SOON if given_up else deadline)
    reached = not first.done()
    if given_up:
        second.cancel()
    await asyncio.wait({second}, timeout=deadline)
    seen = {"reached": reached, "call in flight": (await first)[0]}
    seen["call afterwards"], _ = await ending(context.call(client), deadline)
    await ending(context.close(client), deadline)
    return seen


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """The call in flight returns, and so does one afterwards."""
    for step in ("call in flight", "call afterwards"):
        if seen[step] != "returned":
            yield "ending", step, "returned", seen[step]
