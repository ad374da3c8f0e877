"""The checks of the wire tier: requests, answers, faults, validation, and what calls give."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice, zip_longest

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.catalogue import method_of
from conformance.clients.members import methods_of
from conformance.exploration.sampling import each
from conformance.model import LOOK, Operation
from conformance.strategies.calls import (
    Wrong,
    call_plan,
    histories,
    planned_calls,
    reach,
    wrong_calls,
)
from conformance.tiers.things import Thing
from conformance.tiers.wire.adaptation import swallowed
from conformance.tiers.wire.case import LITERAL, WireTestCase
from conformance.tiers.wire.check import WireCheck
from conformance.tiers.wire.coverage import fault
from conformance.tiers.wire.driver import Rehearsal, WireDriver
from conformance.tiers.wire.objects import passed_on, used_in_all_ways
from conformance.tiers.wire.past import KINDS, SETTINGS, after_calls, remembering
from conformance.tiers.wire.persistence import about_faults
from conformance.tiers.wire.together import GROUP
from conformance.tiers.wire.unusual import full_answers, unusual, unusual_calls
from pytest_milvus.mock_server.answers import answers
from pytest_milvus.mock_server.faults import fault_scripts
from pytest_milvus.mock_server.script import Late, Rule, Script

__all__ = ["ANSWER", "FAULT", "OBJECT", "REQUEST", "VALIDATION"]

PLAIN = 2
"""Planned calls that stand for all: the richest and the barest."""

SOME = 4
"""One method in so many is tried in a quick run with what takes long or tells little, others for each seed: a keyword
that is about faults, many rows."""

ROTATED = 1
"""Unusual calls that each method is tried with in a quick run, others for each seed."""

QUICK = 2
"""Faults of a method in a quick run."""

LATER = 5
"""Generated answers that come before a full one in most methods, more than there are in a quick run."""

BEFORE = 6
"""Preludes that each method is tried after in a complete plan; all methods together meet every one many times."""


def requests(driver: WireDriver, method: str, seed: int) -> Iterator[SearchStrategy[WireTestCase]]:
    """Plan the calls of a method on the default world.

    Each planned call stands alone, because what came before can end it early; some preludes, others for each method
    and seed, come before the richest or the barest call. Both by turns, so that a few test cases have some of each.
    Then any of them together, again and again. What a method goes by comes before all that, as a quick run has it.
    """
    client = _client(driver)
    plan, before = call_plan(client, method), list(histories(client, method))
    kept = remembering(client, method, seed)
    random.Random(f"{seed} {method}").shuffle(before)
    yield from (st.builds(WireTestCase, call) for call in plan[:PLAIN])
    yield from kept[:KINDS]
    yield from _in_own_words(driver, method)
    odd = unusual_calls(client, method, seed)
    yield from islice(odd, ROTATED)
    alone = (
        st.builds(WireTestCase, item.calls, setting=SETTINGS, trigger=st.just(item.trigger))
        for item in planned_calls(client, method)[PLAIN:]
    )
    after = (
        after_calls(st.just(history), call)
        for history, call in zip(before[: _states(client, method)], cycle(plan[:PLAIN]), strict=False)
    )
    turns = zip_longest(alone, after, kept[KINDS:])
    yield from (test_case for turn in turns for test_case in turn if test_case is not None)
    yield from odd
    for call in cycle(plan):
        some = after_calls(st.sampled_from([lambda _: (), *before]), call)
        yield some.map(partial(replace, trigger=""))


def generated_answers(driver: WireDriver, method: str, seed: int) -> Iterator[SearchStrategy[WireTestCase]]:
    """Plan generated answers to the RPCs of a method: to the last one most often, and to all at once."""
    plan = call_plan(_client(driver), method)[: PLAIN + 1]
    sent = tuple(_sent(driver, method, seed))
    if not sent:
        return
    full = full_answers(plan[0], sent, seed)
    soon = random.Random(f"{seed} {method}").randrange(SOME) == 0
    rounds = cycle([(sent[0],), sent, *((rpc,) for rpc in sent)])
    for number, (rpcs, call) in enumerate(zip(rounds, cycle(plan), strict=False)):
        if number == (0 if soon else LATER):
            yield from full
        rules = st.tuples(*(st.builds(Rule, st.just(rpc), answers(rpc)) for rpc in rpcs))
        about = rpcs[0] if len(rpcs) == 1 else ""
        yield st.builds(WireTestCase, call, script=st.builds(Script, rules), trigger=st.just(about))


def faults(driver: WireDriver, method: str, seed: int) -> Iterator[SearchStrategy[WireTestCase]]:
    """Plan faults of each RPC of a method in turn, and those that keywords are about; each seed begins with others."""
    plan = call_plan(_client(driver), method)[:PLAIN]
    chance = random.Random(seed)
    sent = _sent(driver, method, seed)
    if method_of(method).stands_for_all:
        late = Script((Rule(next(iter(sent)), Late(1.0)),))
        yield _faulty(plan[1].map(partial(_timed, seconds=0.5)), late)
    scripts = [list(fault_scripts(rpc)) for rpc in sent]
    for some in scripts:
        chance.shuffle(some)
    # By turns with each call that sends the RPC, or the fault would befall nothing.
    plain = [
        (script, plan[sending[number % len(sending)]])
        for number, turn in enumerate(zip_longest(*scripts))
        for script, sending in zip(turn, sent.values(), strict=True)
        if script is not None
    ]
    told = _about_faults(driver, method, seed)
    own = random.Random(f"{seed} {method}")
    own.shuffle(told)
    few = 1 if own.randrange(SOME) == 0 else QUICK
    yield from (_faulty(call, script) for script, call in plain[:few])
    yield from told
    yield from (_faulty(call, script) for script, call in plain[few:])


def _about_faults(driver: WireDriver, method: str, seed: int) -> list[SearchStrategy[WireTestCase]]:
    """Return what is planned of keywords that are about faults.

    They need not reach each RPC of a call: a wait for an index asks without them.
    """
    client = _client(driver)
    return [item for rpc in _sent(driver, method, seed) for item in about_faults(client, method, rpc)]


def uses(driver: WireDriver, method: str, seed: int) -> Iterator[SearchStrategy[WireTestCase]]:
    """Plan uses of what a method gives; then its methods with each parameter in turn, again and again."""
    things = _things(driver, method, seed)
    turns = zip_longest(*_all_ways(driver, method, seed))
    yield from (use for turn in turns for use in turn if use is not None)
    for thing in things:
        yield from passed_on(thing)


def _all_ways(driver: WireDriver, method: str, seed: int) -> Iterator[Sequence[SearchStrategy[WireTestCase]]]:
    """Yield the uses of each thing that a method gives."""
    things = _things(driver, method, seed)
    if things:
        sent = _rehearsed(driver, method, seed)
        yield from (used_in_all_ways(thing, sent.first, next(iter(sent.sent), ""), seed) for thing in things)


def _things(driver: WireDriver, method: str, seed: int) -> Sequence[Thing]:
    """Return what a method gives that has methods of its own."""
    client = _client(driver)
    gave = dict(_rehearsed(driver, method, seed).gave)
    if words := method_of(method).hands_out:
        barest = next(iter(each([call_plan(client, method)[1]], seed)))
        made = replace(barest, kwargs={**barest.kwargs, **words})
        looked = driver.alone(WireTestCase(Operation(LOOK, of=made)))
        gave |= {looked.call.of: made} if looked.call.of else {}
    return [Thing(kind, made, client) for kind, made in gave.items() if methods_of(kind)]


def wrong(driver: WireDriver, method: str, seed: int) -> Iterator[SearchStrategy[WireTestCase]]:
    """Plan calls with one thing wrong; each seed begins with others."""
    for item in _by_kind(driver, method, seed)[0]:
        yield item.pairs.map(partial(_spoilt, trigger=item.trigger))


def _by_kind(driver: WireDriver, method: str, seed: int) -> tuple[list[Wrong], int]:
    """Return the wrong calls of a method, one of each kind first, and how many kinds there are."""
    calls = list(wrong_calls(_client(driver), method))
    random.Random(seed).shuffle(calls)
    first = {item.kind: item for item in reversed(calls)}
    return sorted(calls, key=lambda item: first[item.kind] is not item), len(first)


def _in_own_words(driver: WireDriver, method: str) -> Iterator[SearchStrategy[WireTestCase]]:
    """Yield calls with each parameter that a candidate may swallow, under the reference's name."""
    client, other = _client(driver), driver.candidate.client
    lost = [] if other is None else swallowed(client, other, method)
    for item in planned_calls(client, method)[PLAIN:]:
        if item.trigger in lost:
            yield st.builds(WireTestCase, item.calls, trigger=st.just(f"{item.trigger}{LITERAL}"))


