"""Call sequences: many calls in a row, on collections that do not exist before.

The one rule: a call sequence is complete. It makes everything that it uses, so that any part of it can be left out and
what is left can still be told, to a server, to a script, or to the model.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.model.operation import COLLECTION, Operation, Placeholder

__all__ = ["ALIASES", "NAMES", "CallSequence"]

NAMES = (COLLECTION, Placeholder("other"))
"""The names that collections of a call sequence may have."""

ALIASES = (Placeholder("alias"), Placeholder("nickname"))
"""The names that aliases of a call sequence may have; chosen anew each time, because a server has them only once."""


@dataclass(frozen=True, slots=True)
class CallSequence:
    """Calls that both clients make in turn, each on collections of its own.

    Attributes:
        acts: The calls; the last one is judged, and what stands on the server after it.
    """

    acts: tuple[Operation, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Order of simplicity: fewer calls first, then the length of the printed calls."""
        return len(self.acts), sum(len(str(act)) for act in self.acts)

    @property
    def beginning(self) -> CallSequence:
        """The call sequence without its last call."""
        return CallSequence(self.acts[:-1])
