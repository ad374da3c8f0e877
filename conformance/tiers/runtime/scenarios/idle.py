"""A client that waits for an answer does nothing: its loop does not turn, and its process takes no time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending, until

NAME = "idle"
RELATIVE = False
SYNCHRONOUS: tuple[str, ...] = ("spins",)

TURNS = 100  # times that a loop may turn in a second while nobody has anything to do
BUSY = 0.05  # share of that time that the process may work: an idle one takes less than a hundredth


async def scenario(context: ScenarioContext, rpc: str, seconds: float, deadline: float) -> dict[str, Any]:
    """Call, and count what goes on while the server has an RPC of it."""
    client = await context.make()
    task = asyncio.ensure_future(context.call(client))
    await until(lambda: task.done() or rpc in context.server.sent(), deadline)
    await asyncio.sleep(seconds / 4)  # for what has to be done after a request
    loop: Any = asyncio.get_running_loop()
    turn: Any = getattr(loop, "_run_once", None)  # asyncio's; other loops are not counted
    turns = 0

    def counted() -> Any:
        nonlocal turns
        turns += 1
        return turn()

    if turn is not None:
        loop._run_once = counted
    worked = time.process_time()
    await asyncio.sleep(seconds)
    worked = time.process_time() - worked
    if turn is not None:
        del loop._run_once
    reached = not task.done()
    task.cancel()
    await ending(task, 1.0)
    await ending(context.close(client), 5.0)
    return {"reached": reached, "turns": turns, "worked": round(worked, 2), "seconds": seconds}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """Neither the loop nor a thread spins."""
    if seen["reached"] and seen["turns"] > TURNS * seen["seconds"]:
        yield "spins", "loop", f"turns at most {TURNS} times in a second", "more often"
    elif seen["reached"] and seen["worked"] > BUSY * seen["seconds"]:
        yield "spins", "process", f"works at most for {BUSY:.0%} of the time", "works for longer"
