"""Answers with labels for the names of a script's own collections."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

__all__ = ["renamed"]


def renamed(value: Any, called: Mapping[str, str]) -> Any:
    """Return a value as plain containers, with labels for names, and names for members of enums."""
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, str):
        return called.get(value, value)
    if isinstance(value, dict):
        return {key: renamed(value[key], called) for key in value}
    if hasattr(value, "__len__") and not isinstance(value, bytes):
        return [renamed(value[place], called) for place in range(len(value))]
    return value
