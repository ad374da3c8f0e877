"""A call of several RPCs, each answered within the timeout, but not all together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending

NAME = "budget"
RELATIVE = True


async def scenario(context: ScenarioContext, several: int, deadline: float) -> dict[str, Any]:
    """Call on a server that is late with every answer; return how it ended."""
    client = await context.make()
    ended, seconds = await ending(context.call(client), deadline)
    sent = [name for name in context.server.sent() if name != "Connect"]
    await ending(context.close(client), 5.0)
    seen = {"ended": ended, "seconds": round(seconds, 2), "sent": len(sent)}
    return {**seen, "several": several, "reached": len(sent) >= 2}


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """The timeout is one for the whole call, or one for each RPC, as the synchronous client's is."""
    if expected is None or expected["ended"] == "hung" or expected["sent"] < seen["several"]:
        return  # the synchronous client sends fewer, which the wire tier tells
    if seen["ended"] == "hung":
        yield "late", "all answers", expected["ended"], "hung"
    elif (seen["ended"] == "returned") != (expected["ended"] == "returned"):
        yield "budget", "all answers", expected["ended"], seen["ended"]


def settled(_seen: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether the synchronous client got through; on a busy machine its answers may be too late for it."""
    return bool(expected["ended"] == "returned")