def _timed(act: Operation, seconds: float) -> Operation:
    return replace(act, kwargs={**act.kwargs, "timeout": seconds})


def _faulty(call: SearchStrategy[Operation], script: Script) -> SearchStrategy[WireTestCase]:
    (rule,) = script.rules
    about = f"{rule.rpc} {fault(rule.answer)}"
    return st.builds(WireTestCase, call, script=st.just(script), trigger=st.just(about))


def _spoilt(pair: tuple[Operation, Operation], trigger: str) -> WireTestCase:
    valid, act = pair
    return WireTestCase(act, valid=valid, trigger=trigger)


def _client(driver: WireDriver) -> type:
    client = driver.reference.client
    assert client is not None  # see WireCheck.methods
    return client


def _sent(driver: WireDriver, method: str, seed: int) -> Mapping[str, Sequence[int]]:
    """Return the RPCs of a method, the last first, as the reference sends them for its first planned calls.

    Each comes with the places of the calls that send it.
    """
    found = _rehearsed(driver, method, seed).sent
    return {rpc: places for rpc, places in found.items() if rpc != "Connect"}


def _rehearsed(driver: WireDriver, method: str, seed: int) -> Rehearsal:
    """Return what the reference does for the first planned calls of a method."""

    def rehearsal() -> Iterator[WireTestCase]:
        yield from map(WireTestCase, each(call_plan(_client(driver), method)[:PLAIN], seed))

    return driver.rehearse(method, seed, rehearsal)


