"""Results shown in another way: without the order of rows or the keys that a server made, with what is read of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.model.readings import in_json, readings
from conformance.repro.outcome import plain

__all__ = ["in_any_order", "read", "unkeyed"]


def in_any_order(shown: tuple[str, Any]) -> tuple[str, Any]:
    """Return what is shown of rows, which have no order of their own, in one."""
    kind, content = shown
    return kind, sorted(content, key=repr) if isinstance(content, list) else content


def unkeyed(value: Any) -> Any:
    """Return what came of a write, of keys that the server made only their types."""
    if not isinstance(value, dict) or "ids" not in value:
        return plain(value)
    keys = value["ids"]
    types = [type(keys[place]).__name__ for place in range(len(keys))]
    return type(value).__name__, type(keys).__name__, types, plain({**value, "ids": None})


def read(value: Any) -> Any:
    """Return what is shown of a result, with what is read from its containers beside their items."""
    return plain(in_json(value)), plain(value), list(beside(value))


def beside(value: Any) -> Iterator[Any]:
    """Yield what is read from a result, and from what is in it, beside the items."""
    if isinstance(value, (dict, list)):
        yield plain(readings(value))
        for place in value if isinstance(value, dict) else range(len(value)):
            yield from beside(value[place])
