"""Call sequences of a method: what leads to a call, the call, and what can get between them.

The one rule: the model moves on with every call that is drawn, so that the next one is drawn for what should
then be there.
"""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from conformance.model import ALIASES, NAMES, CallSequence, Operation
from conformance.strategies.sequences.model import after, expected
from conformance.strategies.sequences.rules import PARTITIONS, creation, offer
from conformance.strategies.sequences.shapes import SHAPES
from conformance.strategies.sequences.state import State, Table

__all__ = ["sequences"]

_STEPS = (
    *("insert", "upsert", "delete", "query", "get", "search"),
    *("create_collection", "drop_collection", "rename_collection", "create_index", "load_collection"),
    *("release_collection", "create_partition", "drop_partition", "create_alias", "alter_alias"),
    *("insert", "upsert", "delete", "create_collection", "drop_collection", "drop_alias", "drop_index"),
)
"""Methods that are drawn in between: what changes something, and reads, which fill a client's memory."""

_NEEDS = {
    "create_collection": (),
    "list_collections": ("collection",),
    "rename_collection": ("collection",),
    "create_alias": ("collection",),
    "alter_alias": ("alias", "other collection"),
    "drop_alias": ("alias",),
    "describe_alias": ("alias",),
    "list_aliases": ("alias",),
    "drop_partition": ("partition",),
    "has_partition": ("partition",),
    "list_partitions": ("partition",),
    "load_collection": ("index",),
    "drop_index": ("index", "released"),
    "list_indexes": ("index",),
    "describe_index": ("index",),
    "release_collection": ("loaded",),
    "get_load_state": ("loaded",),
    "query": ("loaded", "rows"),
    "get": ("loaded", "rows"),
    "search": ("loaded", "rows"),
    "insert": ("index",),
    "upsert": ("index", "rows"),
    "delete": ("index", "rows"),
    "flush": ("index", "rows", "deletion"),
    "get_collection_stats": ("rows", "flushed"),
}
"""What a call of a method needs to tell something; a collection where nothing is said. What a write left is seen where
there is an index: Milvus loads no other collection."""

_READS = ("none", "renewed", "released", "redirected")
_LOOKS = ("none", "dropped", "renewed", "moved")
_TURNS = {
    **dict.fromkeys(("query", "get", "search"), _READS),
    **dict.fromkeys(("insert", "upsert", "delete"), ("none", "again", "renewed", "redirected")),
    "create_index": ("none", "again", "renewed", "redirected", "unindexed"),
    **dict.fromkeys(("list_indexes", "describe_index"), ("none", "unindexed", "renewed", "moved")),
    **dict.fromkeys(
        ("load_collection", "get_load_state", "drop_index"), ("none", "released", "renewed", "moved")
    ),
    **dict.fromkeys(
        ("alter_alias", "drop_alias", "describe_alias"), ("none", "again", "redirected", "dropped")
    ),
}
"""What comes between a call and the same call again, by method: what a client remembers of the first is then wrong."""


@st.composite
def sequences(
    draw: st.DrawFn, method: str, *, capabilities: frozenset[str], flushes: bool = True
) -> CallSequence:
    """Return a strategy for call sequences that end with a call of a method, and shrink to the shortest that succeeds.

    Args:
        draw: Supplied by Hypothesis.
        method: The method of the last call.
        capabilities: What the engine offers, see ``fixtures/engines/``.
        flushes: Whether calls before the last one may flush; Milvus allows one flush in ten seconds.
    """
    acts: list[Operation] = []
    state = State()

    def tell(act: Operation) -> None:
        nonlocal state
        acts.append(act)
        state = after(state, act, refused=expected(state, act).refused is True)

    steps = (*_STEPS, *(("flush",) if flushes else ()))
    steps = tuple(step for step in steps if "aliases" in capabilities or "alias" not in step)
    steps = tuple(step for step in steps if "partitions" in capabilities or "partition" not in step)

    def wander(count: int) -> None:
        for _ in range(count):
            usual = _usual(state, steps)
            tell(draw(offer(state, draw(st.sampled_from(usual)), capabilities=capabilities), label="step"))

    if draw(st.booleans(), label="a beginning"):
        shape = draw(st.sampled_from(list(SHAPES.values())), label="shape")
        tell(creation(NAMES[draw(st.integers(0, 1), label="name")], shape))
        wander(draw(st.integers(1, 6), label="steps"))

    def prepare() -> None:
        for need in (item for item in _NEEDS.get(method, ("collection",)) if flushes or item != "flushed"):
            for act in _preparing(state, need):
                tell(act)

    def call() -> None:
        tell(draw(offer(state, method, capabilities=capabilities), label="call"))

    if draw(st.integers(0, 7), label="prepare") < 7:
        prepare()
    turns = [
        turn
        for turn in _TURNS.get(method, _LOOKS)
        if turn != "redirected" or "aliases" in capabilities or "alias" in method
    ]
    turn = draw(st.sampled_from(turns), label="turn")
    if turn != "none":
        call()
    for act in _turning(state, turn):
        tell(act)
    wander(draw(st.integers(0, 2), label="steps between"))
    if turn != "none" and draw(st.booleans(), label="prepare again"):
        prepare()
    call()
    return CallSequence(tuple(acts))


