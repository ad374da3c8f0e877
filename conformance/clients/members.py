"""Members: what an object offers that a call gave: a session, a task, an iterator, a schema.

The one rule: what Python's own classes offer is theirs; an object is told by the names of those that it is made from.
"""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.clients.parameter_texts import parameter_text, without_async

__all__ = ["await_end", "is_plain", "is_task", "looked_at", "methods_of"]

_BASE = "a base"
"""What is said of a class of Python's among what an object offers."""

_CONTAINER = "itself"
"""What a container is called there."""

ENDS = 10.0
"""Seconds that a thread may take to end."""

_PLAIN = frozenset({"object", "Generic", "Protocol", "ABC"})
"""Bases that nobody uses."""


def methods_of(kind: type) -> tuple[str, ...]:
    """Return the names of the public methods that a class has of its own, or of a base that is not Python's.

    None of protobuf's messages and containers: those are what the transport gives.
    """
    if hasattr(kind, "DESCRIPTOR") or kind.__module__.partition(".")[0] == "google":
        return ()
    return tuple(name for name in _own(kind) if callable(getattr(kind, name)))


def is_task(kind: type) -> bool:
    """Return whether objects of a class are work that goes on when the call has returned."""
    return all(callable(getattr(kind, name, None)) for name in ("result", "done"))


async def looked_at(thing: Any) -> dict[str, Any]:
    """Return what an object offers and tells.

    For each public method its parameters, for each property or attribute its value, or the exception that it gives;
    the names of the classes of Python's that it is made from; and of a container itself.
    """
    kind: Any = type(thing)
    found: dict[str, Any] = {base.__name__: _BASE for base in kind.__mro__ if _is_used(base)}
    for name in sorted({*_own(kind), *(name for name in getattr(thing, "__dict__", ()) if name[:1] != "_")}):
        try:
            value = getattr(thing, name)
            value = await value if inspect.isawaitable(value) else value
        except Exception as error:
            value = error
        found[name] = _parameters(value) if callable(value) else value
    return found | ({_CONTAINER: thing} if isinstance(thing, (Mapping, Sequence)) else {})


def is_plain(look: Mapping[str, Any]) -> bool:
    """Return whether a look (see `looked_at`) shows one of Python's containers, which has nothing of its own."""
    return _CONTAINER in look and all(value == _BASE for name, value in look.items() if name != _CONTAINER)


def await_end(thing: Any) -> None:
    """Wait until a thread ends that a call gave, for some seconds: to close a client under it ends the process."""
    if isinstance(thing, threading.Thread):
        thing.join(ENDS)


def _own(kind: type) -> list[str]:
    bases = [base for base in kind.__mro__ if not _is_pythons(base)]
    names = {name for base in bases for name in vars(base) if not name.startswith("_")}
    return sorted(
        name for name in names if not any(name in vars(base) for base in kind.__mro__ if _is_pythons(base))
    )


def _is_pythons(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in sys.stdlib_module_names


def _is_used(kind: type) -> bool:
    return _is_pythons(kind) and kind.__name__ not in _PLAIN


def _parameters(method: Any) -> list[str]:
    try:
        signature = inspect.signature(method)
    except (TypeError, ValueError):
        return []
    return [parameter_text(item, without_async) for item in signature.parameters.values()]