def _planned(driver: WireDriver, method: str, seed: int) -> int:
    client = _client(driver)
    odd, kept = len(unusual(client, method)), len(remembering(client, method, seed))
    words = len(list(_in_own_words(driver, method)))
    return len(call_plan(client, method)) + _states(client, method) + words + odd + kept


def _rotated(driver: WireDriver, method: str, _seed: int) -> int:
    """Return how many test cases a quick run has beside its share: unusual ones, and those of what is kept."""
    return min(ROTATED, len(unusual(_client(driver), method))) + KINDS * method_of(method).memory.reads


def _states(client: type, method: str) -> int:
    """Return how many preludes a method is tried after: all, if it stands for every other one."""
    offered = len(histories(client, method))
    return offered if method_of(method).stands_for_all else min(BEFORE, offered)


def _whole_wrong(driver: WireDriver, method: str, seed: int) -> int:
    return len(_by_kind(driver, method, seed)[0])


def _few_wrong(driver: WireDriver, method: str, seed: int) -> int:
    return _by_kind(driver, method, seed)[1]


def _fallbacks(driver: WireDriver, method: str, seed: int) -> int:
    """Return how many answers or faults to try where the source names RPCs that the planned calls do not send.

    A client falls back on them after a certain fault, or goes on to them after a certain answer.
    """
    sent = _sent(driver, method, seed)
    unsent = reach(_client(driver), method) - {*sent, "Connect"}
    return sum(len(fault_scripts(rpc)) for rpc in sent) if unsent else 0


def _full(driver: WireDriver, method: str, seed: int) -> int:
    plan = call_plan(_client(driver), method)
    return len(full_answers(plan[0], tuple(_sent(driver, method, seed)), seed))


def _whole_faults(driver: WireDriver, method: str, seed: int) -> int:
    return sum(1 for _ in faults(driver, method, seed))


