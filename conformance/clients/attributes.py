"""Attributes: what a client tells without a call, which may depend on whether it has connected yet.

The one rule: an attribute is read as its users read it; nothing that can be called is.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from conformance.model import record

__all__ = ["AFTER", "BEFORE", "told"]

BEFORE, AFTER = "before the call", "after the call"
"""When attributes are read."""


async def told(client: Any) -> Mapping[str, Any]:
    """Return the recorded public attributes and properties of a client, by name; what raises gives its exception."""
    properties = [name for name in dir(type(client)) if _is_property(type(client), name)]
    found = {}
    for name in sorted({*properties, *getattr(client, "__dict__", ())}):
        if name.startswith("_"):
            continue
        try:
            value = getattr(client, name)
            value = await value if inspect.isawaitable(value) else value
        except Exception as error:
            value = error
        if not callable(value):
            found[name] = record(value)
    return found


def _is_property(kind: type, name: str) -> bool:
    return isinstance(inspect.getattr_static(kind, name, None), property)
