"""What calls give that has methods of its own: sessions, tasks, iterators, schemas, index parameters.

The one rule: what there is to try is read from the object that the reference gives, so that a new release's is tried.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.catalogue import representatives
from conformance.clients.members import is_plain, is_task
from conformance.model import LOOK, Operation, Returned
from conformance.strategies.calls import call_plan, methods
from conformance.tiers.things import Thing
from conformance.tiers.wire.case import AFTER, WireTestCase
from conformance.tiers.wire.driver import WirePerformance
from pytest_milvus.mock_server.script import Late, Refusal, Rule, Script

__all__ = ["nothing_to_compare", "passed_on", "plainer", "used_in_all_ways"]

CLOSE = "close"
"""What ends an object, and a client."""

PLAIN = 2
"""Planned calls that give everything, or as little as they can."""

SHORT = 0.2
"""Seconds of a timeout that passes while work goes on."""

SILENCE = 20.0
"""Seconds by which an answer is late that nobody waits for."""

_REFUSED = Refusal(100, "no such thing")

Named = tuple[str, SearchStrategy[Operation]]
"""A call, and how a trigger calls it."""

Uses = Iterator[SearchStrategy[WireTestCase]]


def used_in_all_ways(thing: Thing, first: str, last: str, seed: int) -> list[SearchStrategy[WireTestCase]]:
    """Return the uses of an object, the most telling first: looks at it, each method, and each one after each other.

    Args:
        thing: The object.
        first: The RPC that the call sends first, whatever it gives.
        last: The RPC that it sends last.
        seed: Other ones come first with each seed.
    """
    look, *uses = _of_task(thing, first, last) if is_task(thing.kind) else _of_object(thing)
    random.Random(f"{seed} {thing.kind.__name__}").shuffle(uses)
    return [look, *uses]


def passed_on(thing: Thing) -> Uses:
    """Yield calls with each parameter of the methods that only pass on what they are given."""
    shapes = [_each_parameter(thing, member) for member in thing.members if thing.passes_on(member)]
    yield from (use for turn in zip_longest(*shapes) for use in turn if use is not None)


def _each_parameter(thing: Thing, member: str) -> Uses:
    for item in thing.planned(member)[PLAIN:]:
        calls = item.calls.map(lambda act: replace(act, of=thing.made))
        yield _use(thing, (", ".join(filter(None, (member, item.trigger))), calls))


def _of_object(thing: Thing) -> Uses:
    looks = st.just(thing.look)
    yield _use(thing, ("", looks))
    for member in thing.members:
        yield _use(thing, (member, thing.call(member)))
        yield _use(thing, (f"{member}, all arguments", thing.call(member, whole=True)))
        yield _use(thing, ("", looks), (member, thing.call(member, whole=True)))
        if not thing.passes_on(member):
            yield from _each_parameter(thing, member)
        for other in thing.members:
            yield _use(thing, (other, thing.call(other)), (member, thing.call(member)))
    if CLOSE in thing.members and CLOSE in methods(thing.client):
        closed = f"client.{CLOSE}", st.just(Operation(CLOSE))
        yield from (_use(thing, (member, thing.call(member)), closed) for member in thing.members)
        common = next(name for name in representatives() if name in methods(thing.client))
        goes_on = f"client.{common}", call_plan(thing.client, common)[1]
        yield _use(thing, goes_on, (CLOSE, thing.call(CLOSE)))


def _of_task(thing: Thing, first: str, last: str) -> Uses:
    """Yield uses of a task: while its first RPC is not answered, when it is done, and when its last RPC failed."""
    works, fails = Script((Rule(first, Late(SILENCE)),)), Script((Rule(last, _REFUSED),))
    calls = {member: (member, thing.call(member, timeout=SHORT)) for member in thing.members}
    yield _stated(_use(thing, ("", st.just(thing.look))), works, first)
    ended = "result", thing.call("result")
    for call in calls.values():
        yield _stated(_use(thing, call), works, first, f"{first} late")
        for before in calls.values():
            yield _stated(_use(thing, call, before), works, first, f"{first} late")
        yield _use(thing, call, ended)
        yield _stated(_use(thing, call, ended), fails, "", f"{last} refused")


def _stated(
    use: SearchStrategy[WireTestCase], script: Script, reached: str, state: str = ""
) -> SearchStrategy[WireTestCase]:
    """Return a strategy for a use of an object that is in a state of its own."""

    def stated(use: WireTestCase) -> WireTestCase:
        about = ", ".join(filter(None, (use.trigger, state)))
        return replace(use, script=script, reached=reached, trigger=about)

    return use.map(stated)


def _use(thing: Thing, call: Named, before: Named | None = None) -> SearchStrategy[WireTestCase]:
    """Return a strategy for a use of an object, after another one if there is one before."""
    told, acts = call
    trigger = f"{told} {AFTER}{before[0]}".strip() if before else told
    prelude = st.tuples(st.just(thing.look), *((before[1],) if before else ()))
    return st.builds(WireTestCase, acts, prelude, trigger=st.just(trigger))


def plainer(test_case: WireTestCase) -> WireTestCase | None:
    """Return a use without the one thing that it is built around: what came before, or a parameter."""
    told, *state = test_case.trigger.split(", ")
    if AFTER in told:
        about = ", ".join(filter(None, (told.partition(AFTER)[0].strip(), *state)))
        return replace(test_case, prelude=test_case.prelude[:1], trigger=about)
    if held := test_case.held:
        kept = {name: value for name, value in test_case.act.kwargs.items() if name not in held}
        return replace(test_case, act=replace(test_case.act, kwargs=kept), trigger=told)
    return None


def nothing_to_compare(performance: WirePerformance) -> bool:
    """Return whether a use tells nothing: one of the clients gave nothing, or nothing that has the method.

    That, and what the calls between did, other test cases tell. So does `wire.request` of one of Python's containers:
    what it lacks comes with its type, and who declares plain containers to be equal takes that, too.
    """
    sides = (performance.reference, performance.candidate)
    looks = [side.prelude[0].outcome for side in sides if side.prelude]
    # What is left of a smaller use before it may be another call than a look.
    offered = [look.value for look in looks if isinstance(look, Returned)]
    if len(offered) < len(looks) or any(is_plain(item) for item in offered if isinstance(item, Mapping)):
        return True
    return performance.member != LOOK and not (
        offered and all(performance.member in item for item in offered)
    )
