"""The model: what a server does with a call, without a server.

The one rule: it follows what happened, not what it expected, so that one surprise does not spoil the rest of a
call sequence.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.model import Operation, Placeholder
from conformance.strategies.sequences import preconditions as readiness
from conformance.strategies.sequences import transitions_of_names as naming
from conformance.strategies.sequences import transitions_of_rows as contents
from conformance.strategies.sequences.state import UNSURE, Expected, State, argument, label

__all__ = ["METHODS", "after", "expected"]

_EXPECTED = {**naming.EXPECTED, **readiness.EXPECTED, **contents.EXPECTED}
_AFTER = {**naming.AFTER, **readiness.AFTER, **contents.AFTER}

METHODS = tuple(_EXPECTED)
"""The methods that the model knows."""

_NAMED_BY_ALIAS = ("drop_alias", "describe_alias", "list_collections")
"""Methods whose first argument is no name that a schema could be remembered by."""


_SETTLING = ("create_collection", "rename_collection", "create_alias", "alter_alias", "drop_alias")
"""Methods after which it is certain what the names that they were given stand for."""


def expected(state: State, act: Operation) -> Expected:
    """Return what the model expects of a call."""
    if state.lost & _names(act):
        return UNSURE
    return _EXPECTED[act.method](state, act)


def after(state: State, act: Operation, *, refused: bool) -> State:
    """Return the state after a call.

    Args:
        state: The state before it.
        act: The call.
        refused: Whether it was refused.
    """
    change = _AFTER.get(act.method)
    if not refused and change is not None:
        state = change(state, act)
    if not refused and act.method in _SETTLING:
        state = replace(state, lost=state.lost - _names(act))
    if act.method in _NAMED_BY_ALIAS:
        return state
    return state.having_used(label(argument(act, 0, "collection_name")))


def _names(act: Operation) -> frozenset[str]:
    """Return the labels of the collections and aliases that a call names."""
    return frozenset(
        value.label for value in (*act.args, *act.kwargs.values()) if isinstance(value, Placeholder)
    )
