"""Judge a wire performance: what was sent, what came of it, and whether the arguments came back unchanged.

The one rule: a difference counts only after the reference has been seen to agree with itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from conformance.checks.explore import Examination
from conformance.checks.finding import Finding
from conformance.checks.wire.requests import compare_requests
from conformance.checks.wire.stage import WirePerformance, WireSide, WireStage
from conformance.compare import Difference, compare_outcomes
from conformance.operation import Outcome, Raised, Returned, TimedOut, Typed
from conformance.wire.script import Script
from conformance.wire.trial import WireTrial

__all__ = ["differences", "examine"]


def examine(check: str, stage: WireStage, trial: WireTrial) -> Examination:
    """Perform a trial and return what it showed."""
    performance = stage.perform(trial)
    facts = tuple(_facts(trial, performance))
    found = tuple(differences(performance))
    if not found:
        return Examination(facts=facts)
    control = {(item.kind, item.path) for item in differences(stage.perform(trial, control=True))}
    elsewhere = _without_script(stage, trial)
    findings = [
        Finding(check, item, trial, _shown(item, performance.reference), _shown(item, performance.candidate))
        for item in found
        if (item.kind, item.path) not in control | elsewhere
    ]
    return Examination(tuple(findings), facts + (("unstable",) if control else ()))


def differences(performance: WirePerformance) -> Iterator[Difference]:
    """Yield how the candidate's side differs from the reference's, in the call that is judged.

    An earlier call that ended differently has a case of its own; what follows from it is not told twice.
    """
    left, right = performance.reference, performance.candidate
    if any(_ending(one.outcome) != _ending(other.outcome) for one, other in zip(left.prelude, right.prelude, strict=True)):
        return
    # Whether an awaitable is owed is the surface tier's to say.
    outcomes = compare_outcomes(_neutral(left.call.outcome), _neutral(right.call.outcome), awaits=False)
    yield from outcomes
    # Who gave up sends no more: that is one bug, and the outcome tells it.
    early = any(item.kind == "outcome" for item in outcomes)
    for item in compare_requests(left.requests, right.requests):
        if not (early and item.kind in ("rpc-missing", "rpc-extra", "rpc-count")):
            yield item
    if right.call.mutated and not left.call.mutated:
        yield Difference("mutated", "arguments", *right.call.mutated)


def _without_script(stage: WireStage, trial: WireTrial) -> set[tuple[str, str]]:
    """Return how the clients differ where all is well: that is told by ``wire.request``, once."""
    if not trial.script.rules:
        return set()
    plain = differences(stage.perform(replace(trial, script=Script())))
    return {(item.kind, item.path) for item in plain}


def _ending(outcome: Outcome) -> Any:
    return (type(outcome), outcome.type, outcome.code) if isinstance(outcome, Raised) else type(outcome)


def _neutral(outcome: Outcome) -> Outcome:
    return Returned(_twin(outcome.value)) if isinstance(outcome, Returned) else outcome


def _twin(value: Any) -> Any:
    """Return a recorded value with ``AsyncThing`` named ``Thing``: an async client hands out async twins."""
    if isinstance(value, Typed):
        module, _, name = value.type.rpartition(".")
        if name.startswith("Async"):
            return Typed(f"{name.removeprefix('Async')}", None)
        return Typed(value.type, _twin(value.value))
    if isinstance(value, list):
        return [_twin(item) for item in value]
    if isinstance(value, dict):
        return {key: _twin(item) for key, item in value.items()}
    return value


def _facts(trial: WireTrial, performance: WirePerformance) -> Iterator[str]:
    outcome = performance.reference.call.outcome
    if isinstance(outcome, Raised):
        both = isinstance(performance.candidate.call.outcome, Raised)
        yield "both refused" if both else "refused"
    elif isinstance(outcome, TimedOut):
        yield "timed out"
    else:
        yield "returned"
    for request in performance.reference.requests:
        yield f"rpc {request.rpc}"
    for rule in trial.script.rules:
        yield f"answer {rule.rpc} {type(rule.answer).__name__}"


def _shown(difference: Difference, side: WireSide) -> Mapping[str, Any]:
    shown: dict[str, Any] = {"calls": [call.outcome for call in (*side.prelude, side.call)]}
    shown["requests"] = [item.rpc for item in side.requests]
    shown["answers"] = [*side.earlier, *side.requests]
    return shown
