"""A client is used with ``async with``: what entering it gives works, leaving it closes it, and what failed is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending, until

NAME = "within"
RELATIVE = False
SYNCHRONOUS: tuple[str, ...] = ()

CLOSES = 5.0  # seconds that closing may take
GONE = 1.0  # seconds that a connection may last that was closed

END, FAILURE, CANCELLATION = "its end", "an exception", "a cancellation"
LEFT = {END: "returned", FAILURE: "Inside", CANCELLATION: "CancelledError"}  # how it is to end


class Inside(Exception):  # noqa: N818  (it is no error of anybody's)
    """What a body of ``async with`` fails with."""


async def scenario(context: ScenarioContext, deadline: float) -> dict[str, Any]:
    """Close a client, and leave one by the end of ``async with``, one by an exception and one by a cancellation."""
    client = await context.make()
    if not hasattr(type(client), "__aenter__"):
        await ending(context.close(client), CLOSES)
        return {"reached": False}

    async def done() -> None: ...

    async def fails() -> None:
        raise Inside

    async def cancelled() -> None:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().call_soon(task.cancel)
        await asyncio.sleep(deadline)

    await ending(context.call(client), deadline)
    await ending(context.close(client), CLOSES)
    seen: dict[str, Any] = {"reached": True, "closed": await _after(context, client, deadline)}
    for way, last in ((END, done), (FAILURE, fails), (CANCELLATION, cancelled)):
        client = await context.make()
        left, _ = await ending(_entered(context, client, last), deadline)
        seen[way] = {"left": left, **await _after(context, client, deadline)}
    return seen


async def _entered(context: ScenarioContext, client: Any, last: Callable[[], Awaitable[None]]) -> None:
    async with client as entered:
        await context.call(entered)
        await last()


async def _after(context: ScenarioContext, client: Any, deadline: float) -> dict[str, Any]:
    """Return what is left of a client, and how a call of it ends; close it."""
    connected = not await until(lambda: not context.server.alive(), GONE)
    tasks = await context.left()
    ended, _ = await ending(context.call(client), deadline)
    await ending(context.close(client), CLOSES)
    return {"connected": connected, "tasks": tasks, "call": ended}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """What ``async with`` gives can be called; it lets what ends it through, and leaves what `close` leaves."""
    closed = seen.get("closed", {})
    for way, owed in LEFT.items() if seen["reached"] else ():
        path, left = f"async with, left by {way}", seen[way]
        if left["left"] != owed:
            yield "ending", path, owed, left["left"]
        if left["connected"] and not closed["connected"]:
            yield "left", f"connection after {path}", "none, as after close", "one"
        if set(left["tasks"]) - set(closed["tasks"]):
            yield "task-left", path, "no task, as after close", ", ".join(left["tasks"])
        if left["call"] != closed["call"]:
            yield "ending", f"call after {path}", f"{closed['call']}, as after close", left["call"]


def unobserved(seen: dict[str, Any], _expected: dict[str, Any] | None) -> str:
    """Return why nothing was seen."""
    return "" if seen["reached"] else "the client has no async with"
