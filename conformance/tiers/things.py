"""Things: what a call gives that has methods of its own, and how they are called.

The one rule: what a method takes is read from the object's class, as it is from a client's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis.strategies import SearchStrategy

from conformance.clients.members import methods_of
from conformance.model import LOOK, Operation
from conformance.strategies.calls import Parameter, Planned, methods, parameters, planned_calls

__all__ = ["Thing"]


@dataclass(frozen=True, slots=True)
class Thing:
    """What a call gives.

    Attributes:
        kind: Its class, with the reference.
        made: The call.
        client: Class of the reference.
    """

    kind: type
    made: Operation
    client: type

    @property
    def members(self) -> tuple[str, ...]:
        """The names of its methods."""
        return methods_of(self.kind)

    def call(self, member: str, *, whole: bool = False, **words: object) -> SearchStrategy[Operation]:
        """Return a strategy for calls of a method.

        Args:
            member: The method.
            whole: Whether they give all arguments that go together, or as few as they can.
            **words: Arguments that they give where the method takes them.
        """
        taken = {item.name for item in self.parameters(member)}
        more = {name: value for name, value in words.items() if name in taken}
        return self.planned(member)[0 if whole else 1].calls.map(
            lambda act: replace(act, kwargs={**act.kwargs, **more}, of=self.made)
        )

    def parameters(self, member: str) -> Sequence[Parameter]:
        """Return what a method takes."""
        return parameters(*self._owner(member))

    def planned(self, member: str) -> Sequence[Planned]:
        """Return calls of a method by their shapes, as they would be of a client."""
        return planned_calls(*self._owner(member))

    @property
    def look(self) -> Operation:
        """What looks at it."""
        return Operation(LOOK, of=self.made)

    def passes_on(self, member: str) -> bool:
        """Return whether a method takes anything, and is called as one of the client's, which takes it then."""
        return not parameters(self.kind, member) and member in methods(self.client)

    def _owner(self, member: str) -> tuple[type, str]:
        return (self.client if self.passes_on(member) else self.kind), member
