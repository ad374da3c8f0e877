"""A call on a server where all is well: what the other scenarios take for granted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending

NAME = "plain"
RELATIVE = True


async def scenario(context: ScenarioContext, deadline: float) -> dict[str, Any]:
    """Make a client and call; return how that ended."""
    ended, _ = await ending(context.first_call(), deadline)
    return {"ended": ended}


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """Where the synchronous client's call returns, it returns."""
    if expected is not None and expected["ended"] == "returned" != seen["ended"]:
        yield "ending", "call", "returned", seen["ended"]
