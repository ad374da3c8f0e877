"""Offers: which calls of a method make sense in a state, and which odd ones are worth a try.

The one rule: what is drawn follows from the state alone. Odd calls name what is not there, or what is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.model import ALIASES, DEFAULT_PARTITION, NAMES, Operation, Placeholder
from conformance.strategies.operations.calls import rarely
from conformance.strategies.state_machine.shapes import SHAPES, Shape
from conformance.strategies.state_machine.state import State, Table
from conformance.strategies.state_machine.transitions_of_rows import LATER

__all__ = [
    "PARTITIONS",
    "Offer",
    "alias_alterations",
    "alias_creations",
    "creation",
    "creations",
    "drops",
    "finds",
    "indexings",
    "of_alias",
    "of_collection",
    "of_index",
    "of_new_partition",
    "of_partition",
    "plain",
    "renamings",
    "stores",
    "unnamed",
]

PARTITIONS = ("p", "q")
STRONG: Mapping[str, Any] = {"consistency_level": "Strong"}
NUMBERS = st.integers(0, 2 * LATER - 1)

Offer = Callable[[State, str, frozenset[str]], st.SearchStrategy[Operation]]
"""Returns calls of a method that make sense in a state, given what the engine offers; a few do not."""

NAMED: Mapping[str, Placeholder] = {name.label: name for name in (*NAMES, *ALIASES)}


def unnamed(state: State, method: str, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:  # noqa: ARG001
    """Return the call that names nothing."""
    return st.just(Operation(method))


def creations(state: State, method: str, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:  # noqa: ARG001
    """Return creations of collections; most have a new name."""
    return st.builds(creation, _new(state), st.sampled_from(list(SHAPES.values())))


def renamings(state: State, method: str, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:  # noqa: ARG001
    """Return calls that give a collection a name; most have a new one."""
    there = [NAMED[name] for name in sorted(state.tables)]
    old = rarely(st.sampled_from(there or NAMES), st.sampled_from(NAMES))
    return st.builds(lambda one, other: Operation(method, (one, other)), old, _new(state))


def alias_creations(
    state: State,
    method: str,
    capabilities: frozenset[str],  # noqa: ARG001
) -> st.SearchStrategy[Operation]:
    """Return calls that point a new alias to a collection; rarely one that is there."""
    there = [NAMED[name] for name in sorted(state.tables)]
    where = rarely(st.sampled_from(there or NAMES), st.sampled_from(NAMES))
    usual = [alias for alias in ALIASES if alias.label not in state.aliases]
    return _pointing(method, where, usual, (*ALIASES, *there))


def alias_alterations(
    state: State,
    method: str,
    capabilities: frozenset[str],  # noqa: ARG001
) -> st.SearchStrategy[Operation]:
    """Return calls that point an alias to a collection, most of them to another one."""
    there = [NAMED[name] for name in sorted(state.tables)]
    where = rarely(st.sampled_from(there or NAMES), st.sampled_from(NAMES))
    if len(there) > 1:  # what changes something shows most
        moved = [name for name in there if name.label not in state.aliases.values()]
        where = rarely(st.sampled_from(moved or there), where, once_in=4)
    usual = [alias for alias in ALIASES if alias.label in state.aliases]
    return _pointing(method, where, usual, ALIASES)


def of_alias(state: State, method: str, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:  # noqa: ARG001
    """Return calls that name an alias; rarely one that is not there."""
    there = [NAMED[alias] for alias in sorted(state.aliases)]
    return rarely(st.sampled_from(there or ALIASES), st.sampled_from(ALIASES)).map(
        lambda alias: Operation(method, (alias,))
    )


Call = Callable[[Table, str, Placeholder, frozenset[str]], st.SearchStrategy[Operation]]
"""Returns calls of a method on a collection, given what stands there, the method, a name and the capabilities."""


def of_collection(call: Call, *, by_alias: bool = True) -> Offer:
    """Return what offers calls on a collection.

    Args:
        call: Returns calls on one.
        by_alias: Whether it is often named by an alias.
    """

    def offer(state: State, method: str, capabilities: frozenset[str]) -> st.SearchStrategy[Operation]:
        def about(name: Placeholder) -> st.SearchStrategy[Operation]:
            return call(state.table(name.label) or Table("numbered"), method, name, capabilities)

        there = [NAMED[name] for name in sorted(state.tables)]
        if by_alias:
            there += 2 * [NAMED[alias] for alias in sorted(state.aliases)]
        return rarely(st.sampled_from(there or NAMES), st.sampled_from([*NAMES, *ALIASES])).flatmap(about)

    return offer


def creation(name: Placeholder, shape: Shape) -> Operation:
    """Return the creation of a collection; Strong, because reads follow writes (design 7.5)."""
    return Operation("create_collection", (name,), {"schema": shape.schema, **STRONG})


def _new(state: State) -> st.SearchStrategy[Placeholder]:
    free = [name for name in NAMES if not state.taken(name.label)]
    taken = [NAMED[alias] for alias in sorted(state.aliases)]
    return rarely(st.sampled_from(free or NAMES), st.sampled_from([*NAMES, *taken]))


def _pointing(
    method: str,
    where: st.SearchStrategy[Placeholder],
    usual: Sequence[Placeholder],
    odd: Sequence[Placeholder],
) -> st.SearchStrategy[Operation]:
    alias = rarely(st.sampled_from(usual or list(ALIASES)), st.sampled_from(odd))
    return st.builds(lambda one, other: Operation(method, (one, other)), where, alias)


def _plain(
    table: Table,  # noqa: ARG001
    method: str,
    name: Placeholder,
    capabilities: frozenset[str],  # noqa: ARG001
) -> st.SearchStrategy[Operation]:
    return st.just(Operation(method, (name,)))


def _indexing(
    table: Table,
    method: str,
    name: Placeholder,
    capabilities: frozenset[str],  # noqa: ARG001
) -> st.SearchStrategy[Operation]:
    return st.just(Operation(method, (name, table.form.indexes), {"sync": False}))


def _of_index(
    table: Table,
    method: str,
    name: Placeholder,
    capabilities: frozenset[str],  # noqa: ARG001
) -> st.SearchStrategy[Operation]:
    return st.just(Operation(method, (name, table.form.vector)))


def _of_partition(fresh: bool) -> Call:
    """Return calls with a partition, that is there or new."""

    def call(
        table: Table,
        method: str,
        name: Placeholder,
        capabilities: frozenset[str],  # noqa: ARG001
    ) -> st.SearchStrategy[Operation]:
        there = sorted(table.partitions)
        usual = [item for item in PARTITIONS if item not in there] if fresh else there
        return rarely(
            st.sampled_from(usual or list(PARTITIONS)), st.sampled_from([*PARTITIONS, DEFAULT_PARTITION])
        ).map(lambda partition: Operation(method, (name, partition)))

    return call


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
def _finds(
    draw: st.DrawFn,
    table: Table,
    method: str,
    name: Placeholder,
    capabilities: frozenset[str],  # noqa: ARG001
) -> Operation:
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


plain = of_collection(_plain)
"""Offers calls that name a collection and nothing else."""

drops = of_collection(_plain, by_alias=False)  # servers differ in what they drop by an alias
"""The same, by its own name."""

indexings = of_collection(_indexing)
"""Offers creations of the collection's index."""

of_index = of_collection(_of_index)
"""Offers calls that name the collection's index."""

of_new_partition = of_collection(_of_partition(fresh=True))
"""Offers calls that name a partition which is not there, in most cases."""

of_partition = of_collection(_of_partition(fresh=False))
"""Offers calls that name a partition which is there, in most cases."""

stores = of_collection(_stores)
"""Offers calls that store rows."""

finds = of_collection(_finds)
"""Offers calls that find rows."""
