"""Judge a call sequence: its last call, and what stands on the server after it.

The one rule: a difference belongs to the call that first shows it. What stands on the server without the last call
already belongs to another case, and is not told again; an answer that differed and left nothing does no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.catalogue import method_of
from conformance.compare import Difference, compare_outcomes, compare_values
from conformance.exploration.agreed import Agreed, with_agreed
from conformance.exploration.explore import Examination, doubts, waits
from conformance.exploration.finding import Finding
from conformance.model import CallSequence, Outcome, Raised, TimedOut
from conformance.strategies.sequences import ROLES
from conformance.tiers.sequence.execution import SequenceDriver
from conformance.tiers.sequence.verdict import surprises
from conformance.twins.driver import Performance, Side
from conformance.twins.state import state_keys
from pytest_milvus.engines.capabilities import known_wrong
from pytest_milvus.values.keys import KeyName, api_keys, hit_keys, row_keys

__all__ = ["differences", "examine", "facts"]

_KEYS: dict[str, KeyName] = {"rows": row_keys(ROLES), "hits": hit_keys(ROLES), "plain": api_keys}


def examine(check: str, driver: SequenceDriver, sequence: CallSequence) -> Examination:
    """Tell a call sequence and return what it showed."""
    performance = driver.tell(sequence)
    shown = _compared(check, driver, sequence, performance)
    agreed = _agreed(sequence, performance)
    if any(item.reads for item in agreed) and len(sequence.acts) > 1:  # stood there without the last call?
        told = {item.aspect for item in _agreed(sequence.beginning, driver.tell(sequence.beginning))}
        agreed = [item for item in agreed if item.aspect not in told]
    sides = {"calls": _outcomes(performance.reference)}, {"calls": _outcomes(performance.candidate)}
    return with_agreed(shown, check, sequence, sides, agreed, known_wrong(driver.server.version))


def _agreed(sequence: CallSequence, performance: Performance) -> list[Agreed]:
    """Return what surprises the model on both sides."""
    found = list(surprises(sequence, performance.reference))
    theirs = {item.aspect for item in surprises(sequence, performance.candidate)} if found else set()
    return [item for item in found if item.aspect in theirs]


def _compared(
    check: str, driver: SequenceDriver, sequence: CallSequence, performance: Performance
) -> Examination:
    """Return how the clients differ."""
    notes = tuple(facts(performance))
    found = tuple(differences(sequence, performance))
    if not found:
        return Examination((), notes, performance.reference.calls[-1].outcome)
    if _differ_before(driver, sequence):
        return Examination(facts=(*notes, "told by an earlier call"))
    # A-B-A (design 7.6): is the server itself of two minds?
    again = driver.tell(sequence, control=True)
    control = list(differences(sequence, again, awaits=False))
    ours = {item.aspect for item in control}
    findings = [
        Finding(
            check, item, sequence, _shown(item, performance.reference), _shown(item, performance.candidate)
        )
        for item in found
        if item.aspect not in ours
    ]
    return Examination(tuple(findings), (*notes, *doubts(control)))


def differences(
    sequence: CallSequence, performance: Performance, *, awaits: bool = True
) -> Iterator[Difference]:
    """Yield how the candidate's side differs from the reference's, in the last call and in the end.

    Args:
        sequence: What was told.
        performance: What came of it.
        awaits: Whether the candidate owed awaitables; not so where the reference plays its part.
    """
    left, right = performance.reference, performance.candidate
    act, one, other = sequence.acts[-1], left.calls[-1], right.calls[-1]
    shape = method_of(act.method).answer.shape
    yield from compare_outcomes(
        one.outcome,
        other.outcome,
        shape=shape,
        keys=_KEYS[shape],
        primary=_key(one.outcome),
        limit=act.kwargs.get("limit"),
        awaits=awaits,
    )
    if other.mutated and not one.mutated:
        yield Difference("mutated", "arguments", *other.mutated)
    yield from _endings(left, right)


def facts(performance: Performance) -> Iterator[str]:
    """Yield what tells how much the call sequence proved."""
    sides = performance.reference, performance.candidate
    yield from waits(*([call.outcome for call in side.calls] for side in sides))
    *earlier, last = performance.reference.calls
    for call in earlier:
        yield "earlier call refused" if isinstance(call.outcome, Raised) else "earlier call succeeded"
    if _ended_differently(performance.reference, performance.candidate):
        yield "an earlier call ended differently"
    if isinstance(last.outcome, Raised):
        yield "both refused" if isinstance(performance.candidate.calls[-1].outcome, Raised) else "refused"
        if last.outcome.code == "UNIMPLEMENTED":
            yield "not offered"
    else:
        yield "timed out" if isinstance(last.outcome, TimedOut) else "succeeded"


def _differ_before(driver: SequenceDriver, sequence: CallSequence) -> bool:
    """Return whether the clients differ in the end without the last call already."""
    if len(sequence.acts) < 2:
        return False
    before = driver.tell(sequence.beginning)
    return any(True for _ in _endings(before.reference, before.candidate))


def _ended_differently(left: Side, right: Side) -> bool:
    calls = zip(left.calls[:-1], right.calls[:-1], strict=True)
    return any(_ending(one.outcome) != _ending(other.outcome) for one, other in calls)


def _ending(outcome: Outcome) -> Any:
    return (type(outcome), outcome.type, outcome.code) if isinstance(outcome, Raised) else type(outcome)


def _endings(left: Side, right: Side) -> Iterator[Difference]:
    """Yield how the ends differ; which of the collections it is in is no part of a difference's name."""
    assert left.state is not None
    assert right.state is not None
    for name in left.state:
        one, other = left.state[name], right.state[name]
        if one["exists"] != other["exists"]:  # what else a collection has is no news then
            one, other = ({"exists": side["exists"]} for side in (one, other))
        for part in one:
            yield from compare_values(one[part], other.get(part), f"state.{part}", state_keys(part, ROLES))


def _key(outcome: Outcome) -> str:
    """Return by which field rows are put in order; a call sequence's collections have one of two keys."""
    return "name" if "'name'" in str(outcome) else "id"


def _outcomes(side: Side) -> list[Outcome]:
    return [call.outcome for call in side.calls]


def _shown(difference: Difference, side: Side) -> dict[str, Any]:
    """Return what a side gave: its calls, and the part of the end that the difference is in."""
    shown: dict[str, Any] = {"calls": _outcomes(side)}
    part = difference.path.removeprefix("state.").partition(".")[0].partition("[")[0]
    parts = {
        name: state[part]
        for name, state in (side.state or {}).items()
        if difference.path.startswith("state.") and part in state
    }
    return {**shown, "state": parts} if parts else shown
