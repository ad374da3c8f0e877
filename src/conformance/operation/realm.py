"""Realms: the names of `conformance.operation.world` as placeholders, so that each twin can have a world of its own.

The one rule: a name of the world stands for the same object wherever it occurs, in arguments, keys and recipes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.operation import world
from conformance.operation.codec import storable
from conformance.operation.operation import Operation, Placeholder, replaced

__all__ = ["NAMES", "ODD", "OTHER_DATABASE", "RealmTrial", "named", "spoken"]

OTHER_DATABASE = "other"
"""A second database, which is empty."""

ODD = "größe"
"""A name that Milvus allows for little."""

NAMES = (
    *world.COLLECTIONS,
    "novels",
    world.ALIAS,
    world.DATABASE,
    OTHER_DATABASE,
    "archive",
    world.USER,
    world.ROLE,
    world.PRIVILEGE_GROUP,
    world.GROUP,
    world.SNAPSHOT,
    ODD,
)
"""Every name that generated calls give to what a server keeps, or look for there."""

_PLACEHOLDERS: Mapping[Any, Placeholder] = {name: Placeholder(name) for name in NAMES}


def named(act: Operation) -> Operation:
    """Return a call with the names of the world replaced by placeholders."""

    def swap(value: Any) -> Any:
        return _PLACEHOLDERS.get(value, value) if isinstance(value, str) else value

    return Operation(act.method, replaced(act.args, swap), replaced(dict(act.kwargs), swap))


def spoken(acts: Iterable[Operation]) -> frozenset[str]:
    """Return the names of the world that calls with placeholders speak of."""
    found = set()

    def note(value: Any) -> Any:
        if isinstance(value, Placeholder):
            found.add(value.label)
        return value

    for act in acts:
        replaced([act.args, dict(act.kwargs)], note)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class RealmTrial:
    """Calls that each client makes in a realm of its own.

    Attributes:
        acts: The calls, with placeholders for names.
        prepared: How many of the first ones only prepare; what follows is judged, the first of it above all.
    """

    acts: tuple[Operation, ...]
    prepared: int = 0

    @property
    def act(self) -> Operation:
        """The call that the trial is about."""
        return self.acts[self.prepared]

    @property
    def size(self) -> tuple[int, int]:
        """Order of simplicity: calls first, then the length of the printed calls."""
        return len(self.acts), sum(len(str(act)) for act in self.acts)


storable(RealmTrial)
