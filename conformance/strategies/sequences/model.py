"""The model: what a server does with a call, without a server.

The one rule: it follows what happened, not what it expected, so that one surprise does not spoil the rest of a
call sequence.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from conformance.catalogue import Rule, method_of, methods
from conformance.model import Operation, Placeholder
from conformance.strategies.state_machine.state import UNSURE, Expected, State, argument, label

__all__ = ["after", "expected", "known_methods", "rule_of"]


@cache
def known_methods() -> tuple[str, ...]:
    """Return the methods that the model knows."""
    return tuple(method.name for method in methods() if method.rule is not None)


def rule_of(method: str) -> Rule:
    """Return how sequences use a method.

    Raises:
        LookupError: They do not.
    """
    rule = method_of(method).rule
    if rule is None:
        msg = f"the record of {method} does not say how sequences use it (rule)"
        raise LookupError(msg)
    return rule


def expected(state: State, act: Operation) -> Expected:
    """Return what the model expects of a call."""
    if state.lost & _names(act):
        return UNSURE
    return rule_of(act.method).expected(state, act)


def after(state: State, act: Operation, *, refused: bool) -> State:
    """Return the state after a call.

    Args:
        state: The state before it.
        act: The call.
        refused: Whether it was refused.
    """
    rule = rule_of(act.method)
    if not refused and rule.after is not None:
        state = rule.after(state, act)
    if not refused and rule.settles:
        state = replace(state, lost=state.lost - _names(act))
    if not rule.of_schema:
        return state
    return state.having_used(label(argument(act, 0, "collection_name")))


def _names(act: Operation) -> frozenset[str]:
    """Return the labels of the collections and aliases that a call names."""
    return frozenset(
        value.label for value in (*act.args, *act.kwargs.values()) if isinstance(value, Placeholder)
    )
