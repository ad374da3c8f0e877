"""Looks: what a part of a namespace is now, as a trusted reader sees it, and as a script prints it.

The one rule: a look asks by the names of one namespace only, so that the twin beside it cannot be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from conformance.clients import Caller
from conformance.model import Operation, Outcome, Returned, Scene, Typed
from conformance.model.namespace import NAMES, named
from conformance.twins.state import observe

__all__ = ["Collections", "Each", "Look", "Members", "Names"]

Names = Mapping[str, str]
"""The real name for each name of the world."""


class Look(Protocol):
    """Returns what a part of a namespace is now."""

    def __call__(self, reader: Caller, names: Names) -> Any:
        """Ask for it.

        Args:
            reader: A trusted client.
            names: The names of the namespace.
        """


@dataclass(frozen=True, slots=True)
class Collections:
    """Some collections, whole.

    Attributes:
        scene: What those that are made anew are made from.
        names: Their names in the world.
    """

    scene: Scene
    names: tuple[str, ...]

    def __call__(self, reader: Caller, names: Names) -> Any:
        """Return the state of each, and of one that exists how many of its rows are flushed."""
        return {name: self._whole(reader, names[name]) for name in self.names}

    def _whole(self, reader: Caller, collection: str) -> Any:
        state = observe(reader, self.scene, collection)
        if state["exists"] is not True:
            return state
        told = _told(reader.run(Operation("list_persistent_segments", (collection,))).outcome)
        # How many segments hold them is the server's affair.
        flushed = sum(segment.value["num_rows"] for segment in told) if isinstance(told, list) else told
        return state | {"flushed": flushed}


@dataclass(frozen=True, slots=True)
class Each:
    """Each of some objects, as a method tells it.

    Attributes:
        method: The method.
        names: What it is asked for, one after the other.
        words: Further arguments.
    """

    method: str
    names: tuple[str, ...]
    words: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, reader: Caller, names: Names) -> Any:
        """Return the answer for each, or that there is none."""
        return {name: _told(reader.run(act, names).outcome) for name, act in self.acts()}

    def acts(self) -> Iterator[tuple[str, Operation]]:
        """Yield each name and the call that asks for it."""
        for name in self.names:
            yield name, named(Operation(self.method, (name,), self.words))


@dataclass(frozen=True, slots=True)
class Members:
    """Which names of the namespace a list has, and what it says of them.

    Attributes:
        method: The method that lists.
    """

    method: str

    def __call__(self, reader: Caller, names: Names) -> Any:
        """Return the members for each name."""
        told = _told(reader.run(Operation(self.method)).outcome)
        if not isinstance(told, list):
            return told
        return {name: [item for item in told if names[name] in repr(item)] for name in NAMES}


def _told(outcome: Outcome) -> Any:
    if not isinstance(outcome, Returned):
        return (type(outcome).__name__, getattr(outcome, "type", ""), getattr(outcome, "code", None))
    return outcome.value.value if isinstance(outcome.value, Typed) else outcome.value
