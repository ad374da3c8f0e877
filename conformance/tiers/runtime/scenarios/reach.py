"""A first call with a timeout, on a server that is hard to reach: down, silent, or slow to greet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import DOCUMENTED, documented, ending

NAME = "reach"
RELATIVE = False
SYNCHRONOUS = ("ending", "late")


async def scenario(context: ScenarioContext, way: str, timeout: float, margin: float) -> dict[str, Any]:
    """Make a client and call; return how that ended. Who connects when it is made is given the timeout then."""
    if way == "down":
        context.server.refuse()
    elif way == "silent":
        context.server.silence()

    async def first() -> None:
        client = await context.make(**context.limits(timeout))
        try:
            await context.call(client)
        finally:
            await ending(context.close(client), 5.0)

    ended, _ = await ending(first(), timeout + margin)
    context.server.resume()
    return {"way": way, "ended": ended, "timeout": timeout, "margin": margin}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """The timeout counts from the call: connecting is part of it."""
    path = f"connecting ({seen['way']})"
    if seen["ended"] == "hung":
        late = seen["timeout"] + seen["margin"]
        yield "late", path, f"ends after {seen['timeout']:g} s", f"had not after {late:g} s"
    elif not documented(seen["ended"]):
        yield "ending", path, " or ".join(DOCUMENTED), seen["ended"]
