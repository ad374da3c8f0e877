"""A first call without a timeout of its own, on a server that is hard to reach: down, silent, or slow to greet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import alike, ending

NAME = "greeting"
RELATIVE = True

APART = 3.0  # seconds that two clients may be apart on a busy machine


async def scenario(context: ScenarioContext, way: str, deadline: float) -> dict[str, Any]:
    """Make a client and call; return how that ended, and after how long."""
    if way == "down":
        context.server.refuse()
    elif way == "silent":
        context.server.silence()
    ended, seconds = await ending(context.first_call(), deadline)
    context.server.resume()
    return {"way": way, "ended": ended, "seconds": round(seconds, 2)}


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """It ends as the synchronous client's constructor and first call do, and not much later or earlier."""
    if expected is None:
        return
    path = f"first call ({seen['way']})"
    if not alike(expected["ended"], seen["ended"]):
        yield "ending", path, expected["ended"], seen["ended"]
    elif seen["seconds"] > expected["seconds"] + APART:
        yield "late", path, "ended sooner", f"took {APART:g} s longer, or more"
    elif expected["seconds"] > seen["seconds"] + APART:
        yield "early", path, "ended later", f"took {APART:g} s less, or even less"
