"""A call with a timeout, or expressly none, on a server that does not answer in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending, until

NAME = "deadline"
RELATIVE = True


PATIENCE = 10.0  # seconds that a call may take to reach the server, and altogether where it has no timeout
DOCUMENTED = ("MilvusException", "RpcError")  # what applications catch


async def scenario(
    context: ScenarioContext, timeout: float | None, margin: float, rpc: str
) -> dict[str, Any]:
    """Call, and return how it ended, and when, counted from the arrival of the RPC that is not answered."""
    limit = PATIENCE if timeout is None else timeout + margin
    client = await context.make()
    started = time.perf_counter()
    task = asyncio.ensure_future(ending(context.call(client), PATIENCE + limit))
    # Connecting is not counted: beside many others it may take long, and has a check of its own.
    await until(lambda: task.done() or rpc in context.server.sent(), PATIENCE)
    reached = timeout == 0 or rpc in context.server.sent()
    connected = timeout == 0 or any(name != "Connect" for name in context.server.sent())
    if not task.done():
        started = time.perf_counter()
        await asyncio.wait({task}, timeout=limit)
    seconds = time.perf_counter() - started
    ended = task.result()[0] if task.done() else "hung"
    task.cancel()
    await ending(context.close(client), 5.0)
    seen = {"ended": ended, "seconds": round(seconds, 2), "timeout": timeout, "margin": margin, "rpc": rpc}
    return {**seen, "reached": reached, "connected": connected}


def broken(seen: dict[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """The timeout is honoured."""
    late = PATIENCE if seen["timeout"] is None else seen["timeout"] + seen["margin"]
    if seen["ended"] == "hung" or (seen["connected"] and seen["seconds"] >= late):
        owed = "returns" if seen["timeout"] is None else f"ends after {seen['timeout']:g} s"
        yield "late", seen["rpc"], owed, f"had not after {late:g} s"


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """The timeout is honoured, and fails with the exception that the synchronous client raises."""
    if not seen["connected"] and seen["ended"] != "hung":
        return  # it ended while it connected: beside many others, a short timeout may pass before
    late = PATIENCE if seen["timeout"] is None else seen["timeout"] + seen["margin"]
    wrong = list(broken(seen))
    if wrong:
        # Where the synchronous client's timeout is for each RPC, the call as a whole may take longer.
        if expected is None or expected["seconds"] < late:
            for kind, path, _, found in wrong:
                yield kind, path, f"had ended before {late:g} s", found
        return
    if expected is None or expected["seconds"] >= late or seen["ended"] == expected["ended"]:
        return
    if seen["reached"] and not expected["reached"]:
        return  # it does not send the RPC, which the wire tier tells
    # Which of the two is raised is decided in one place for all methods; the wire tier tells it once.
    if not {seen["ended"], expected["ended"]} <= set(DOCUMENTED):
        path = "no timeout" if seen["timeout"] is None else "timeout"
        yield "ending", path, expected["ended"], seen["ended"]


def settled(seen: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether one of both was in time; on a busy machine a client may be late that is not otherwise."""
    late = PATIENCE if seen["timeout"] is None else seen["timeout"] + seen["margin"]
    return bool(min(seen["seconds"], expected["seconds"]) < late)
