"""The model: what a server does with a call, without a server.

The one rule: it follows what happened, not what it expected, so that one surprise does not spoil the rest of a
story.
"""

from __future__ import annotations

from conformance.operation import Operation
from conformance.strategies.stories import contents, naming, readiness
from conformance.strategies.stories.state import Expected, State, argument, label

__all__ = ["METHODS", "after", "expected"]

_EXPECTED = {**naming.EXPECTED, **readiness.EXPECTED, **contents.EXPECTED}
_AFTER = {**naming.AFTER, **readiness.AFTER, **contents.AFTER}

METHODS = tuple(_EXPECTED)
"""The methods that the model knows."""

_NAMED_BY_ALIAS = ("drop_alias", "describe_alias", "list_collections")
"""Methods whose first argument is no name that a schema could be remembered by."""


def expected(state: State, act: Operation) -> Expected:
    """Return what the model expects of a call."""
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
    if act.method in _NAMED_BY_ALIAS:
        return state
    return state.having_used(label(argument(act, 0, "collection_name")))
