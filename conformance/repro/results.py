"""Results of which a part is the server's own affair: the order of rows, the keys that it makes."""

from __future__ import annotations

from typing import Any

from conformance.repro.outcome import plain

__all__ = ["in_any_order", "unkeyed"]


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
