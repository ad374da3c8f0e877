"""Results that are not finished when a call returns: iterators and background tasks, followed to their end.

The one rule: what a user would get out of a handle is part of the call's result; the handle itself is not.
"""

from __future__ import annotations

import inspect
from typing import Any

from conformance.clients.members import is_task

__all__ = ["BATCHES", "finished"]

BATCHES = 5
"""Most items, or batches, that are taken from a handle."""


async def finished(result: Any) -> Any:
    """Return what a handle gives, or the result itself where it is no handle.

    Async iterators and iterators give the list of their items; objects with ``next`` and ``close`` (pymilvus'
    search and query iterators) the list of their batches; objects with ``result`` and ``done`` (tasks) their result.
    """
    kind = type(result)
    if hasattr(kind, "__aiter__"):
        items = []
        async for item in result:
            items.append(item)
            if len(items) == BATCHES:
                break
        return items
    if hasattr(kind, "__next__"):
        return [item for _, item in zip(range(BATCHES), result, strict=False)]
    if callable(getattr(kind, "next", None)) and callable(getattr(kind, "close", None)):
        return await _batches(result)
    if is_task(kind):
        return await _awaited(result.result())
    return result


async def _batches(iterator: Any) -> list[Any]:
    batches: list[Any] = []
    while len(batches) < BATCHES:
        batch = await _awaited(iterator.next())
        if not batch:
            break
        batches.append(batch)
    await _awaited(iterator.close())
    return batches


async def _awaited(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value