REQUEST = WireCheck(
    "request",
    "``wire.request``: both clients send the same RPCs for the same call.\n\n"
    "Every parameter by name and by position, alone and together, in every shape that means something, those "
    "included that are accepted only through ``**kwargs``, or read by a decorator; after other calls, too. Compared "
    "are the sequence of RPCs, each request field by field, metadata by key, deadlines, the outcome, and that "
    "arguments come back unchanged.\n\n"
    "Why it matters: what is not sent is not done: a parameter that gets lost, another database or "
    "another deadline shows in no result, only in what the server does.\n\n"
    "A failure names the RPC and its field, and both sides are what each client put there; an RPC "
    "that only one of them sent; or how each call ended where that differs.",
    requests,
    share=2,
    more=_rotated,
    whole=_planned,
)
ANSWER = WireCheck(
    "answer",
    "``wire.answer``: both clients make the same of the same answer.\n\n"
    "Answers are generated from the RPCs' descriptors: all field types, null, dynamic and empty values, "
    "integers above 2**53, several queries, what a search cost. Of a container of the client's own its attributes are "
    "compared as well, and how it reads as JSON, by iteration and as a slice.\n\n"
    "Why it matters: what a client makes of an answer is the result that an application gets: a "
    "value that is lost or has another type is wrong data, and nobody is told.\n\n"
    "A failure names the place in the result, as ``result[].title`` or ``result(.extra)`` for an attribute, and both "
    "sides are what each client has there; in brackets stands the RPC whose answer was generated.",
    generated_answers,
    more=_full,
    whole=_fallbacks,
)
FAULT = WireCheck(
    "fault",
    "``wire.fault``: both clients treat a fault in the same way.\n\n"
    "For each RPC of a call in turn: a failing status in an otherwise good answer, gRPC status codes, a "
    "rate limit, a schema mismatch, a dropped connection, a delay. Keywords that say what to do about a fault are "
    "given where it happens.\n\n"
    "Why it matters: an error that one client swallows is data that somebody takes for written, "
    "deleted or complete.\n\n"
    "Of errors of one class and code, what code reads is compared: other properties, what they come from, and "
    "the names, numbers and server's words in their messages.\n\n"
    "A failure names in brackets the RPC and its fault; both sides are how the call ended. "
    "``(raised, returned)`` is an error that the candidate does not pass on.",
    faults,
    whole=_whole_faults,
    group=GROUP,
)
VALIDATION = WireCheck(
    "validation",
    "``wire.validation``: both clients refuse, or accept, the same wrong arguments.\n\n"
    "One thing is wrong in each call: a type, an empty or missing value, one out of range, an item of a list or "
    "a value of a dictionary, an unknown keyword. Whether an RPC was sent is part of the answer.\n\n"
    "Why it matters: an argument that is refused with one client, and sent with the other, breaks "
    "the error handling of whoever changes clients.\n\n"
    "A failure names in brackets the argument and what is wrong with it; both sides are how the "
    "call ended, or the RPCs that were sent all the same.",
    wrong,
    whole=_whole_wrong,
    few=_few_wrong,
    group=GROUP,
)
OBJECT = WireCheck(
    "object",
    "``wire.object``: what calls give offers the same methods, which do the same.\n\n"
    "Sessions, tasks, iterators, schemas, index parameters: whatever the reference's call gives that has methods of "
    "its own is looked at, and each method is called, alone, after each other one, and with each of its parameters; "
    "those of a task while it works, when it is done, and when it failed. Compared are what each call gives or raises, "
    "what it sends, what is left of the object, and which methods and attributes it has, with their parameters.\n\n"
    "Why it matters: a task whose ``result(timeout=...)`` ends the work, or a session that stays open, "
    "breaks code whose every call of the client itself is right.\n\n"
    "A failure names in brackets the method of the object, and what was called before it; without any, what the object "
    "itself has, as ``result.cancel`` for a method, and both sides are its parameters.",
    uses,
    whole=lambda driver, method, seed: sum(map(len, _all_ways(driver, method, seed))),
    idle="it gives nothing that has methods",
    fewest=4,
)
