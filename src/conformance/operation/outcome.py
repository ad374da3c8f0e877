"""Outcomes: what came of a call, recorded so that it can be compared, printed and stored.

The one rule: nothing is lost that a user could notice. Containers keep their type, ``True`` is not ``1``, and
lazy results are read to their end before the client can be closed.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.escaping import writable

__all__ = ["Outcome", "Raised", "Returned", "TimedOut", "Typed", "raised", "record"]

_PLAIN: tuple[type[Any], ...] = (bool, int, float, str, bytes)
_SCALARS = (*_PLAIN, type(None))

FAMILIES = {
    # The transport decides this class and no application catches it by that name:
    # both are grpc.RpcError with the same code().
    "grpc._channel._InactiveRpcError": "grpc.RpcError",
    "grpc._channel._MultiThreadedRendezvous": "grpc.RpcError",
    "grpc.aio._call.AioRpcError": "grpc.RpcError",
}
"""Exception classes that count as the same, with the reason."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A value whose type is part of the result: the type's full name and the plain content."""

    type: str
    value: Any

    def __str__(self) -> str:
        return f"{self.type.rpartition('.')[2]}({self.value!r})"


@dataclass(frozen=True, slots=True)
class Returned:
    """The call returned.

    Attributes:
        value: The result as `record` made it.
        awaited: Whether the client gave an awaitable; a synchronous client does not.
        elapsed: Seconds.
    """

    value: Any
    awaited: bool = field(default=True, compare=False)
    elapsed: float = field(default=0.0, compare=False)

    def __str__(self) -> str:
        return f"returned {self.value}"


@dataclass(frozen=True, slots=True)
class Raised:
    """The call raised.

    Attributes:
        type: Full name of the exception's class, or of its family (see `FAMILIES`).
        code: Milvus error code, or the name of the gRPC status code; ``None`` where there is none.
        message: Text; shown, never compared.
        elapsed: Seconds.
    """

    type: str
    code: int | str | None
    message: str = field(compare=False)
    elapsed: float = field(default=0.0, compare=False)

    def __str__(self) -> str:
        return f"raised {self.type.rpartition('.')[2]} (code {self.code}): {self.message}"


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The call had not returned ``after`` seconds."""

    after: float

    def __str__(self) -> str:
        return f"did not return within {self.after:g} s"


Outcome = Returned | Raised | TimedOut


def record(value: Any) -> Any:
    """Return a result as plain Python values, with `Typed` around everything that is not plain."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is list:
        return [record(item) for item in value]
    if kind is tuple:
        return tuple(record(item) for item in value)
    if kind is dict:
        return {record(key): record(item) for key, item in value.items()}
    if inspect.iscoroutine(value):
        value.close()  # an answer that nobody awaited; closing it keeps the interpreter quiet
        return Typed("coroutine", "never awaited")
    return Typed(_name(kind), _content(value))


def raised(error: BaseException, elapsed: float = 0.0) -> Raised:
    """Return the outcome of a call that raised ``error``."""
    name = _name(type(error))
    code = getattr(error, "code", None)
    message = str(error)
    if callable(code):  # a gRPC error: code() and details() are methods
        code = getattr(code(), "name", None)
        message = str(getattr(error, "details", lambda: message)())
    return Raised(
        FAMILIES.get(name, name), int(code) if isinstance(code, int) else code, writable(message), elapsed
    )


def _name(kind: type) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _content(value: Any) -> Any:
    kind = type(value)  # asked in its place: some pymilvus objects answer None for any attribute
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, Mapping):
        return {record(key): record(value[key]) for key in value}
    if hasattr(kind, "DESCRIPTOR"):  # a protobuf message: the fields that are set, in the descriptor's order
        return {descriptor.name: record(item) for descriptor, item in value.ListFields()}
    if hasattr(kind, "tolist") and not hasattr(kind, "tocoo"):  # NumPy array or scalar
        return [str(getattr(value, "dtype", "")), value.tolist()]
    if hasattr(kind, "tocoo"):  # SciPy sparse, maybe billions of columns wide
        entries = value.tocoo()
        return [str(value.dtype), list(value.shape), record(entries.coords), entries.data.tolist()]
    if isinstance(value, _SCALARS):
        return next(base(value) for base in _PLAIN if isinstance(value, base))
    if isinstance(value, (set, frozenset)):
        return sorted(map(record, value), key=repr)
    if hasattr(kind, "__len__") and hasattr(kind, "__getitem__"):
        # By index, not by iteration: pymilvus' lazy rows are only materialised by item access.
        return [record(value[position]) for position in range(len(value))]
    for method in ("to_dict", "dict"):
        # What pymilvus' schemas, index parameters and rankers hold is private; this is how they tell it.
        if callable(getattr(kind, method, None)):
            return record(getattr(value, method)())
    names = sorted(name for name in _attributes(value) if not name.startswith("_"))
    return {name: record(getattr(value, name)) for name in names}


def _attributes(value: Any) -> set[str]:
    told = {
        name
        for kind in type(value).__mro__
        for name in (
            *getattr(kind, "__slots__", ()),
            *(key for key, item in vars(kind).items() if isinstance(item, property)),
        )
    }
    return set(getattr(value, "__dict__", {})) | {name for name in told if hasattr(value, name)}
