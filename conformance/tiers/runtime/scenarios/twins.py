"""Two clients of one address: what is done to one of them is not done to the other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import DOCUMENTED, documented, ending, until

NAME = "twins"
RELATIVE = False
SYNCHRONOUS = ("ending",)

CLOSES = 5.0  # seconds that closing may take


async def scenario(context: ScenarioContext, rpc: str, deadline: float) -> dict[str, str]:
    """Close one client before it is used, one in the midst of a call, and one with ``async with``; use another one."""
    other, unused, busy, entered = [await context.make() for _ in range(4)]
    seen = {"other client before": (await ending(context.call(other), deadline))[0]}
    seen["close unused"], _ = await ending(context.close(unused), CLOSES)

    before = context.server.sent().count(rpc)
    task = asyncio.ensure_future(ending(context.call(busy), deadline))
    await until(lambda: task.done() or context.server.sent().count(rpc) > before, deadline)
    seen["close during a call"], _ = await ending(context.close(busy), CLOSES)
    seen["call that was closed"], _ = await task

    if hasattr(type(entered), "__aenter__"):
        seen["async with"], _ = await ending(_within(context, entered), deadline)
    seen["other client"], _ = await ending(context.call(other), deadline)
    await ending(context.close(other), CLOSES)
    return seen


async def _within(context: ScenarioContext, client: Any) -> None:
    async with client:
        await context.call(client)


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """Everything returns; a call that its client was closed under may fail in a documented way."""
    for step, ended in seen.items():
        closed = step == "call that was closed"
        if not (documented(ended) if closed else ended == "returned"):
            yield "ending", step, " or ".join(DOCUMENTED[: 3 if closed else 1]), ended
