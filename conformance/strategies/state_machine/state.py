"""The model's memory: what stands on a server in the course of a call sequence.

The one rule: where Milvus servers may differ, the model does not know, and says so. What it knows must hold on
every one of them, so that it can be a third opinion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from conformance.model import Operation, Placeholder
from conformance.strategies.state_machine.shapes import SHAPES, Key, Shape

__all__ = [
    "FINE",
    "REFUSED",
    "UNKNOWN",
    "UNSURE",
    "Expected",
    "State",
    "Table",
    "argument",
    "label",
    "without",
]

K = TypeVar("K")
V = TypeVar("V")

UNKNOWN = object()
"""An answer of which the model knows nothing."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the model expects of a call.

    Attributes:
        refused: Whether the server refuses it; ``None`` where servers differ.
        answer: What a call that is not refused tells (see `conformance.tiers.sequence.verdict`), or `UNKNOWN`.
    """

    refused: bool | None
    answer: Any = UNKNOWN


FINE, REFUSED, UNSURE = Expected(False), Expected(True), Expected(None)


@dataclass(frozen=True, slots=True)
class Table:
    """A collection.

    Attributes:
        shape: Name of its shape.
        rows: Partition and number of each row, by key.
        partitions: Partitions besides the default one.
        indexed: Whether the vector field has its index.
        loaded: Whether it is loaded; ``None`` where servers differ, as for a new collection without an index.
        counted: Whether statistics count its rows: ``True`` after a flush, ``False`` before, ``None`` from the first
            row on that is gone, because they may count it still.
    """

    shape: str
    rows: Mapping[Key, tuple[str, int]] = field(default_factory=dict)
    partitions: frozenset[str] = frozenset()
    indexed: bool = False
    loaded: bool | None = None
    counted: bool | None = True

    @property
    def form(self) -> Shape:
        """The shape itself."""
        return SHAPES[self.shape]


@dataclass(frozen=True, slots=True)
class State:
    """What stands on the server, and what a client may remember of it.

    Attributes:
        tables: The collections, by the label of their name.
        aliases: Label of the collection that each alias stands for.
        lost: Aliases whose collection was dropped; Milvus Lite drops them as well, and in Milvus 2.3 they stay.
        remembered: Shapes that were used under a name; a client may keep a schema by the name it used.
    """

    tables: Mapping[str, Table] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()

    def target(self, name: str) -> str:
        """Return the label of the collection that a name stands for, itself where there is none."""
        return self.aliases.get(name, name)

    def table(self, name: str) -> Table | None:
        """Return the collection that a name stands for."""
        return self.tables.get(self.target(name))

    def taken(self, name: str) -> bool:
        """Return whether a collection or an alias has the name."""
        return name in self.tables or name in self.aliases

    def stale(self, name: str) -> bool:
        """Return whether a client may remember another schema under the name than the one that is there now.

        pymilvus keeps schemas by name, and forgets one only where the collection is dropped by that very name.
        """
        table = self.table(name)
        return table is not None and bool(self.remembered.get(name, frozenset()) - {table.shape})

    def with_table(self, name: str, **changes: Any) -> State:
        """Return the state with a changed collection; as it is where there is none."""
        where = self.target(name)
        if where not in self.tables:
            return self
        return replace(self, tables={**self.tables, where: replace(self.tables[where], **changes)})

    def having_used(self, name: str) -> State:
        """Return the state after a client has used a name."""
        table = self.table(name)
        if table is None:
            return self
        shapes = self.remembered.get(name, frozenset()) | {table.shape}
        return replace(self, remembered={**self.remembered, name: shapes})


def without(mapping: Mapping[K, V], *gone: K) -> dict[K, V]:
    """Return a mapping without some keys."""
    return {key: value for key, value in mapping.items() if key not in gone}


def label(value: Any) -> str:
    """Return the label of a name; a name that is written out is its own."""
    return value.label if isinstance(value, Placeholder) else str(value)


def collection(act: Operation) -> str:
    """Return the label of the collection that a call is about."""
    return label(argument(act, 0, "collection_name"))


def argument(act: Operation, place: int, name: str, default: Any = None) -> Any:
    """Return an argument that stands at a place or has a name."""
    return act.args[place] if place < len(act.args) else act.kwargs.get(name, default)
