"""A client is closed, twice, and used once more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending

NAME = "afterlife"
RELATIVE = True


async def scenario(context: ScenarioContext, deadline: float) -> dict[str, Any]:
    """Call, close, look what is left, close again, call again."""
    client = await context.make()
    used, _ = await ending(context.call(client), deadline)
    closed, _ = await ending(context.close(client), deadline)
    tasks = await context.left()
    again, _ = await ending(context.close(client), deadline)
    after, _ = await ending(context.call(client), deadline)
    return {"call": used, "close": closed, "tasks": tasks, "close again": again, "call after close": after}


def broken(seen: dict[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """No task is left after the first close."""
    if seen["tasks"]:
        yield "task-left", "close", "no task", ", ".join(seen["tasks"])


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """Each step ends as it does with the synchronous client, and no task is left after the first close."""
    yield from broken(seen)
    if expected is None or seen["call"] != expected["call"]:
        return  # the call itself differs, which the wire tier tells
    for step in ("close", "close again", "call after close"):
        if seen[step] != expected[step]:
            yield "ending", step, expected[step], seen[step]
