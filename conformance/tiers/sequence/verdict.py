"""The model's verdict on a call sequence: what surprises it, although both clients may agree.

The one rule: no opinion is better than a wrong one. Where servers may differ the model has none, and it follows
what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from conformance.catalogue import method_of
from conformance.compare.differences import canonical
from conformance.exploration.agreed import Agreed
from conformance.model import (
    DEFAULT_PARTITION,
    NAMES,
    CallSequence,
    Operation,
    Outcome,
    Placeholder,
    Returned,
    Typed,
)
from conformance.oracle.problem import ENDING, Problem
from conformance.oracle.problem import read as judged
from conformance.oracle.rows import counted, found_rows
from conformance.strategies.sequences import UNKNOWN, State, after, expected, rule_of
from conformance.strategies.state_machine import answers
from conformance.strategies.state_machine.state import Table
from conformance.twins.driver import Side

__all__ = ["surprises"]


def surprises(sequence: CallSequence, side: Side) -> Iterator[Agreed]:
    """Yield what surprises the model: of the last call, or else of what stands there in the end.

    Args:
        sequence: The calls.
        side: What a client did.
    """
    state = State()
    *earlier, last = zip(sequence.acts, side.calls, strict=True)
    for act, call in earlier:
        state = after(state, act, refused=not isinstance(call.outcome, Returned))
    act, call = last
    found = [Agreed(problem) for problem in _of_call(state, act, call.outcome)]
    if found:
        yield from found
        return
    state = after(state, act, refused=not isinstance(call.outcome, Returned))
    for name, seen in (side.state or {}).items():
        yield from _of_end(state, name, _plain(seen))


def _of_call(state: State, act: Operation, outcome: Outcome) -> Iterator[Problem]:
    wanted = expected(state, act)
    if not isinstance(outcome, Returned):
        if wanted.refused is False:
            yield Problem(
                "succeeds where it makes sense", f"{outcome}, which makes sense", ENDING, "returned"
            )
    elif wanted.refused is True:
        yield Problem("refused where it makes no sense", "succeeded, which makes no sense", ENDING, "raised")
    elif wanted.answer is not UNKNOWN and wanted.refused is False:
        yield from judged(partial(_of_answer, act, wanted.answer), _plain(outcome.value))


def _of_answer(act: Operation, due: Any, value: Any) -> Iterator[Problem]:
    told = rule_of(act.method).told
    found, look = told(value), f"{told.__name__}({_called(act)})"
    if isinstance(due, int) and not isinstance(due, bool) and isinstance(found, list):
        found, look = len(found), f"len({look})"
    if canonical(found) != canonical(due):
        yield Problem("the model's answer", f"tells {found!r} instead of {due!r}", look, due)


def _called(act: Operation) -> str:
    """Return the Python expression of an answer with labels for names; a server may have others."""
    if method_of(act.method).answer.server_wide:
        return "[called[name] for name in value if name in called]"
    return "renamed(value, called)"


def _of_end(state: State, name: str, seen: Mapping[str, Any]) -> Iterator[Agreed]:
    place = next(item for item in NAMES if item.label == name)
    table = state.tables.get(name)
    # An alias may have the name, and then a collection is seen, too.
    if seen["exists"] is not state.taken(name):
        text = f"{name} {'exists' if seen['exists'] else 'does not exist'}"
        exists = Problem("the model's collections", text, "value", state.taken(name))
        yield Agreed(exists, "state.exists", (Operation("has_collection", (place,)),))
        return
    if table is None:
        return
    for part, due, look, act in _definition(state, name, table, place):
        found = _DEFINED[part](seen[part]) if isinstance(seen.get(part), (dict, list)) else due
        if found != due:
            problem = Problem(f"the model's {part}", f"{name} has {found!r} instead of {due!r}", look, due)
            yield Agreed(problem, f"state.{part}", (act,))
    if isinstance(seen.get("rows"), list):
        yield from _of_rows(place, table, seen)


def _definition(
    state: State, name: str, table: Table, place: Placeholder
) -> Iterator[tuple[str, Any, str, Operation]]:
    """Yield of each part of a definition that the model knows: what is due, how a script sees it, and by which call."""
    partitions = sorted((DEFAULT_PARTITION, *table.partitions))
    yield "partitions", partitions, "in_order(value)", Operation("list_partitions", (place,))
    indexes = [table.form.vector] if table.indexed else []
    yield "indexes", indexes, "in_order(value)", Operation("list_indexes", (place,))
    if not state.lost:
        aliases = sorted(alias for alias, where in state.aliases.items() if where == name)
        look = "listed_aliases(renamed(value, called))"
        yield "aliases", aliases, look, Operation("list_aliases", (place,))
    if table.loaded is not None:
        loaded = "Loaded" if table.loaded else "NotLoad"
        yield "load", loaded, "load_state(renamed(value, called))", Operation("get_load_state", (place,))


_DEFINED: Mapping[str, Callable[[Any], Any]] = {
    "partitions": answers.in_order,
    "indexes": answers.in_order,
    "aliases": answers.labels,
    "load": answers.load_state,
}
"""What is read from the parts of a definition that the model knows."""


def _of_rows(place: Placeholder, table: Table, seen: Mapping[str, Any]) -> Iterator[Agreed]:
    load, words = Operation("load_collection", (place,)), {"consistency_level": "Strong"}
    everything = (place, table.form.everything)
    look = Operation("query", everything, {**words, "output_fields": ["*"]})
    for problem in judged(partial(_rows, table), seen["rows"]):
        yield Agreed(replace(problem, text=f"{place.label}: {problem}"), "state.rows", (load, look))
    for partition, told in seen.get("rows by partition", {}).items():
        due = sum(where == partition for where, _ in table.rows.values())
        counts = {**words, "partition_names": [partition], "output_fields": ["count(*)"]}
        for problem in judged(partial(counted, due), told):
            yield Agreed(problem, "state.rows by partition", (load, Operation("query", everything, counts)))


def _rows(table: Table, found: Any) -> Iterator[Problem]:
    rows = [table.form.row(key, number) for key, (_, number) in table.rows.items()]
    return found_rows(table.form.schema, rows, {"output_fields": ["*"]}, found)


def _plain(value: Any) -> Any:
    """Return a recorded value without the types of its containers."""
    if isinstance(value, Typed):
        return _plain(value.value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
