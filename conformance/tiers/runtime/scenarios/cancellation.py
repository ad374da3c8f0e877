"""A call is cancelled while the server has an RPC of it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending, failure, until

NAME = "cancellation"
RELATIVE = False
SYNCHRONOUS = ("swallowed", "poisoned")  # a thread goes on, and the server is not told

PROMPT = 1.0  # seconds that anything here may take on a loaded machine
STOPS = 0.5  # seconds that a loop may stand still there


async def scenario(
    context: ScenarioContext, rpc: str, place: int, way: str, deadline: float
) -> dict[str, Any]:
    """Cancel a call in its ``place``-th request of an RPC, and call again."""
    client = await context.make()
    inner: list[str] = []

    async def call() -> None:
        try:
            await context.call(client)
            inner.append("returned")
        except BaseException as error:
            inner.append(failure(error))
            raise

    def arrived() -> bool:
        return context.server.sent().count(rpc) > place

    if arrived():  # it connected when it was made
        await ending(context.close(client), 5.0)
        return {"reached": False, "rpc": rpc}
    task = asyncio.ensure_future(_within(call(), way, arrived))
    reached = await until(lambda: arrived() or task.done(), deadline)
    if not reached or task.done():
        task.cancel()
        await ending(task, PROMPT)
        return {"reached": False, "rpc": rpc}
    started, context.longest, before = time.perf_counter(), 0.0, context.server.sent().count(rpc)
    if way == "cancel":
        task.cancel()
    await asyncio.wait({task}, timeout=PROMPT + (0.0 if way == "cancel" else GIVEN))
    seen: dict[str, Any] = {"reached": True, "rpc": rpc, "seconds": round(time.perf_counter() - started, 2)}
    seen["ended"] = inner[0] if inner else "nothing yet"
    seen["told"] = await until(lambda: rpc in context.server.cancelled(), PROMPT)
    task.cancel()
    await until(lambda: not context.tasks(), PROMPT)
    seen["tasks"] = sorted(map(_named, context.tasks()))
    seen["longest"] = round(context.longest, 2)
    seen["sent again"] = context.server.sent().count(rpc) > before
    seen["again"], _ = await ending(context.call(client), deadline)
    await ending(context.close(client), 5.0)
    return seen


GIVEN = 0.3  # seconds after which wait_for and asyncio.timeout cancel
WAYS = ("cancel", "wait_for", *(("timeout", "sibling") if sys.version_info >= (3, 11) else ()))


async def _within(call: Any, way: str, reached: Callable[[], bool]) -> None:
    if way == "wait_for":
        await asyncio.wait_for(call, GIVEN)
    elif sys.version_info >= (3, 11) and way == "timeout":
        async with asyncio.timeout(GIVEN):
            await call
    elif sys.version_info >= (3, 11) and way == "sibling":
        async with asyncio.TaskGroup() as group:
            group.create_task(call)
            await until(reached, PROMPT)
            raise ValueError("a sibling of the call fails")
    else:
        await call


def _named(task: Any) -> str:
    return str(getattr(task.get_coro(), "__qualname__", task.get_name()))


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """CancelledError arrives at once, the server is told, nothing stays behind or begins, the client still works."""
    if not seen["reached"]:
        return
    rpc = seen["rpc"]
    if seen["ended"] != "CancelledError":
        yield "swallowed", "CancelledError", "CancelledError at once", seen["ended"]
    if not seen["told"]:
        yield "server-not-told", rpc, "the RPC is cancelled on the server", "the server still works on it"
    if seen["sent again"]:
        yield "sent-again", rpc, "no further request", "the same once more"
    if seen["longest"] > STOPS:
        yield "blocked", rpc, f"the loop goes on within {STOPS:g} s", "stood still for longer"
    if seen["tasks"]:
        yield "task-left", rpc, "no task", ", ".join(seen["tasks"])
    if seen["again"] != "returned":
        yield "poisoned", rpc, "the next call returns", seen["again"]
