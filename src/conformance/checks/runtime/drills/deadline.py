"""A call with a timeout, on a server that does not answer in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from conformance.checks.runtime.drills.ending import ending, until
from conformance.checks.runtime.drills.stand import Stand

NAME = "deadline"
RELATIVE = True


PATIENCE = 10.0  # seconds that a call may take to reach the server
DOCUMENTED = ("MilvusException", "RpcError")  # what applications catch


async def drill(stand: Stand, timeout: float, margin: float, rpc: str) -> dict[str, Any]:
    """Call, and return how it ended, and when, counted from the arrival of the RPC that is not answered."""
    client = await stand.make()
    started = time.perf_counter()
    task = asyncio.ensure_future(ending(stand.call(client), PATIENCE + timeout + margin))
    # Connecting is not counted: beside many others it may take long, and has a check of its own.
    await until(lambda: task.done() or rpc in stand.server.sent(), PATIENCE)
    reached = any(name != "Connect" for name in stand.server.sent())
    if not task.done():
        started = time.perf_counter()
        await asyncio.wait({task}, timeout=timeout + margin)
    seconds = time.perf_counter() - started
    ended = task.result()[0] if task.done() else "hung"
    task.cancel()
    await ending(stand.close(client), 5.0)
    seen = {"ended": ended, "seconds": round(seconds, 2), "timeout": timeout, "margin": margin, "rpc": rpc}
    return {**seen, "reached": reached}


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """The timeout is honoured, and fails with the exception that the synchronous client raises."""
    if not seen["reached"] and seen["ended"] != "hung":
        return  # it ended while it connected: beside many others, a short timeout may pass before
    late = seen["timeout"] + seen["margin"]
    if seen["ended"] == "hung" or seen["seconds"] >= late:
        # Where the synchronous client's timeout is for each RPC, the call as a whole may take longer.
        if expected is None or expected["seconds"] < late:
            yield "late", seen["rpc"], f"ends after {seen['timeout']:g} s", f"had not after {late:g} s"
        return
    if expected is None or expected["seconds"] >= late or seen["ended"] == expected["ended"]:
        return
    # Which of the two is raised is decided in one place for all methods; the wire tier tells it once.
    if not {seen["ended"], expected["ended"]} <= set(DOCUMENTED):
        yield "ending", seen["rpc"], expected["ended"], seen["ended"]
