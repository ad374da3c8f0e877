"""Work that goes on while a method waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending

NAME = "completion"
RELATIVE = True

MARGIN = 5.0  # seconds by which a client may be slower on a loaded machine


async def scenario(context: ScenarioContext, rpc: str, unfinished: int, deadline: float) -> dict[str, Any]:
    """Call; the first few looks at the work find it unfinished. Return how often the client looked."""
    client = await context.make()
    ended, seconds = await ending(context.call(client), deadline)
    looks = context.server.sent().count(rpc)
    await ending(context.close(client), 5.0)
    return {
        "ended": ended,
        "looks": looks,
        "seconds": round(seconds, 3),
        "unfinished": unfinished,
        "reached": looks > 0 or ended == "returned",  # not to look is an answer, too
        "deadline": deadline,
        "rpc": rpc,
    }


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """It returns when the work is finished, if the synchronous client does: not before, not never."""
    rpc, needed = seen["rpc"], seen["unfinished"] + 1
    if expected is None or expected["ended"] != "returned":
        return
    if expected["looks"] < needed:
        if seen["ended"] == "returned" and seen["looks"] >= needed:
            yield "waits", rpc, f"{expected['looks']} looks", f"at least {needed} looks"
        return
    if seen["ended"] == "hung" and expected["seconds"] + MARGIN > seen["deadline"]:
        return  # it was not given the time that the synchronous client takes
    if seen["ended"] == "returned" and seen["looks"] < needed:
        yield "early", rpc, f"at least {needed} looks", f"{seen['looks']} looks"
    elif seen["ended"] != "returned":
        yield "never", rpc, "returned", seen["ended"]
