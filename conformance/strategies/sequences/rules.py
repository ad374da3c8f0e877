"""Offers: which calls of a method make sense in a state, and which odd ones are worth a try.

The one rule: what is drawn follows from the state alone. Odd calls name what is not there, or what is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.model import ALIASES, DEFAULT_PARTITION, NAMES, Operation, Placeholder
from conformance.strategies.operations.calls import rarely
from conformance.strategies.sequences.shapes import SHAPES, Shape
from conformance.strategies.sequences.state import State, Table
from conformance.strategies.sequences.transitions_of_rows import LATER

__all__ = ["PARTITIONS", "creation", "offer"]

PARTITIONS = ("p", "q")
STRONG: Mapping[str, Any] = {"consistency_level": "Strong"}
NUMBERS = st.integers(0, 2 * LATER - 1)

NAMED: Mapping[str, Placeholder] = {name.label: name for name in (*NAMES, *ALIASES)}


def offer(state: State, method: str, *, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:
    """Return calls of a method; most make sense in the state, if any can."""
    if method in ("create_collection", "rename_collection"):
        return _newcomers(state, method)
    if method == "list_collections":
        return st.just(Operation(method))
    if method in ("create_alias", "alter_alias"):
        return _pointing(state, method)
    if method in ("drop_alias", "describe_alias"):
        there = [NAMED[alias] for alias in sorted(state.aliases)]
        return rarely(st.sampled_from(there or ALIASES), st.sampled_from(ALIASES)).map(
            lambda alias: Operation(method, (alias,))
        )
    return _targets(state, method).flatmap(lambda name: _about(state, method, name, capabilities))


def creation(name: Placeholder, shape: Shape) -> Operation:
    """Return the creation of a collection; Strong, because reads follow writes (design 7.5)."""
    return Operation("create_collection", (name,), {"schema": shape.schema, **STRONG})


def _newcomers(state: State, method: str) -> st.SearchStrategy[Operation]:
    free = [name for name in NAMES if not state.taken(name.label)]
    taken = [NAMED[alias] for alias in sorted(state.aliases)]
    new = rarely(st.sampled_from(free or NAMES), st.sampled_from([*NAMES, *taken]))
    if method == "create_collection":
        return st.builds(creation, new, st.sampled_from(list(SHAPES.values())))
    there = [NAMED[name] for name in sorted(state.tables)]
    old = rarely(st.sampled_from(there or NAMES), st.sampled_from(NAMES))
    return st.builds(lambda one, other: Operation(method, (one, other)), old, new)


def _pointing(state: State, method: str) -> st.SearchStrategy[Operation]:
    there = [NAMED[name] for name in sorted(state.tables)]
    where = rarely(st.sampled_from(there or NAMES), st.sampled_from(NAMES))
    if method == "alter_alias" and len(there) > 1:  # what changes something shows most
        moved = [name for name in there if name.label not in state.aliases.values()]
        where = rarely(st.sampled_from(moved or there), where, once_in=4)
    usual = [alias for alias in ALIASES if (alias.label in state.aliases) == (method == "alter_alias")]
    odd: Sequence[Placeholder] = ALIASES if method == "alter_alias" else (*ALIASES, *there)
    alias = rarely(st.sampled_from(usual or list(ALIASES)), st.sampled_from(odd))
    return st.builds(lambda one, other: Operation(method, (one, other)), where, alias)


def _targets(state: State, method: str) -> st.SearchStrategy[Placeholder]:
    """Return names to make a call with: of collections, often by an alias, rarely of none."""
    there = [NAMED[name] for name in sorted(state.tables)]
    if method != "drop_collection":  # servers differ in what they drop by an alias
        there += 2 * [NAMED[alias] for alias in sorted(state.aliases)]
    return rarely(st.sampled_from(there or NAMES), st.sampled_from([*NAMES, *ALIASES]))


def _about(
    state: State, method: str, name: Placeholder, capabilities: frozenset[str]
) -> st.SearchStrategy[Operation]:
    table = state.table(name.label) or Table("numbered")
    form = table.form
    if method == "create_index":
        return st.just(Operation(method, (name, form.indexes), {"sync": False}))
    if method in ("drop_index", "describe_index"):
        return st.just(Operation(method, (name, form.vector)))
    if method in ("create_partition", "drop_partition", "has_partition"):
        return _partitions(table, method).map(lambda partition: Operation(method, (name, partition)))
    if method in ("insert", "upsert"):
        return _stores(table, method, name, capabilities)
    if method in ("delete", "get", "query", "search"):
        return _finds(table, method, name)
    return st.just(Operation(method, (name,)))


def _partitions(table: Table, method: str) -> st.SearchStrategy[str]:
    there = sorted(table.partitions)
    new = [name for name in PARTITIONS if name not in there]
    usual = new if method == "create_partition" else there
    return rarely(
        st.sampled_from(usual or list(PARTITIONS)), st.sampled_from([*PARTITIONS, DEFAULT_PARTITION])
    )


@st.composite
def _stores(
    draw: st.DrawFn, table: Table, method: str, name: Placeholder, capabilities: frozenset[str]
) -> Operation:
    form = table.form
    free = [key for key in form.keys if key not in table.rows]
    # An insert of a key that is there keeps two rows or one, as the server likes (pitfall 21).
    usual = free if method == "insert" else sorted(table.rows, key=form.keys.index) or free
    odd = free if method == "insert" else form.keys
    keys = draw(
        rarely(_some(usual or odd), _some(odd or usual), once_in=4) if usual or odd else st.just([]),
        label="keys",
    )
    words: dict[str, Any] = {}
    if table.partitions:
        there = st.sampled_from([DEFAULT_PARTITION, *sorted(table.partitions)])
        partition = draw(rarely(there, "no_such_partition"), label="partition")
        if method == "upsert" and "upsert_moves" not in capabilities:
            partition = next((table.rows[key][0] for key in keys if key in table.rows), partition)
            keys = [key for key in keys if key not in table.rows or table.rows[key][0] == partition]
        words = {} if partition == DEFAULT_PARTITION else {"partition_name": partition}
    data = [form.row(key, draw(NUMBERS, label="number")) for key in keys]
    if draw(st.integers(0, 15), label="rows fit") == 15:
        other = next(shape for shape in SHAPES.values() if shape != form)
        data = [other.row(other.keys[0], 1)]
    return Operation(method, (name, data), words)


@st.composite
def _finds(draw: st.DrawFn, table: Table, method: str, name: Placeholder) -> Operation:
    form = table.form
    words: dict[str, Any] = {}
    if table.partitions and method != "delete" and draw(st.integers(0, 2), label="in partitions") == 2:
        words["partition_names"] = [draw(st.sampled_from([DEFAULT_PARTITION, *sorted(table.partitions)]))]
    there = sorted(table.rows, key=form.keys.index)
    if method == "search":
        key = draw(st.sampled_from(there or form.keys), label="near")
        place = [value + 0.25 for value in form.place(key, table.rows.get(key, ("", 0))[1])]
        limit = draw(st.sampled_from([10, 1, 2]), label="limit")
        words |= {"limit": limit, "output_fields": [form.number]}
        return Operation(method, (name, [place]), {**words, **STRONG})
    by_key = method == "get" or draw(st.booleans(), label="by key")
    if by_key:
        words["ids"] = draw(_some(rarely(st.sampled_from(there or form.keys), st.sampled_from(form.keys))))
    else:
        words["filter"] = draw(st.sampled_from([form.everything, f"{form.number} < {LATER}"]), label="filter")
    if method == "delete":
        return Operation(method, (name,), words)
    count = method == "query" and not by_key and draw(st.integers(0, 2), label="count") == 2
    words["output_fields"] = ["count(*)"] if count else [form.number]
    return Operation(method, (name,), {**words, **STRONG})


def _some(keys: Any) -> st.SearchStrategy[list[Any]]:
    each = keys if isinstance(keys, st.SearchStrategy) else st.sampled_from(list(keys))
    return st.lists(each, min_size=1, max_size=3, unique=True)
