"""What the model knows of names: collections that come and go, and the aliases that stand for them."""

from __future__ import annotations

from dataclasses import replace

from conformance.model import Operation
from conformance.strategies.sequences.shapes import shape_of
from conformance.strategies.sequences.state import (
    FINE,
    REFUSED,
    UNSURE,
    Expected,
    State,
    Table,
    argument,
    label,
    without,
)

__all__ = ["AFTER", "EXPECTED"]


def _name(act: Operation) -> str:
    return label(argument(act, 0, "collection_name"))


def _alias(act: Operation) -> str:
    return label(argument(act, 0, "alias"))


def _created(state: State, act: Operation) -> Expected:
    name = _name(act)
    table = state.tables.get(name)
    if table is not None and table.shape == shape_of(act.kwargs["schema"]):
        return UNSURE  # Milvus takes a second creation alike for the first, Milvus Lite refuses it
    return REFUSED if state.taken(name) else FINE


def _after_creation(state: State, act: Operation) -> State:
    name = _name(act)
    if state.taken(name):
        return state
    table = Table(shape_of(act.kwargs["schema"]))
    return replace(state, tables={**state.tables, name: table})


def _dropped(state: State, act: Operation) -> Expected:
    # Milvus may keep a collection that has aliases, and drops none by its alias; Milvus Lite drops the aliases as well.
    name = _name(act)
    aliased = name in state.aliases or name in state.aliases.values()
    return UNSURE if aliased else FINE


def _after_drop(state: State, act: Operation) -> State:
    name = _name(act)
    gone = state.target(name)
    lost = frozenset(alias for alias, where in state.aliases.items() if where == gone)
    aliases = without(state.aliases, *lost)
    return State(without(state.tables, gone), aliases, without(state.remembered, name), state.lost | lost)


def _renamed(state: State, act: Operation) -> Expected:
    old, new = (label(argument(act, place, "")) for place in (0, 1))
    if state.taken(new):
        return REFUSED
    return FINE if old in state.tables else UNSURE if old in state.aliases else REFUSED


def _after_rename(state: State, act: Operation) -> State:
    old, new = (label(argument(act, place, "")) for place in (0, 1))
    old = state.target(old)
    if old not in state.tables:
        return state
    # Milvus Lite opens the collection anew, and not loaded; in Milvus it stays as it is.
    moved = replace(state.tables[old], loaded=None)
    aliases = {alias: new if where == old else where for alias, where in state.aliases.items()}
    return replace(state, tables={**without(state.tables, old), new: moved}, aliases=aliases)


def _exists(state: State, act: Operation) -> Expected:
    return Expected(False, state.table(_name(act)) is not None)


def _described(state: State, act: Operation) -> Expected:
    table = state.table(_name(act))
    if table is None:
        return REFUSED
    return Expected(False, [field.name for field in table.form.schema.fields])


def _listed(state: State, act: Operation) -> Expected:  # noqa: ARG001
    return Expected(False, sorted(state.tables))


def _alias_created(state: State, act: Operation) -> Expected:
    where, alias = _name(act), label(argument(act, 1, "alias"))
    if where not in state.tables:
        return UNSURE if where in state.aliases else REFUSED
    if state.aliases.get(alias) == where:
        return UNSURE
    return REFUSED if state.taken(alias) else FINE


def _after_alias(state: State, act: Operation) -> State:
    alias = label(argument(act, 1, "alias"))
    return replace(state, aliases={**state.aliases, alias: state.target(_name(act))})


def _alias_altered(state: State, act: Operation) -> Expected:
    where, alias = _name(act), label(argument(act, 1, "alias"))
    if where in state.aliases:
        return UNSURE
    return FINE if where in state.tables and alias in state.aliases else REFUSED


def _alias_dropped(state: State, act: Operation) -> Expected:
    return FINE if _alias(act) in state.aliases else UNSURE


def _after_alias_drop(state: State, act: Operation) -> State:
    return replace(state, aliases=without(state.aliases, _alias(act)))


def _alias_described(state: State, act: Operation) -> Expected:
    where = state.aliases.get(_alias(act))
    return REFUSED if where is None else Expected(False, where)


def _aliases_listed(state: State, act: Operation) -> Expected:
    name = _name(act)
    if name not in state.tables or state.lost:
        return UNSURE
    return Expected(False, sorted(alias for alias, where in state.aliases.items() if where == name))


EXPECTED = {
    "create_collection": _created,
    "drop_collection": _dropped,
    "rename_collection": _renamed,
    "has_collection": _exists,
    "describe_collection": _described,
    "list_collections": _listed,
    "create_alias": _alias_created,
    "alter_alias": _alias_altered,
    "drop_alias": _alias_dropped,
    "describe_alias": _alias_described,
    "list_aliases": _aliases_listed,
}

AFTER = {
    "create_collection": _after_creation,
    "drop_collection": _after_drop,
    "rename_collection": _after_rename,
    "create_alias": _after_alias,
    "alter_alias": _after_alias,
    "drop_alias": _after_alias_drop,
}
