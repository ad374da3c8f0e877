"""Calls that are made together are at the server together: none waits for the answer to another one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending, until

NAME = "abreast"
RELATIVE = False
SYNCHRONOUS = ("in-turn",)


async def scenario(context: ScenarioContext, rpc: str, count: int, deadline: float) -> dict[str, Any]:
    """Make calls together on a server that is late, until all are there or one is answered."""
    client = await context.make()
    tasks = [asyncio.ensure_future(context.call(client)) for _ in range(count)]
    await until(
        lambda: context.server.sent().count(rpc) >= count or any(task.done() for task in tasks), deadline
    )
    arrived = context.server.sent().count(rpc)
    for task in tasks:
        task.cancel()
    for task in tasks:
        await ending(task, 1.0)
    await ending(context.close(client), 5.0)
    return {"reached": arrived > 0, "rpc": rpc, "count": count, "together": min(arrived, count)}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """The server has a request of each call at the same time."""
    if seen["reached"] and seen["together"] < seen["count"]:
        yield "in-turn", seen["rpc"], f"{seen['count']} requests at the same time", "fewer"
