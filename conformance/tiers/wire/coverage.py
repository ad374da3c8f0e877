"""Coverage: what there is to try of a method, and what a test case tried of it.

The one rule: a parameter counts as exercised only in a valid call, without a fault, that the reference carried out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from conformance.catalogue import method_of
from conformance.model import Operation, Returned
from conformance.strategies.calls import catalogued, parameters, reach, shapes, valueless
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.driver import WireSide
from pytest_milvus.mock_server.script import Abort, Answer, Drop, Full, Late, Refusal, Reply, Unfinished

__all__ = ["coverable", "covered", "fault"]


def coverable(client: type, method: str) -> dict[str, Counter[str]]:
    """Return what there is to try of a method, each with the count 0.

    ``parameters`` and ``rpcs`` are read from the installed source; parameters whose values are guessed are
    ``uncatalogued``; those that the method refuses whatever they are (`conformance.catalogue.Arguments.refused`) are
    ``refused``. ``shapes`` are those of the catalogue, ``valueless`` what the reference gives a meaning and the
    catalogue has no value of. What ``answers`` and ``faults`` there are is for the run to show.
    """
    found: dict[str, Counter[str]] = {"parameters": Counter()}
    for item in parameters(client, method):
        found.setdefault(_topic(method, item.name), Counter())[item.name] = 0
        if not catalogued(method, item.name):
            found.setdefault("uncatalogued", Counter())[item.name] = 0
    for topic, names in (("shapes", shapes(client, method)), ("valueless", valueless(client, method))):
        found |= {topic: Counter(dict.fromkeys(names, 0))} if names else {}
    return {**found, "rpcs": Counter(dict.fromkeys(sorted(reach(client, method)), 0))}


def covered(client: type | None, test_case: WireTestCase, side: WireSide) -> Iterator[tuple[str, str]]:
    """Yield what a test case exercised, as the reference's side shows it: topic and name."""
    rules = test_case.script.rules
    plain = test_case.valid is None and all(isinstance(rule.answer, Full | Reply) for rule in rules)
    if client is not None and test_case.valid is None and test_case.made is None:
        done = plain and isinstance(side.call.outcome, Returned)
        for name in _given(client, test_case.act):
            topic = _topic(test_case.act.method, name)
            if done or topic == "refused":
                yield topic, name
            if done and not catalogued(test_case.act.method, name):
                yield "uncatalogued", name
        if test_case.trigger in shapes(client, test_case.act.method):
            yield "shapes", test_case.trigger
    named = reach(client, (test_case.made or test_case.act).method) if client is not None else frozenset()
    for request in side.requests:
        if request.rpc != "Connect" or test_case.connects or "Connect" in named:  # every first call sends it
            yield "rpcs", request.rpc
        answer = test_case.script.answer(request.rpc, request.position)
        if isinstance(answer, Full | Reply):
            yield "answers", request.rpc
        elif answer is not None:
            yield "faults", ", ".join((f"{request.rpc} {fault(answer)}", *sorted(test_case.held)))


def _topic(method: str, name: str) -> str:
    return "refused" if name in method_of(method).arguments.refused else "parameters"


def _given(client: type, act: Operation) -> Iterator[str]:
    """Yield the names of the parameters that a call gives."""
    placed = [item.name for item in parameters(client, act.method) if item.kind == "positional"]
    known = {item.name for item in parameters(client, act.method)}
    yield from placed[: len(act.args)]
    yield from (name for name in act.kwargs if name in known)


def fault(answer: Answer) -> str:
    """Return the class of a fault, for example ``RateLimit``, ``UNAVAILABLE`` or ``dropped``."""
    match answer:
        case Refusal():
            return answer.reason
        case Abort():
            return answer.code
        case Drop():
            return "dropped"
        case Late():
            return "late"
        case Unfinished():
            return "unfinished"
        case Reply() | Full():
            return "reply"
