"""Readings: what a user gets from a container of a client's own beside its items.

The one rule: what says the same as the items is left out, so that whatever stands here is news or a contradiction.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice
from types import FunctionType
from typing import Any

__all__ = ["AS_JSON", "in_json", "readings", "same"]

AS_JSON = "as JSON"
"""How the reading is called that `in_json` gives."""

TELLS = ("get_", "to_")
"""How the names of methods begin that tell something and change nothing."""


def in_json(value: Any) -> Any:
    """Return a value in JSON, or the exception that it gives there.

    Whoever records a result asks for it before its items: those that are made when they are asked for are not there
    yet, and JSON does not ask everybody.
    """
    return _asked(lambda: json.dumps(value, sort_keys=True))


def readings(value: Mapping[Any, Any] | Sequence[Any]) -> dict[str, Any]:
    """Return what a container tells beside its items, by how one reads it; what raises gives its exception.

    ``iterated`` and ``[:1]`` are there where they give other items than indices do, ``.extra`` stands for a public
    attribute or property, ``.get_time()`` for a method that needs no argument (see `TELLS`). Messages of the transport
    are left out: they are what the items are read from.
    """
    found: dict[str, Any] = {}
    if isinstance(value, Mapping):
        items = [value[key] for key in value]
    else:
        items = [value[place] for place in range(len(value))]
        for name, own, ask in (
            ("iterated", items, lambda: [*islice(value, len(items) + 1)]),
            ("[:1]", items[:1], lambda: value[:1]),
        ):
            told = _asked(ask)
            if not (isinstance(told, list) and len(told) == len(own) and all(map(same, told, own))):
                found[name] = told
    parts = [value, *(item for item in items if hasattr(item, "__len__"))]
    for name, ask in _questions(value):
        told = _asked(ask)
        if not (_is_message(told) or any(told is part for part in parts) or _repeats(told, parts)):
            found[name] = told
    return found


def _questions(value: Any) -> list[tuple[str, Callable[[], Any]]]:
    kind: Any = type(value)
    properties, methods = _offered(kind)
    names = sorted({*properties, *(name for name in getattr(value, "__dict__", ()) if name[:1] != "_")})
    return [
        *((f".{name}", partial(getattr, value, name)) for name in names),
        *((f".{name}()", partial(_call, value, name)) for name in methods),
    ]


@lru_cache(maxsize=256)
def _offered(kind: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the public properties of a class, and its methods that tell something."""
    members = {name: item for base in reversed(kind.__mro__) for name, item in vars(base).items()}
    public = {name: item for name, item in members.items() if not name.startswith("_")}
    return (
        tuple(name for name, item in public.items() if isinstance(item, property)),
        tuple(sorted(name for name, item in public.items() if name.startswith(TELLS) and _is_free(item))),
    )


def _is_free(method: Any) -> bool:
    """Return whether a method needs no argument."""
    if not isinstance(method, FunctionType):
        return False
    _, *others = inspect.signature(method).parameters.values()
    free = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return all(item.kind in free or item.default is not inspect.Parameter.empty for item in others)


def _call(value: Any, name: str) -> Any:
    return getattr(value, name)()


def _asked(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except Exception as error:
        return error


def same(one: Any, other: Any) -> bool:
    """Return whether two values tell the same."""
    # Not by ==, which arrays answer with an array and NaN with no.
    return one is other or (type(one) is type(other) and repr(one) == repr(other))


def _repeats(told: Any, parts: Sequence[Any]) -> bool:
    return hasattr(told, "__len__") and any(same(told, part) for part in parts)


def _is_message(told: Any) -> bool:
    """Return whether something is a message of the transport, or a list that begins with one."""
    first = told[0] if isinstance(told, Sequence) and not isinstance(told, str) and len(told) else told
    return hasattr(type(first), "DESCRIPTOR")
