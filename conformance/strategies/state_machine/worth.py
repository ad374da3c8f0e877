"""In which states a call in between can do something.

The one rule: a state has a collection; without one, only making one is worth a call.
"""

from __future__ import annotations

from conformance.strategies.state_machine.state import State, Table

__all__ = ["aliased", "indexed", "loaded", "partitioned", "room"]


def room(state: State) -> bool:
    """Return whether a collection can have a new name."""
    return len(state.tables) < 2


def aliased(state: State) -> bool:
    """Return whether there is an alias."""
    return bool(state.aliases)


def partitioned(state: State) -> bool:
    """Return whether the first collection has a partition."""
    return bool(_first(state).partitions)


def indexed(state: State) -> bool:
    """Return whether the first collection has its index."""
    return _first(state).indexed


def loaded(state: State) -> bool:
    """Return whether the first collection is loaded."""
    return bool(_first(state).loaded)


def _first(state: State) -> Table:
    return next(iter(state.tables.values()))
