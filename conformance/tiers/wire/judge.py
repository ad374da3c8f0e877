"""Judge a wire performance: what was sent, what came of it, and whether the arguments came back unchanged.

The one rule: a difference counts only after the reference has been seen to agree with itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from conformance.clients import Call
from conformance.clients.awaiting import is_plain, owes_awaitable
from conformance.compare import ENDINGS, Difference, compare_outcomes, compare_values
from conformance.compare.counterpart import as_sync
from conformance.exploration.explore import Examination, doubts, waits
from conformance.exploration.finding import Finding
from conformance.exploration.overlap import both
from conformance.model import Operation, Outcome, Raised, TimedOut
from conformance.tiers.wire import objects
from conformance.tiers.wire.about import about
from conformance.tiers.wire.adaptation import adapted
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.coverage import covered
from conformance.tiers.wire.driver import WireDriver, WirePerformance, WireSide
from conformance.tiers.wire.requests import compare_requests, looked
from pytest_milvus.mock_server.messages import TEXTS
from pytest_milvus.mock_server.script import Full, Reply
from pytest_milvus.values.keys import api_keys

__all__ = ["TELLS", "differences", "examine", "glance"]

TELLS = "wire.request"
"""The check that tells how clients differ where nothing is wrong."""

SEQUENCE = frozenset({"rpc-missing", "rpc-extra", "rpc-order"})
"""Kinds of differences in which RPCs are sent."""


def examine(
    check: str, driver: WireDriver, test_case: WireTestCase, settled: Collection[str] = ()
) -> Examination:
    """Perform a test case and return what it showed.

    Args:
        check: Check id.
        driver: Where it is performed.
        test_case: What is performed.
        settled: Fingerprints that need no control: what is known already, or was found before.
    """
    test_case = adapted(test_case, driver.reference.client, driver.candidate.client)
    performance = driver.perform(test_case)
    facts = tuple(_facts(test_case, performance))
    reached = tuple(covered(driver.reference.client, test_case, performance.reference))
    if _out_of_time(test_case, performance):
        return Examination(facts=(*facts, "out of time"), covered=reached)
    differing = list(differences(performance, awaits=_awaits(driver, test_case.act)))
    findings = []
    for item, told_of in about(driver, test_case, differing, partial(_aspects, driver)):
        shown = (_shown(performance.reference), _shown(performance.candidate))
        findings.append(Finding(check, item, told_of, *shown, trigger=told_of.trigger))
    if all(item.fingerprint in settled for item in findings):
        return Examination(tuple(findings), facts, covered=reached, vetted=False)
    found = [item.difference for item in findings]

    def again() -> list[Difference]:
        return list(differences(driver.perform(test_case, control=True)))

    control, (told, left) = both(again, partial(_told, driver, test_case, found), test_case.act.method)
    if told is None:
        return Examination(facts=(*facts, "fails without it"), covered=reached, left=left)
    ours = {item.aspect for item in (*control, *told)}
    kept = tuple(item for item in findings if item.difference.aspect not in ours)
    return Examination(kept, (*facts, *doubts(control)), covered=reached, left=left)


def glance(
    check: str,
    driver: WireDriver,
    test_case: WireTestCase,
    performance: WirePerformance,
    found: Collection[str],
) -> Examination | None:
    """Return what a performance shows that is not the test case's alone; ``None`` where only that would tell.

    Args:
        check: Check id.
        driver: Where it was performed.
        test_case: What was performed, as the candidate takes it.
        performance: What both clients did, after other things.
        found: Fingerprints that were found before: to see one of them again tells nothing new.
    """
    met = {test_case.script.answer(item.rpc, item.position) for item in performance.reference.requests}
    if (test_case.script.rules and met <= {None}) or _out_of_time(test_case, performance):
        return None
    told = differences(performance, awaits=_awaits(driver, test_case.act))
    findings = [Finding(check, item, test_case, {}, {}, trigger=test_case.trigger) for item in told]
    if any(item.fingerprint not in found for item in findings):
        return None
    reached = covered(driver.reference.client, test_case, performance.reference)
    return Examination(facts=tuple(_facts(test_case, performance)), covered=tuple(reached), vetted=False)


def _aspects(driver: WireDriver, test_case: WireTestCase) -> set[tuple[str, str]]:
    """Return the kinds and paths of what a test case shows."""
    awaits = _awaits(driver, test_case.act)
    return {item.aspect for item in differences(driver.perform(test_case), awaits=awaits)}


def _awaits(driver: WireDriver, act: Operation) -> bool:
    """Return whether it is told here that a call gives nothing to await: what is owed, and no definition tells.

    What a definition tells is the surface tier's to say; of what a call gave, nobody can tell what it owes.
    """
    reference, candidate = driver.reference.client, driver.candidate.client
    owed = reference is not None and act.of is None and owes_awaitable(reference, act.method)
    return owed and not (candidate is not None and is_plain(candidate, act.method))


def differences(performance: WirePerformance, *, awaits: bool = False) -> Iterator[Difference]:
    """Yield how the candidate's side differs from the reference's, in the call that is judged.

    An earlier call that ended differently has a case of its own; what follows from it is not told twice.

    Args:
        performance: What both did.
        awaits: Whether the candidate owed an awaitable; not so where the reference plays its part.
    """
    left, right = performance.reference, performance.candidate
    if performance.member:
        if objects.nothing_to_compare(performance):
            return
    elif any(
        _ending(one.outcome) != _ending(other.outcome)
        for one, other in zip(left.prelude, right.prelude, strict=True)
    ):
        return
    candidate = as_sync(left.call.outcome, right.call.outcome)
    outcomes = compare_outcomes(
        left.call.outcome, candidate, awaits=awaits, keys=_keys, words=performance.words
    )
    yield from outcomes
    # Who gave up sends no more: that is one bug, and the outcome tells it.
    early = any(item.kind in ENDINGS for item in outcomes)
    for item in compare_requests(left.requests, right.requests, connects=performance.connects):
        if not (early and item.kind in SEQUENCE):
            yield item
    yield from _attributes(left.call, right.call)
    yield from _mutations(left.call, right.call)


def _mutations(reference: Call, candidate: Call) -> Iterator[Difference]:
    """Compare what both clients left of their arguments."""
    if candidate.mutated and not reference.mutated:
        yield Difference("mutated", "arguments", *candidate.mutated)
    elif reference.mutated and not candidate.mutated:
        yield Difference("mutated", "arguments (by the reference alone)", *reference.mutated[::-1])
    elif reference.mutated and candidate.mutated:
        yield from compare_values(reference.mutated[1], candidate.mutated[1], "arguments")


def _attributes(reference: Call, candidate: Call) -> Iterator[Difference]:
    """Compare what both clients tell without a call; what only one of them has no signature owes."""
    for when, ours in reference.attributes.items():
        theirs = candidate.attributes.get(when, {})
        for name in sorted(ours.keys() & theirs.keys()):
            yield from compare_values(ours[name], theirs[name], f"client.{name} {when}")


def _keys(path: str, key: Any) -> str:
    return "{text}" if key in TEXTS else api_keys(path, key)


def _out_of_time(test_case: WireTestCase, performance: WirePerformance) -> bool:
    """Return whether the reference used up its own timeout, though no answer is late or at fault.

    It waits for one thing after the other where an async client may wait for all at once; that is no mistake.
    """
    outcome, timeout = performance.reference.call.outcome, test_case.act.kwargs.get("timeout")
    if test_case.script.rules or not isinstance(outcome, Raised):
        return False
    spent = isinstance(timeout, (int, float)) and 0 < timeout <= outcome.elapsed
    return spent or outcome.code == "DEADLINE_EXCEEDED"


def _told(
    driver: WireDriver, test_case: WireTestCase, found: Sequence[Difference]
) -> tuple[list[Difference] | None, tuple[Finding, ...]]:
    """Return how the clients differ where nothing is wrong, and of that what `TELLS` has to tell.

    ``None`` where they end differently even there, or where only one of them sends what the fault is about:
    what they do with a fault then says nothing more. ``found`` is how they differ with something wrong.
    """
    plain = test_case.plain
    if plain == test_case or test_case.made or any(isinstance(item.candidate, TimedOut) for item in found):
        return [], ()  # a call that does not return would take as long without what is wrong
    awaits = _awaits(driver, plain.act)
    performance = driver.perform(plain)
    told = list(differences(performance, awaits=awaits))
    elsewhere = _left(plain, performance, told, found)
    left, right = (
        {item.rpc for item in side.requests} for side in (performance.reference, performance.candidate)
    )
    if (left ^ right) & {rule.rpc for rule in test_case.script.rules} or any(
        item.kind in ENDINGS for item in told
    ):
        return None, elsewhere
    if left - right:  # nor does it refuse an argument that it never sends
        told += [item for item in found if item.path.endswith("(raised, returned)")]
    # To leave an argument out is no mistake either, and often means the same as an empty one.
    omitted = test_case.omitted
    if omitted is None:
        return told, elsewhere
    performance = driver.perform(omitted)
    without = list(differences(performance, awaits=awaits))
    return [*told, *without], (*elsewhere, *_left(omitted, performance, without, found))


def _left(
    test_case: WireTestCase,
    performance: WirePerformance,
    told: Sequence[Difference],
    found: Sequence[Difference],
) -> tuple[Finding, ...]:
    """Return what excuses differences, as `TELLS` would find it; how a client connects is not for that to tell."""
    if test_case.connects:
        return ()
    excused = {item.aspect for item in found}
    shown = (_shown(performance.reference), _shown(performance.candidate))
    about, check = replace(test_case, trigger=""), f"{TELLS}/{test_case.act.method}"
    return tuple(
        Finding(check, item, about, *shown)
        for item in told
        if item.aspect in excused or item.kind in ENDINGS | SEQUENCE
    )


def _ending(outcome: Outcome) -> Any:
    return (type(outcome), outcome.type, outcome.code) if isinstance(outcome, Raised) else type(outcome)


def _facts(test_case: WireTestCase, performance: WirePerformance) -> Iterator[str]:
    outcome = performance.reference.call.outcome
    if isinstance(outcome, Raised):
        both = isinstance(performance.candidate.call.outcome, Raised)
        meant = test_case.valid is not None or any(
            not isinstance(rule.answer, Full | Reply) for rule in test_case.script.rules
        )
        yield "refused as meant" if meant else "both refused" if both else "refused"
    elif isinstance(outcome, TimedOut):
        yield "timed out"
    else:
        yield "returned"
    left, right = performance.reference, performance.candidate
    yield from waits(*([call.outcome for call in (*side.prelude, side.call)] for side in (left, right)))


def _shown(side: WireSide) -> Mapping[str, Any]:
    shown: dict[str, Any] = {"calls": [call.outcome for call in (*side.prelude, side.call)]}
    shown["requests"] = looked([item.rpc for item in side.requests])
    shown["answers"] = [*side.earlier, *side.requests]
    shown["followed"] = any(call.followed for call in (*side.prelude, side.call))
    return shown
