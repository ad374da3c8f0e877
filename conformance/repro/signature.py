"""What a client's class says of a method."""

from __future__ import annotations

import inspect
from typing import Any, get_type_hints

from conformance.clients.parameter_texts import parameter_text, without_async

__all__ = ["entered", "surface"]


def surface(client: Any, name: str) -> Any:
    """Return the parameters of a method without annotations, or what it is instead of a method.

    Args:
        client: The class.
        name: The method; ``session.search`` is what the object that ``session`` hands out offers.
    """
    outer, _, inner = name.rpartition(".")
    if outer and (method := getattr(client, outer, None)) is not None:
        client = get_type_hints(inspect.unwrap(method)).get("return")
    member = inspect.getattr_static(client, inner, None)
    member = getattr(member, "__func__", member)
    if member is None:
        return "missing"
    if not callable(member):
        return type(member).__name__
    return [parameter_text(item, without_async) for item in inspect.signature(member).parameters.values()]


def entered(client: Any) -> str:
    """Return how a client is entered and left, ``missing`` where it is no context manager.

    Args:
        client: The class.
    """
    if hasattr(client, "__aenter__"):
        return "async with"
    return "with" if hasattr(client, "__enter__") else "missing"
