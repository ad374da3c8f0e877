"""Nothing that an async client does may stop its loop: no step of its tasks, and no beat of another task, is long.

Nor may many short ones add up: what waits takes few steps, and no work.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending

NAME = "heartbeat"
RELATIVE = False
SYNCHRONOUS = ("hung",)

STEPS, EACH = (
    100,
    40,
)  # steps of tasks that a call may take, and for each of its requests; pymilvus takes eleven


async def scenario(context: ScenarioContext, limit: float, deadline: float, beat: bool) -> dict[str, Any]:
    """Make a client, call, and close; return the longest step of each phase, or the longest pause between beats.

    Steps tell which of many clients blocked the loop; beats also show what blocks it outside of tasks.
    """
    heart = asyncio.ensure_future(_beat(context)) if beat else None
    longest: dict[str, float] = {}

    def phase(name: str) -> None:
        longest[name], context.longest = round(context.longest, 3), 0.0

    # Each in a task of its own, whose steps are timed.
    client = await asyncio.ensure_future(context.make())
    phase("constructor")
    context.steps, context.worked = 0, 0.0
    ended, seconds = await ending(context.call(client), deadline)
    phase("call")
    busy = {"steps": context.steps, "worked": round(context.worked, 3), "sent": len(context.server.sent())}
    await ending(context.close(client), 5.0)
    phase("close")
    if heart is not None:
        heart.cancel()
    return {"longest": longest, "limit": limit, "ended": ended, "seconds": round(seconds, 2), **busy}


async def _beat(context: ScenarioContext) -> None:
    while True:
        beat = time.perf_counter()
        await asyncio.sleep(0.02)
        context.longest = max(context.longest, time.perf_counter() - beat - 0.02)


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """The loop is never blocked for longer than the limit, nor worked on for as long in all, nor turned in vain."""
    for phase, seconds in seen["longest"].items():
        if seconds > seen["limit"]:
            yield (
                "blocked",
                phase,
                f"the loop goes on within {seen['limit']:g} s",
                "stood still for longer",
            )
    if seen["worked"] > seen["limit"] >= seen["longest"]["call"]:
        yield "works", "call", f"at most {seen['limit']:g} s of work on the loop", "worked for longer in all"
    if seen["steps"] > STEPS + EACH * seen["sent"]:
        yield "spins", "call", f"at most {STEPS} steps, and {EACH} for each request", "more steps"
    if seen["ended"] == "hung":
        yield "hung", "call", "returns", "had not"
