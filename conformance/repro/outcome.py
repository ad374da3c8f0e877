"""What came of a call, as plain values that two clients can be compared by."""

from __future__ import annotations

from typing import Any

__all__ = ["failure", "plain"]


def plain(value: Any) -> Any:
    """Return lists and dicts with their types; everything else as it prints."""
    if isinstance(value, dict):
        return type(value).__name__, {repr(key): plain(value[key]) for key in value}
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [plain(value[place]) for place in range(len(value))]
    return type(value).__name__.removeprefix("Async"), repr(value).replace("Async", "")


def failure(error: BaseException) -> Any:
    """Return the class and the code of an error."""
    code = getattr(error, "code", None)
    if callable(code):  # a gRPC error: its class depends on the transport, its code does not
        return "raised", "RpcError", code().name
    return "raised", type(error).__name__, code
