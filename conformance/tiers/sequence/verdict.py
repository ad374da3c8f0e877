"""The model's verdict on a call sequence: what surprises it, although both clients agree.

The one rule: no opinion is better than a wrong one. Where servers may differ the model has none, and it follows
what happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.compare.differences import canonical
from conformance.model import CallSequence, Operation, Outcome, Returned, Typed
from conformance.strategies.sequences import UNKNOWN, State, after, expected, rule_of
from conformance.strategies.state_machine import answers
from conformance.twins.driver import Performance

__all__ = ["surprises"]


def surprises(sequence: CallSequence, performance: Performance) -> Iterator[tuple[str, str]]:
    """Yield the first surprise of the last call, and those of the end: what it is about, and an example."""
    state = State()
    *earlier, last = zip(sequence.acts, performance.reference.calls, strict=True)
    for act, call in earlier:
        state = after(state, act, refused=not isinstance(call.outcome, Returned))
    act, call = last
    for text in _of_call(state, act, call.outcome):
        yield f"{act.method} against the model", f"{act}: {text}"
        return
    state = after(state, act, refused=not isinstance(call.outcome, Returned))
    for text in _of_end(state, performance.reference.state or {}):
        yield f"the end after {act.method} against the model", f"{act}: {text}"
        return


def _of_call(state: State, act: Operation, outcome: Outcome) -> Iterator[str]:
    wanted = expected(state, act)
    if not isinstance(outcome, Returned):
        if wanted.refused is False:
            yield f"{outcome}, which makes sense"
    elif wanted.refused is True:
        yield "succeeded, which makes no sense"
    elif wanted.answer is not UNKNOWN and wanted.refused is False:
        found = rule_of(act.method).told(_plain(outcome.value))
        if isinstance(wanted.answer, int) and not isinstance(wanted.answer, bool) and isinstance(found, list):
            found = len(found)
        if canonical(found) != canonical(wanted.answer):
            yield f"tells {found!r} instead of {wanted.answer!r}"


def _of_end(state: State, end: Mapping[str, Any]) -> Iterator[str]:
    for name, seen in end.items():
        table = state.tables.get(name)
        # An alias may have the name, and then a collection is seen, too.
        if seen["exists"] is not state.taken(name):
            yield f"{name} {'exists' if seen['exists'] else 'does not exist'}"
        elif table is not None and isinstance(rows := seen.get("rows"), list):
            found = answers.numbers(_plain(rows))
            known = {repr(key): number for key, (_, number) in table.rows.items()}
            if found != known:
                yield f"{name} has the rows {found!r} instead of {known!r}"


def _plain(value: Any) -> Any:
    """Return a recorded value without the types of its containers."""
    if isinstance(value, Typed):
        return _plain(value.value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
