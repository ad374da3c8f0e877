"""What the model knows of names: collections that come and go, and the aliases that stand for them."""

from __future__ import annotations

from dataclasses import replace

from conformance.model import Operation
from conformance.strategies.state_machine.shapes import shape_of
from conformance.strategies.state_machine.state import (
    FINE,
    REFUSED,
    UNSURE,
    Expected,
    State,
    Table,
    argument,
    collection,
    label,
    without,
)

__all__ = [
    "after_alias",
    "after_alias_drop",
    "after_creation",
    "after_drop",
    "after_rename",
    "alias_altered",
    "alias_created",
    "alias_described",
    "alias_dropped",
    "aliases_listed",
    "created",
    "described",
    "dropped",
    "exists",
    "listed",
    "renamed",
]


def _alias(act: Operation) -> str:
    return label(argument(act, 0, "alias"))


def created(state: State, act: Operation) -> Expected:
    """Creating a collection: refused where the name is taken."""
    name = collection(act)
    table = state.tables.get(name)
    if table is not None and table.shape == shape_of(act.kwargs["schema"]):
        return UNSURE  # Milvus takes a second creation alike for the first, Milvus Lite refuses it
    return REFUSED if state.taken(name) else FINE


def after_creation(state: State, act: Operation) -> State:
    """The collection is there, empty."""
    name = collection(act)
    if state.taken(name):
        return state
    table = Table(shape_of(act.kwargs["schema"]))
    return replace(state, tables={**state.tables, name: table})


def dropped(state: State, act: Operation) -> Expected:
    """Dropping a collection: fine, even where it is not there."""
    # Milvus may keep a collection that has aliases, and drops none by its alias; Milvus Lite drops the aliases as well.
    name = collection(act)
    aliased = name in state.aliases or name in state.aliases.values()
    return UNSURE if aliased else FINE


def after_drop(state: State, act: Operation) -> State:
    """The collection is gone, and so are its aliases."""
    name = collection(act)
    gone = state.target(name)
    lost = frozenset(alias for alias, where in state.aliases.items() if where == gone)
    aliases = without(state.aliases, *lost)
    return State(without(state.tables, gone), aliases, without(state.remembered, name), state.lost | lost)


def renamed(state: State, act: Operation) -> Expected:
    """Renaming: refused where the new name is taken, or nothing has the old one."""
    old, new = (label(argument(act, place, "")) for place in (0, 1))
    if state.taken(new):
        return REFUSED
    return FINE if old in state.tables else UNSURE if old in state.aliases else REFUSED


def after_rename(state: State, act: Operation) -> State:
    """The collection and its aliases go by the new name."""
    old, new = (label(argument(act, place, "")) for place in (0, 1))
    old = state.target(old)
    if old not in state.tables:
        return state
    # Milvus Lite opens the collection anew, and not loaded; in Milvus it stays as it is.
    moved = replace(state.tables[old], loaded=None)
    aliases = {alias: new if where == old else where for alias, where in state.aliases.items()}
    return replace(state, tables={**without(state.tables, old), new: moved}, aliases=aliases)


def exists(state: State, act: Operation) -> Expected:
    """Whether a collection is there, by its name or an alias."""
    return Expected(False, state.table(collection(act)) is not None)


def described(state: State, act: Operation) -> Expected:
    """The names of the fields."""
    table = state.table(collection(act))
    if table is None:
        return REFUSED
    return Expected(False, [field.name for field in table.form.schema.fields])


def listed(state: State, act: Operation) -> Expected:  # noqa: ARG001
    """The names of the collections."""
    return Expected(False, sorted(state.tables))


def alias_created(state: State, act: Operation) -> Expected:
    """Creating an alias: refused where the name is taken, or nothing is there to name."""
    where, alias = collection(act), label(argument(act, 1, "alias"))
    if where not in state.tables:
        return UNSURE if where in state.aliases else REFUSED
    if state.aliases.get(alias) == where:
        return UNSURE
    return REFUSED if state.taken(alias) else FINE


def after_alias(state: State, act: Operation) -> State:
    """The alias stands for the collection."""
    alias = label(argument(act, 1, "alias"))
    return replace(state, aliases={**state.aliases, alias: state.target(collection(act))})


def alias_altered(state: State, act: Operation) -> Expected:
    """Altering an alias: refused where either is not there."""
    where, alias = collection(act), label(argument(act, 1, "alias"))
    if where in state.aliases:
        return UNSURE
    return FINE if where in state.tables and alias in state.aliases else REFUSED


def alias_dropped(state: State, act: Operation) -> Expected:
    """Dropping an alias: fine where it is there."""
    return FINE if _alias(act) in state.aliases else UNSURE


def after_alias_drop(state: State, act: Operation) -> State:
    """The alias is gone."""
    return replace(state, aliases=without(state.aliases, _alias(act)))


def alias_described(state: State, act: Operation) -> Expected:
    """The collection that the alias stands for."""
    where = state.aliases.get(_alias(act))
    return REFUSED if where is None else Expected(False, where)


def aliases_listed(state: State, act: Operation) -> Expected:
    """The aliases of the collection."""
    name = collection(act)
    if name not in state.tables or state.lost:
        return UNSURE
    return Expected(False, sorted(alias for alias, where in state.aliases.items() if where == name))
