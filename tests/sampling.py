"""Which planted bugs the default run hunts: the first of each kind. The others are marked `exhaustive`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

import pytest

__all__ = ["one_of_each"]

T = TypeVar("T")


def one_of_each(values: Iterable[T], kind: Callable[[T], Hashable]) -> list[Any]:
    """Return values for ``parametrize``: all of them, those after the first of a kind marked `exhaustive`.

    A tuple holds the values of several arguments, as for ``parametrize`` itself.
    """
    seen: set[Hashable] = set()
    marked = []
    for value in values:
        arguments = value if isinstance(value, tuple) else (value,)
        marks = [pytest.mark.exhaustive] if kind(value) in seen else []
        marked.append(pytest.param(*arguments, marks=marks))
        seen.add(kind(value))
    return marked
