"""A client is called and closed: the short form of an afterlife, one trial for what shows every time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending

NAME = "leftover"
RELATIVE = False
SYNCHRONOUS = ()
LEAVES_OUT = "afterlife"


async def scenario(context: ScenarioContext, deadline: float) -> dict[str, Any]:
    """Call, close, look what is left."""
    client = await context.make()
    await ending(context.call(client), deadline)
    await ending(context.close(client), deadline)
    return {"tasks": await context.left()}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """No task is left."""
    if seen["tasks"]:
        yield "task-left", "close", "no task", ", ".join(seen["tasks"])
