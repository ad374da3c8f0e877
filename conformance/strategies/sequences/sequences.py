"""Call sequences of a method: what leads to a call, the call, and what can get between them.

The one rule: the model moves on with every call that is drawn, so that the next one is drawn for what should
then be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from hypothesis import strategies as st

from conformance.model import ALIASES, NAMES, CallSequence, Operation
from conformance.strategies.sequences.model import after, expected, known_methods, rule_of
from conformance.strategies.state_machine.rules import PARTITIONS, creation
from conformance.strategies.state_machine.shapes import SHAPES
from conformance.strategies.state_machine.state import State, Table

__all__ = ["sequences"]

FIRST = "create_collection"
"""What is drawn most where no collection is."""


@cache
def _steps() -> tuple[str, ...]:
    """Return the methods that are drawn in between."""
    places = sorted((place, name) for name in known_methods() for place in rule_of(name).steps)
    return tuple(name for _, name in places)


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
    drawn = _Drawn(draw, capabilities, flushes=flushes)
    rule = rule_of(method)
    needs = [item for item in rule.needs if flushes or item != "flushed"]
    if draw(st.booleans(), label="a beginning"):
        shape = draw(st.sampled_from(list(SHAPES.values())), label="shape")
        drawn.add(creation(NAMES[draw(st.integers(0, 1), label="name")], shape))
        drawn.wander(draw(st.integers(1, 6), label="steps"))
    if draw(st.integers(0, 7), label="prepare") < 7:
        drawn.prepare(needs)
    turns = [
        turn for turn in rule.turns if turn != "redirected" or "aliases" in capabilities or "alias" in method
    ]
    turn = draw(st.sampled_from(turns), label="turn")
    if turn != "none":
        drawn.call(method, "call")
    for act in _turning(drawn.state, turn):
        drawn.add(act)
    drawn.wander(draw(st.integers(0, 2), label="steps between"))
    if turn != "none" and draw(st.booleans(), label="prepare again"):
        drawn.prepare(needs)
    drawn.call(method, "call")
    return CallSequence(tuple(drawn.acts))


class _Drawn:
    """What is drawn of a call sequence, and the model's state after it.

    Args:
        draw: Supplied by Hypothesis.
        capabilities: What the engine offers.
        flushes: Whether steps in between may flush.
    """

    def __init__(self, draw: st.DrawFn, capabilities: frozenset[str], *, flushes: bool) -> None:
        self.acts: list[Operation] = []
        self.state = State()
        self._draw, self._capabilities = draw, capabilities
        self._steps = tuple(
            step
            for step in _steps()
            if (flushes or not rule_of(step).dear)
            and ("aliases" in capabilities or "alias" not in step)
            and ("partitions" in capabilities or "partition" not in step)
        )

    def add(self, act: Operation) -> None:
        """Add a call."""
        self.acts.append(act)
        self.state = after(self.state, act, refused=expected(self.state, act).refused is True)

    def call(self, method: str, label: str) -> None:
        """Draw a call of a method."""
        self.add(self._draw(rule_of(method).offers(self.state, method, self._capabilities), label=label))

    def wander(self, count: int) -> None:
        """Draw calls of methods that can do something."""
        for _ in range(count):
            self.call(self._draw(st.sampled_from(_usual(self.state, self._steps))), "step")

    def prepare(self, needs: Iterable[str]) -> None:
        """Add the calls that make what is needed."""
        for need in needs:
            for act in _preparing(self.state, need):
                self.add(act)


def _usual(state: State, steps: tuple[str, ...]) -> list[str]:
    """Return the methods that can do something in a state."""
    if not state.tables:
        return [FIRST, FIRST, *steps]
    return [step for step in steps if rule_of(step).worth(state)]


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
