"""Judge what two clients did in their namespaces: the last call, its arguments, and the end states.

The one rule: a difference counts only after the reference has been seen to agree with itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from conformance.compare import Difference, compare_outcomes, compare_values
from conformance.compare.counterpart import as_sync
from conformance.exploration.explore import Examination, waits
from conformance.exploration.finding import Finding
from conformance.model import Outcome, Raised, TimedOut
from conformance.model.namespace import HOST, OWNER, NamespaceTestCase
from conformance.twins.namespaces.namespaces import DENIALS, NamespaceSide

__all__ = ["Play", "Sides", "differences", "examine"]

Sides = tuple[NamespaceSide, NamespaceSide]


class Play(Protocol):
    """Performs test cases."""

    def __call__(self, test_case: NamespaceTestCase, *, control: bool) -> Sides:
        """Perform a test case, and return what each side did; under ``control`` the reference plays both parts."""


def examine(
    check: str, play: Play, test_case: NamespaceTestCase, plainer: NamespaceTestCase | None = None
) -> Examination:
    """Perform a test case and return what it showed.

    Args:
        check: Check id.
        play: Performs it.
        test_case: What is performed.
        plainer: The same without its trigger: what shows there, too, is no matter of it. ``None`` where every
            difference is.
    """
    sides = play(test_case, control=False)
    found = list(differences(test_case, sides))
    facts = list(_facts(test_case, sides))
    if not found:
        return Examination(facts=tuple(facts))
    control = _named(differences(test_case, play(test_case, control=True)))
    anyway = _named(differences(plainer, play(plainer, control=False))) if plainer else set()
    findings = []
    for item in found:
        if item.aspect in control:
            continue
        about = replace(test_case, trigger="") if item.aspect in anyway else test_case
        shown = (_shown(sides[0], item), _shown(sides[1], item))
        findings.append(Finding(check, item, about, *shown, trigger=about.trigger))
    facts += ["unstable", *(f"unstable: {kind} {path}" for kind, path in sorted(control))] if control else []
    return Examination(tuple(findings), tuple(facts))


def _named(found: Iterable[Difference]) -> set[tuple[str, str]]:
    return {item.aspect for item in found}


def differences(test_case: NamespaceTestCase, sides: Sides) -> Iterator[Difference]:
    """Yield how the candidate's side differs from the reference's; an earlier call has a case of its own."""
    left, right = sides
    pairs = list(zip(left.calls, right.calls, strict=True))
    if any(_ending(one.outcome) != _ending(other.outcome) for one, other in pairs[: test_case.prepared]):
        return
    for place, (one, other) in enumerate(pairs[test_case.prepared :]):
        if test_case.callers[test_case.prepared + place] == HOST:
            continue
        # Whether an awaitable is owed is the surface tier's to say.
        candidate = as_sync(one.outcome, other.outcome)
        path = "then" if place else "result"
        found = [*compare_outcomes(one.outcome, candidate, awaits=False, path=path)]
        if other.mutated and not one.mutated:
            found.append(Difference("mutated", "arguments", *other.mutated))
        yield from found
        if _ending(one.outcome) != _ending(other.outcome):  # what follows may follow from it
            break
    for name in left.state or {}:
        yield from _states(name, left.state, right.state)


def _states(
    name: str, left: Mapping[str, Any] | None, right: Mapping[str, Any] | None
) -> Iterator[Difference]:
    assert left is not None
    assert right is not None
    first = next(iter(compare_values(left[name], right[name], f"state.{name}")), None)
    if first is not None:  # one part that became another is one thing, however much of it is told
        yield Difference("state", name, left[name], right[name])


def _ending(outcome: Outcome) -> Any:
    return (type(outcome), outcome.type, outcome.code) if isinstance(outcome, Raised) else type(outcome)


def _facts(test_case: NamespaceTestCase, sides: Sides) -> Iterator[str]:
    yield from waits(*([call.outcome for call in side.calls] for side in sides))
    outcome, other = (side.calls[test_case.prepared].outcome for side in sides)
    if isinstance(outcome, Raised):
        same = _ending(outcome) == _ending(other)
        denied = same and test_case.callers[test_case.prepared] != OWNER and outcome.code in DENIALS
        yield "denied" if denied else "both refused" if same else "refused"
        if outcome.code == "UNIMPLEMENTED":
            yield "not offered"
    elif isinstance(outcome, TimedOut):
        yield "timed out"
    else:
        yield "succeeded"


def _shown(side: NamespaceSide, difference: Difference) -> Mapping[str, Any]:
    shown: dict[str, Any] = {"calls": [call.outcome for call in side.calls], "parts": side.parts}
    if difference.kind == "state" and side.state is not None:
        shown["state"] = {difference.path: side.state[difference.path]}
    return shown
