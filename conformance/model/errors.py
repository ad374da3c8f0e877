"""Errors: what code can read of one, recorded.

The one rule: an error is asked as its users would ask it, and whatever happens then is recorded as well.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from conformance.model.bound import brief
from conformance.model.escaping import writable
from conformance.model.outcome import LARGE, Raised, full_name, record

__all__ = ["FAMILIES", "cause", "raised"]

FAMILIES = {
    # The transport decides this class and no application catches it by that name:
    # both are grpc.RpcError with the same code().
    "grpc._channel._InactiveRpcError": "grpc.RpcError",
    "grpc._channel._MultiThreadedRendezvous": "grpc.RpcError",
    "grpc.aio._call.AioRpcError": "grpc.RpcError",
}
"""Exception classes that count as the same, with the reason."""


def raised(error: BaseException, elapsed: float = 0.0) -> Raised:
    """Return the outcome of a call that raised ``error``; whatever happens when the error is asked for its text."""
    code, message = _asked(lambda: getattr(error, "code", None)), _asked(lambda: str(error))
    if callable(code):  # a gRPC error: code() and details() are methods
        message = _asked(lambda: str(getattr(error, "details", lambda: message)()))
    text = writable(brief(message))
    return Raised(_family(error), _code(error), text, elapsed, _reads(error), _asked(lambda: cause(error)))


def cause(error: BaseException) -> str:
    """Return class and code of the error that another one comes from, ``""`` where it comes from none.

    That is its ``__cause__`` or, where it has none or is its own, as after ``raise error from error``, what was being
    handled when it was raised.
    """
    before = error.__cause__
    if before is None and error.__suppress_context__:
        return ""
    if before is None or before is error:
        before = error.__context__
    if before is None or before is error:
        return ""
    code = _code(before)
    return _family(before) if code is None else f"{_family(before)} {code}"


def _family(error: BaseException) -> str:
    name = full_name(type(error))
    return FAMILIES.get(name, name)


def _code(error: BaseException) -> int | str | None:
    code = _asked(lambda: getattr(error, "code", None))
    if callable(code):
        method = code
        code = _asked(lambda: getattr(method(), "name", None))
    if isinstance(code, int):
        return int(code) if -LARGE < code < LARGE else "a very large number"
    if code is None:
        return None
    return brief(code) if isinstance(code, str) else full_name(type(code))


def _reads(error: BaseException) -> dict[str, Any]:
    """Return the public properties of an error beside code and message; texts are left out, as the message is."""
    names = {
        name
        for kind in type(error).__mro__
        for name, item in vars(kind).items()
        if isinstance(item, property) and not name.startswith("_") and name not in ("code", "message")
    }
    found = {name: _asked(partial(getattr, error, name)) for name in sorted(names)}
    return {name: record(value) for name, value in found.items() if not isinstance(value, str)}


def _asked(question: Callable[[], Any]) -> Any:
    """Return the answer to a question to an error, or how the error failed to answer."""
    try:
        return question()
    except Exception as failed:
        return f"<asking the error raised {full_name(type(failed))}>"