def _usual(state: State, steps: tuple[str, ...]) -> list[str]:
    """Return the methods that can do something in a state."""
    if not state.tables:
        return ["create_collection", "create_collection", *steps]
    some = next(iter(state.tables.values()))
    pointless = {
        "create_collection": len(state.tables) > 1,
        "rename_collection": len(state.tables) > 1,
        "alter_alias": not state.aliases,
        "drop_alias": not state.aliases,
        "drop_partition": not some.partitions,
        "drop_index": not some.indexed,
        "load_collection": not some.indexed,
        "release_collection": not some.loaded,
    }
    return [step for step in steps if not pointless.get(step)]


def _turning(state: State, turn: str) -> Iterator[Operation]:
    """Yield the calls that make something else of what a client may remember."""
    for label, table in sorted(state.tables.items())[:1]:
        name = next(item for item in NAMES if item.label == label)
        other = next(item for item in NAMES if item != name)
        shape = next(item for item in SHAPES.values() if item.name != table.shape)
        if turn in ("renewed", "dropped"):
            yield Operation("drop_collection", (name,))
        if turn == "renewed":
            yield creation(name, shape)
        elif turn == "released" and table.indexed:
            yield Operation("release_collection", (name,))
        elif turn == "unindexed" and table.indexed:
            if table.loaded is not False:
                yield Operation("release_collection", (name,))
            yield Operation("drop_index", (name, table.form.vector))
        elif turn == "moved" and not state.taken(other.label):
            yield Operation("rename_collection", (name, other))
        elif turn == "redirected":
            if not state.aliases:
                yield Operation("create_alias", (name, ALIASES[0]))
            if not state.taken(other.label):
                yield creation(other, shape)
            alias, where = next(iter(state.aliases.items()), (ALIASES[0].label, label))
            elsewhere = other if where == label else name
            yield Operation("alter_alias", (elsewhere, next(item for item in ALIASES if item.label == alias)))


def _preparing(state: State, need: str) -> Iterator[Operation]:
    """Yield the calls that make what is needed of the first collection, unless it is there."""
    name = next((item for item in NAMES if item.label in state.tables), NAMES[0])
    table = state.tables.get(name.label)
    shape = table.form if table else next(iter(SHAPES.values()))
    if table is None:
        table = Table(shape.name)
        yield creation(name, shape)
    if need in ("index", "released", "loaded") and not table.indexed:
        yield Operation("create_index", (name, shape.indexes), {"sync": False})
    if need == "loaded" and table.loaded is not True:
        yield Operation("load_collection", (name,))
    if need == "released" and table.loaded is not False:
        yield Operation("release_collection", (name,))
    if need == "rows" and not table.rows:
        yield Operation("insert", (name, [shape.row(shape.keys[0], 1), shape.row(shape.keys[1], 7)]))
    if need == "deletion":
        yield Operation("delete", (name,), {"ids": [shape.keys[0]]})
    if need == "partition" and not table.partitions:
        yield Operation("create_partition", (name, PARTITIONS[0]))
    if need == "alias" and not state.aliases:
        yield Operation("create_alias", (name, ALIASES[0]))
    if need == "flushed" and table.counted is False:
        yield Operation("flush", (name,))
    if need == "other collection" and len(state.tables) < 2:
        free = next((item for item in NAMES if item != name and not state.taken(item.label)), None)
        if free is not None:
            yield creation(free, next(item for item in SHAPES.values() if item != shape))
