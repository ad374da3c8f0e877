"""What the sequence tier knows of a method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.model import Operation
from conformance.strategies.state_machine import answers
from conformance.strategies.state_machine.rules import Offer
from conformance.strategies.state_machine.state import Expected, State

__all__ = ["LOOKS", "Rule", "always"]

LOOKS = ("none", "dropped", "renewed", "moved")


def always(state: State) -> bool:  # noqa: ARG001
    """Return that a call is worth making in any state."""
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """How sequences of calls use a method.

    Attributes:
        offers: Returns calls that make sense in a state, and a few that do not.
        expected: Returns what the model expects of a call.
        after: Returns the state after a call that is not refused; ``None`` where it changes nothing.
        told: Returns what an answer tells, in the form in which the model expects it.
        needs: What must stand there for a call to tell something. What a write left is seen where there is an index:
            Milvus loads no other collection.
        turns: What may come between a call and the same call again: what a client remembers of the first is then wrong.
        steps: Places of the method in the row from which the calls in between are drawn; none where it is not drawn.
            A method that changes something, or reads, which fills a client's memory, has one; one that changes much
            has two. The row is part of what a seed means: a new method goes to its end.
        worth: Whether a call can do something in a state with a collection, so that it is drawn in between.
        settles: Whether it is certain after a call what the names that it was given stand for.
        of_schema: Whether its first argument is a name that a client may remember a schema by.
        sleeps: Whether the calls of sequences sleep in the client, so that others may go on meanwhile.
        dear: Whether a server allows it so rarely that it is no step there.
    """

    offers: Offer
    expected: Callable[[State, Operation], Expected]
    after: Callable[[State, Operation], State] | None = None
    told: Callable[[Any], Any] = answers.as_it_is
    needs: tuple[str, ...] = ("collection",)
    turns: tuple[str, ...] = LOOKS
    steps: tuple[int, ...] = ()
    worth: Callable[[State], bool] = always
    settles: bool = False
    of_schema: bool = True
    sleeps: bool = False
    dear: bool = False
