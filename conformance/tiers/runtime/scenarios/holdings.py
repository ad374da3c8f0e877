"""Holdings: what a client has in memory, in its containers and in those of its package.

The one rule: only what the client's own code holds is counted, by name: what becomes more there with every call is
never given back, whatever collects garbage.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from types import CellType, FunctionType, ModuleType
from typing import Any

__all__ = ["growing", "holdings", "packages"]

CONTAINERS = (list, set, frozenset, tuple, deque)
GENERATED = "_pb2"  # how modules end that hold descriptions of messages, and nothing of a client's


def packages(client: Any) -> set[str]:
    """Return the packages that a client's code is in: those of its class, and of the classes that it inherits from."""
    return {kind.__module__.partition(".")[0] for kind in type(client).__mro__} - {
        "builtins",
        "abc",
        "typing",
    }


def holdings(client: Any) -> dict[str, int]:
    """Return how many things are in the containers that a client and its packages hold, by where those are."""
    own, found, seen = packages(client), dict[str, int](), set[int]()
    todo: list[tuple[str, Any]] = [("client", client)]
    while todo:
        path, thing = todo.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, (dict, *CONTAINERS)):
            found[path] = found.get(path, 0) + len(thing)
        todo += _inside(path, thing, own)
    return found


def growing(counted: Sequence[Mapping[str, int]]) -> list[str]:
    """Return where there is more each time that it was counted, three times or more."""
    if len(counted) < 3:
        return []
    pairs = list(pairwise(counted))
    return sorted(
        path for path in counted[0] if all(one.get(path, 0) < two.get(path, 0) for one, two in pairs)
    )


def _inside(path: str, thing: Any, own: set[str]) -> Iterator[tuple[str, Any]]:
    """Yield what a thing holds, of what can hold something."""
    if isinstance(thing, dict):
        for item in (*thing, *thing.values()):
            yield path, item
    elif isinstance(thing, CONTAINERS):
        for item in list(thing):
            yield path, item
    elif isinstance(thing, ModuleType):
        if _is_of(thing.__name__, own):
            yield from _named(thing.__name__, vars(thing))
    elif isinstance(thing, FunctionType):
        if _is_of(thing.__module__, own):
            yield thing.__qualname__, (thing.__defaults__, thing.__kwdefaults__)
            yield from ((thing.__qualname__, cell) for cell in thing.__closure__ or ())
    elif isinstance(thing, CellType):
        with suppress(ValueError):  # it is empty
            yield path, thing.cell_contents
    elif isinstance(thing, type):
        if _is_of(thing.__module__, own):
            yield from _named(thing.__qualname__, vars(thing))
            yield thing.__module__, sys.modules.get(thing.__module__)
    elif _is_of(type(thing).__module__, own):
        yield from _of_object(type(thing), thing)


def _of_object(kind: type, thing: Any) -> Iterator[tuple[str, Any]]:
    yield kind.__qualname__, kind
    yield from _named(kind.__qualname__, getattr(thing, "__dict__", {}))
    for base in kind.__mro__:
        for name in getattr(base, "__slots__", ()):
            yield f"{kind.__qualname__}.{name}", getattr(thing, name, None)


def _is_of(module: str | None, own: set[str]) -> bool:
    return bool(module) and str(module).partition(".")[0] in own and GENERATED not in str(module)


def _named(path: str, members: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in list(members.items()):
        if not name.startswith("__"):
            yield f"{path}.{name}", value
