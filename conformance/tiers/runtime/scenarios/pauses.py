"""Work that goes on for many looks: whoever sees its end soon has not paused between them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending, until

NAME = "pauses"
RELATIVE = False
SYNCHRONOUS = ("no-pause",)


async def scenario(
    context: ScenarioContext, rpc: str, unfinished: int, window: float, deadline: float
) -> dict[str, Any]:
    """Call, and count the looks until the work is finished, or some seconds after the first one."""
    client = await context.make()
    task = asyncio.ensure_future(context.call(client))
    await until(lambda: task.done() or rpc in context.server.sent(), deadline)
    await asyncio.wait({task}, timeout=window)
    looks = context.server.sent().count(rpc)
    task.cancel()
    await ending(task, 1.0)
    await ending(context.close(client), 5.0)
    return {"rpc": rpc, "looks": looks, "unfinished": unfinished, "window": window}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """Whoever pauses for a twentieth of a second does not see the end of the work."""
    most, window = seen["unfinished"], seen["window"]
    if seen["looks"] > most:
        yield "no-pause", seen["rpc"], f"at most {most} looks in {window:g} s", "more looks"
