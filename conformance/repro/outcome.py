"""What came of a call, as plain values that two clients can be compared by."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

__all__ = ["outcome_of"]


async def outcome_of(
    call: Callable[..., Any], client: Any, follow: Callable[[Any], Awaitable[Any]] | None = None
) -> Any:
    """Make a call with a client of either kind, follow what it returns to its end, and return how it ended."""
    try:
        result = call(client)
        if inspect.isawaitable(result):
            result = await result
        if follow is not None:
            result = await follow(result)
    except Exception as error:
        return failure(error)
    return "returned", plain(result)


def plain(value: Any) -> Any:
    """Return lists and dicts with their types; everything else as it prints."""
    if isinstance(value, dict):
        return type(value).__name__, {repr(key): plain(value[key]) for key in value}
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [plain(value[place]) for place in range(len(value))]
    return type(value).__name__.removeprefix("Async"), repr(value).replace("Async", "")


def failure(error: Exception) -> Any:
    """Return the class and the code of an error."""
    code = getattr(error, "code", None)
    if callable(code):  # a gRPC error: its class depends on the transport, its code does not
        return "raised", "RpcError", code().name
    return "raised", type(error).__name__, code
