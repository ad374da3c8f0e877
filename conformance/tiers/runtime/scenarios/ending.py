"""How a piece of work ended, in words that two clients can be compared by; and waiting for what it is to come to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

__all__ = ["DOCUMENTED", "alike", "cancel_others", "documented", "ending", "failure", "until"]

DOCUMENTED = ("returned", "MilvusException", "RpcError")  # ends that a caller can be prepared for


async def ending(work: Awaitable[Any], limit: float) -> tuple[str, float]:
    """Return how work ended and the seconds it took: ``returned``, the exception's class, or ``hung``."""
    started = time.perf_counter()
    task = asyncio.ensure_future(work)
    await asyncio.wait({task}, timeout=limit)
    seconds = time.perf_counter() - started
    if not task.done():
        task.cancel()
        return "hung", seconds
    if task.cancelled():
        return "CancelledError", seconds
    error = task.exception()
    return ("returned" if error is None else failure(error)), seconds


async def until(condition: Callable[[], Any], limit: float) -> bool:
    """Return whether a condition came true within some seconds."""
    end = time.perf_counter() + limit
    while not condition():
        if time.perf_counter() > end:
            return False
        await asyncio.sleep(0.01)
    return True


async def cancel_others(limit: float) -> None:
    """Cancel all other tasks of the loop, as ``asyncio.run`` does at its end, and wait some seconds for them."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others, timeout=limit)


def failure(error: BaseException) -> str:
    """Return the class of an exception, and the class that applications catch it by where that is another one.

    Of gRPC's errors only the latter: the transport decides the former.
    """
    names = [kind.__name__ for kind in type(error).__mro__]
    caught = next((name for name in DOCUMENTED if name in names), names[0])
    return caught if caught in (names[0], "RpcError") else f"{names[0]} ({caught})"


def alike(expected: str, seen: str) -> bool:
    """Return whether who is prepared for one end is for another: it is the same, or an exception of a class below."""
    return seen == expected or seen.endswith(f" ({expected})")


def documented(ended: str) -> bool:
    """Return whether work ended in a way that a caller can be prepared for."""
    return ended.rpartition("(")[2].rstrip(")") in DOCUMENTED
