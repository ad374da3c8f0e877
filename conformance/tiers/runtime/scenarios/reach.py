"""A first call with a timeout, on a server that is hard to reach: down, silent, or slow to greet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import DOCUMENTED, documented, ending

NAME = "reach"
RELATIVE = False
SYNCHRONOUS = ("ending",)  # it connects when it is made, before a call has a timeout


async def scenario(context: ScenarioContext, way: str, timeout: float, margin: float) -> dict[str, Any]:
    """Make a client and call; return how that ended."""
    if way == "down":
        context.server.refuse()
    elif way == "silent":
        context.server.silence()
    ended, _ = await ending(context.first_call(), timeout + margin)
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
