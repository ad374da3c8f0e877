"""Making calls with a new client, of either kind, and what came of them.

The one rule: whatever a client does, it neither ends nor hangs the script; it is what came of the call.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

from conformance.clients.handle import finished
from conformance.repro.deadline import within
from conformance.repro.outcome import failure

__all__ = [
    "LATE",
    "awaited",
    "ended",
    "executed",
    "followed",
    "in_turn",
    "last",
    "outcome",
    "owed",
    "together",
]

LATE = "did not return"

Follow = Callable[[Any], Awaitable[Any]]
"""Returns what is to be had of what a call gave."""

Show = Callable[[Any], Any]
"""Returns what two results are compared by."""

Fail = Callable[[BaseException], Any]
"""Returns what two errors are compared by."""


def executed(seconds: float, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Return what work gives in a thread and an event loop of its own, because a call may never return."""
    return within(seconds, lambda: asyncio.run(work()), LATE)


async def in_turn(
    make: Callable[..., Any],
    words: Mapping[str, str],
    calls: Sequence[Callable[..., Any]],
    show: Show,
    follow: Follow,
    *names: Any,
) -> list[Any]:
    """Return what comes of calls, one after the other, with a new client.

    Args:
        make: Makes the client.
        words: What it is made with.
        calls: Each makes a call of a client, given names.
        show: What results are compared by.
        follow: Awaits what a call gives.
        names: What the calls are about.
    """
    client = await awaited(make(**words))
    return [await outcome(call, show, follow, client, *names) for call in calls]


async def together(
    make: Callable[..., Any],
    words: Mapping[str, str],
    calls: Sequence[Callable[..., Any]],
    show: Show,
    follow: Follow,
    *names: Any,
) -> list[Any]:
    """Return what comes of calls that are made at the same time; a synchronous client makes them in turn."""
    client = await awaited(make(**words))
    return list(await asyncio.gather(*(outcome(call, show, follow, client, *names) for call in calls)))


async def last(outcomes: Awaitable[Sequence[Any]]) -> Any:
    """Return what came of the last call."""
    return (await outcomes)[-1]


async def outcome(call: Callable[..., Any], show: Show, follow: Follow, *args: Any) -> Any:
    """Make a call, and return how it ended."""
    return await ended(call, show, failure, follow, *args)


async def ended(call: Callable[..., Any], show: Show, fail: Fail, follow: Follow, *args: Any) -> Any:
    """Make a call, and return how it ended, with what errors are compared by."""
    try:
        return "returned", show(await follow(call(*args)))
    except BaseException as error:  # CancelledError and SystemExit are answers like any other here
        return fail(error)


async def awaited(result: Any) -> Any:
    """Return the result of a call of a client of either kind."""
    return await result if inspect.isawaitable(result) else result


async def followed(result: Any) -> Any:
    """Return the result of a call, an iterator's or a task's up to its end."""
    return await finished(await awaited(result))


async def owed(result: Any) -> Any:
    """Return the result of a call that owes an awaitable, and says so where it is none."""
    if inspect.isawaitable(result):
        return await result
    # An async iterator is awaited item by item.
    value = await finished(result)
    return value if hasattr(type(result), "__aiter__") else ("no awaitable", value)
