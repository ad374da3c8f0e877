"""The model's verdict on a call sequence: what surprises it, although both clients agree.

The one rule: no opinion is better than a wrong one. Where servers may differ the model has none, and it follows
what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.compare.differences import canonical
from conformance.model import CallSequence, Operation, Outcome, Returned, Typed
from conformance.strategies.sequences import UNKNOWN, State, after, expected
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
        found = _TOLD.get(act.method, _plain)(_plain(outcome.value))
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
            found = _numbers(rows)
            known = {repr(key): number for key, (_, number) in table.rows.items()}
            if found != known:
                yield f"{name} has the rows {found!r} instead of {known!r}"


def _numbers(rows: list[Any]) -> dict[str, Any]:
    """Return the number of each row by key."""
    found = {}
    for row in rows:
        content = _plain(row)
        key = content.get("id", content.get("name"))
        found[repr(key)] = content.get("n", content.get("number"))
    return found


def _rows(value: Any) -> Any:
    if value and "count(*)" in value[0]:
        return value[0]["count(*)"]
    return _numbers(value)


def _hits(value: Any) -> Any:
    return sorted(repr(hit.get("id", hit.get("name"))) for hit in value[0])


def _labels(value: Any) -> Any:
    return sorted(item.strip("<>") for item in value)


def _count(value: Any) -> Any:
    return next((value[key] for key in ("insert_count", "upsert_count") if key in value), value)


_TOLD: Mapping[str, Callable[[Any], Any]] = {
    "describe_collection": lambda value: [field["name"] for field in value["fields"]],
    "list_collections": _labels,
    "describe_alias": lambda value: value["collection_name"].strip("<>"),
    "list_aliases": lambda value: _labels(value["aliases"]),
    "list_partitions": sorted,
    "describe_index": lambda value: value and value["field_name"],
    "get_load_state": lambda value: value["state"],
    "get_collection_stats": lambda value: value["row_count"],
    "insert": _count,
    "upsert": _count,
    "query": _rows,
    "get": _rows,
    "search": _hits,
}
"""What an answer tells, as the model does."""


def _plain(value: Any) -> Any:
    """Return a recorded value without the types of its containers."""
    if isinstance(value, Typed):
        return _plain(value.value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
