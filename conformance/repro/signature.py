"""What a client's class says of a method."""

from __future__ import annotations

import inspect
from typing import Any

__all__ = ["surface"]


def surface(client: Any, name: str) -> Any:
    """Return the parameters of a method without annotations, or what it is instead of a method."""
    member = inspect.getattr_static(client, name, None)
    member = getattr(member, "__func__", member)
    if member is None:
        return "missing"
    if not callable(member):
        return type(member).__name__
    parameters = inspect.signature(member).parameters.values()
    return [str(item.replace(annotation=item.empty)) for item in parameters]
