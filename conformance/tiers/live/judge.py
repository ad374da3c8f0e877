"""Judge a performance: calls in turn, then arguments, then the end state.

The one rule: a difference counts only after the reference has been seen to agree with itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from conformance.catalogue import method_of
from conformance.compare import Difference, compare_outcomes, compare_values
from conformance.compare.differences import Shape
from conformance.exploration.agreed import Agreed, with_agreed
from conformance.exploration.explore import Examination, doubts, waits
from conformance.exploration.finding import Finding
from conformance.model import Operation, Outcome, Raised, Returned, SceneTestCase, Schema, TimedOut, Typed
from conformance.twins.driver import Performance, Side, TwinsDriver
from conformance.twins.state import state_keys
from pytest_milvus.engines.capabilities import known_wrong
from pytest_milvus.values.keys import KeyName, api_keys, hit_keys, row_keys

__all__ = ["ThirdOpinion", "differences", "examine", "facts"]

ThirdOpinion = Callable[[SceneTestCase, Side], Iterable[Agreed]]
"""Tells what is wrong with what a side gave."""


def examine(
    check: str, driver: TwinsDriver, test_case: SceneTestCase, oracle: ThirdOpinion | None = None
) -> Examination:
    """Perform a test case and return what it showed.

    Args:
        check: Id of the check.
        driver: Performs it.
        test_case: What to perform.
        oracle: Tells what is wrong with what a side gave; what it tells of both sides is a finding, too.
    """
    performance = driver.perform(test_case)
    shown = _compared(check, driver, test_case, performance)
    if oracle is None:
        return shown
    left, right = performance.reference, performance.candidate
    agreed = list(oracle(test_case, left))
    if agreed:  # what is wrong on one side alone is a difference of the two
        theirs = {item.aspect for item in oracle(test_case, right)}
        agreed = [item for item in agreed if item.aspect in theirs]
    sides = {"calls": _outcomes(left)}, {"calls": _outcomes(right)}
    return with_agreed(shown, check, test_case, sides, agreed, known_wrong(driver.server.version))


def _compared(
    check: str, driver: TwinsDriver, test_case: SceneTestCase, performance: Performance
) -> Examination:
    """Return how the clients differ."""
    found = tuple(differences(test_case, performance))
    if not found:
        outcome = performance.reference.calls[-1].outcome
        return Examination(facts=tuple(facts(test_case, performance)), outcome=outcome)
    # A-B-A (design 7.6): is the server itself of two minds?
    again = driver.perform(test_case, control=True)
    control = list(differences(test_case, again, awaits=False))
    ours = {item.aspect for item in control}
    findings = [
        Finding(
            check, item, test_case, _shown(item, performance.reference), _shown(item, performance.candidate)
        )
        for item in found
        if item.aspect not in ours
    ]
    return Examination(tuple(findings), (*facts(test_case, performance), *doubts(control)))


def differences(
    test_case: SceneTestCase, performance: Performance, *, awaits: bool = True
) -> Iterator[Difference]:
    """Yield how the candidate's side differs from the reference's.

    Args:
        test_case: What was performed.
        performance: What came of it.
        awaits: Whether the candidate owed awaitables; not so where the reference plays its part.
    """
    left, right = performance.reference, performance.candidate
    primary = test_case.scene.schema.primary
    several = len(test_case.acts) > 1 and not test_case.together  # which call it is then is chance
    for position, (act, one, other) in enumerate(zip(test_case.acts, left.calls, right.calls, strict=True)):
        path = f"result of call {position + 1}" if several else "result"
        outcomes = (one.outcome, other.outcome)
        if primary.auto_id and test_case.twins:
            outcomes = (_without_keys(one.outcome), _without_keys(other.outcome))
        shape = method_of(act.method).answer.shape
        yield from compare_outcomes(
            *outcomes,
            shape=shape,
            primary=primary.name,
            limit=_limit(act),
            offset=act.kwargs.get("offset", 0),
            awaits=awaits and method_of(act.method).scene is not None,
            path=path,
            keys=_keys(shape, test_case.scene.schema),
        )
        if other.mutated and not one.mutated:
            yield Difference("mutated", "arguments", *other.mutated)
    if left.state is not None and right.state is not None:
        yield from _states(left.state, right.state, test_case.scene.schema)


def facts(test_case: SceneTestCase, performance: Performance) -> Iterator[str]:
    """Yield what tells how much the test case proved."""
    sides = performance.reference, performance.candidate
    yield from waits(*([call.outcome for call in side.calls] for side in sides))
    last = performance.reference.calls[-1].outcome
    if isinstance(last, Raised):
        yield "both refused" if isinstance(performance.candidate.calls[-1].outcome, Raised) else "refused"
        if last.code in ("UNIMPLEMENTED",):
            yield "not offered"
    elif isinstance(last, TimedOut):
        yield "timed out"
    else:
        yield "succeeded"
        shape = method_of(test_case.acts[-1].method).answer.shape
        if shape in ("rows", "hits", "batches"):
            # Of calls made together each one is looked at; of others the last is what the test case is about.
            shown = performance.reference.calls if test_case.together else performance.reference.calls[-1:]
            values = [call.outcome.value for call in shown if isinstance(call.outcome, Returned)]
            yield "found something" if any(map(_size, values)) else "found nothing"
        if test_case.acts[-1].method == "query" and test_case.acts[-1].kwargs.get("filter"):
            yield "filtered"
            if 0 < _matched(last.value) < len(test_case.scene.rows):
                yield "told rows apart"


def _keys(shape: Shape, schema: Schema) -> KeyName:
    if shape in ("rows", "batches"):
        return row_keys(schema.roles)
    return hit_keys(schema.roles) if shape == "hits" else api_keys


def _states(left: Any, right: Any, schema: Schema) -> Iterator[Difference]:
    if left["exists"] != right["exists"]:  # what else a collection has is no news then
        left, right = ({"exists": side["exists"]} for side in (left, right))
    for key in sorted(left.keys() | right.keys()):
        if key in left and key in right:
            yield from compare_values(left[key], right[key], f"state.{key}", state_keys(key, schema.roles))
        else:
            kind = "missing" if key in left else "extra"
            yield Difference(kind, f"state.{key}", left.get(key), right.get(key))


def _without_keys(outcome: Outcome) -> Outcome:
    """Replace the keys that the server made by their places: it makes other ones for each twin."""
    if not isinstance(outcome, Returned) or not isinstance(outcome.value, Typed):
        return outcome
    content = outcome.value.value
    if not isinstance(content, dict) or "ids" not in content:
        return outcome
    ids = content["ids"]
    keys = ids.value if isinstance(ids, Typed) else ids
    places = [f"{type(key).__name__} key {place + 1}" for place, key in enumerate(keys)]
    replaced = Typed(ids.type, places) if isinstance(ids, Typed) else places
    return replace(outcome, value=Typed(outcome.value.type, {**content, "ids": replaced}))


def _limit(act: Operation) -> int | None:
    limit = act.kwargs.get("limit", 10)
    return limit if isinstance(limit, int) else None


def _size(value: Any) -> int:
    """Count the rows or hits of a recorded result."""
    content = value.value if isinstance(value, Typed) else value
    if isinstance(content, list):
        return sum(_size(item) for item in content)
    return 1


def _matched(value: Any) -> int:
    """Count the rows that a filter matched, in the rows themselves or in ``count(*)``."""
    content = value.value if isinstance(value, Typed) else value
    rows = content if isinstance(content, list) else []
    counts = [row["count(*)"] for row in rows if isinstance(row, dict) and "count(*)" in row]
    return sum(counts) if counts else len(rows)


def _outcomes(side: Side) -> list[Outcome]:
    return [call.outcome for call in side.calls]


def _shown(difference: Difference, side: Side) -> dict[str, Any]:
    """Return what a side gave: its calls, and the part of the end state that the difference is in."""
    shown: dict[str, Any] = {"calls": _outcomes(side)}
    parts = {
        key: value for key, value in (side.state or {}).items() if difference.path.startswith(f"state.{key}")
    }
    return {**shown, "state": parts} if parts else shown
