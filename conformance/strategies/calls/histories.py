"""What a client did before a call: what makes its state, and what makes that outdated.

The one rule: it is about the collection of the call that it comes before, or nothing of it could show there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import permutations

from conformance.catalogue import method_of
from conformance.model import COLLECTION, Operation
from conformance.strategies.calls.parameters import methods, parameters
from conformance.strategies.calls.plan import plainest_call
from pytest_milvus.mock_server.world import COLLECTIONS, DATABASE

__all__ = ["History", "histories", "memories"]

History = Callable[[Operation], tuple[Operation, ...]]
"""Returns what a client did before a call."""

_MOVE, _RETURN = (Operation("use_database", (name,)) for name in ("other", DATABASE))
_LOOK = Operation("describe_collection", (COLLECTION,))
_PRELUDES = (
    (_MOVE,),
    (_LOOK,),
    (Operation("drop_collection", (COLLECTION,)),),
    (Operation("rename_collection", (COLLECTION, "novels")),),
    (Operation("create_alias", (COLLECTION, "shelf")),),
    (Operation("close"),),
    (_MOVE, _LOOK),
    (_LOOK, _MOVE),
    (_LOOK, _MOVE, _RETURN),
    (Operation("get_load_state", ("",)),),
)
_NEW_PASSWORD = (Operation("update_password", ("ann", "secret", "Secret_2"), {"reset_connection": True}),)
_NAME = "collection_name"
_OTHER = "other"


def histories(client: type, method: str) -> tuple[History, ...]:
    """Return what a client may have done before any call of a method, the same call included."""
    offered, record = set(methods(client)), method_of(method)
    before = (*_PRELUDES, *(_NEW_PASSWORD,) * record.stands_for_all)
    found = [
        partial(_bound, client, acts) for acts in before if offered.issuperset(act.method for act in acts)
    ]
    return (*found, *(_again,) * record.arguments.repeats)


def memories(client: type, method: str) -> tuple[tuple[History, ...], ...]:
    """Return what fills what a method goes by and what makes that outdated; none where it goes by nothing.

    In groups: one thing that fills it; what makes it outdated after that; another database, or another collection,
    after that; two writes; another client that writes, or makes outdated what was filled.
    """
    if not method_of(method).memory.reads:
        return ()
    offered = {name: method_of(name).memory for name in methods(client)}
    fills = {name: plainest_call(client, name) for name, memory in offered.items() if memory.fills}
    outdates = [
        (plainest_call(client, name), place) for name, memory in offered.items() for place in memory.outdates
    ]
    moves = _moves if _MOVE.method in offered else lambda _: ()

    def after(*acts: tuple[Operation, str]) -> History:
        return partial(_about, client, acts)

    writes = [act for name, act in fills.items() if "writes" in offered[name].fills]
    # One for all, or what is found would have another name for each.
    first = [fills[name] for name in sorted(fills, key=lambda name: (-len(offered[name].fills), name))[:1]]
    return (
        tuple(after((act, _NAME)) for act in fills.values()),
        tuple(after((act, _NAME), step) for act in first for step in outdates),
        tuple(after(*steps) for act in first for steps in moves(act)),
        tuple(after((one, _NAME), (other, _NAME)) for one, other in permutations(writes, 2)),
        (
            *(after((replace(act, by=_OTHER), _NAME)) for act in writes),
            *(
                after((act, _NAME), (replace(step, by=_OTHER), name))
                for act in first
                for step, name in outdates
            ),
        ),
    )


def _moves(act: Operation) -> Iterator[tuple[tuple[Operation, str], ...]]:
    yield ((act, ""),)
    yield (act, _NAME), (_MOVE, "")
    yield (act, _NAME), (_MOVE, ""), (_RETURN, "")


def _again(act: Operation) -> tuple[Operation, ...]:
    return (act,)


def _bound(client: type, acts: tuple[Operation, ...], act: Operation) -> tuple[Operation, ...]:
    names = {COLLECTION.label: _collection(client, act)}
    return tuple(item.bind(names) for item in acts)


def _about(client: type, acts: tuple[tuple[Operation, str], ...], act: Operation) -> tuple[Operation, ...]:
    """Return calls with the collection of another call in the parameter beside each; without one, of another one."""
    mine = _collection(client, act)
    other = next(name for name in COLLECTIONS if name != mine)
    return tuple(_named(item, {name: mine} if name else {}, mine, other) for item, name in acts)


def _named(act: Operation, names: Mapping[str, str], mine: str, other: str) -> Operation:
    apart = {name: other for name, value in act.kwargs.items() if value == mine}
    given = {name: value for name, value in names.items() if name in act.kwargs}
    return replace(act, kwargs={**act.kwargs, **apart, **given})


def _collection(client: type, act: Operation) -> str:
    """Return the collection that a call names, the first one of the world where it names none."""
    placed = [item.name for item in parameters(client, act.method) if item.kind == "positional"]
    given = {**dict(zip(placed, act.args, strict=False)), **act.kwargs}
    names = (_NAME, *method_of(act.method).memory.outdates)
    return next((given[name] for name in names if isinstance(given.get(name), str)), COLLECTIONS[0])
