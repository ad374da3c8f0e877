"""The rehearsal: a method's barest call, and what it sends.

The one rule: what a method sends is found out by calling it, so that no list of methods or RPCs stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from conformance.catalogue import representatives, sleep
from conformance.exploration.sampling import each
from conformance.model import Operation
from conformance.strategies.calls import call_plan, methods
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import Performance, RuntimeDriver
from conformance.tiers.runtime.scenarios.ending import documented
from conformance.tiers.wire.adaptation import spelled
from pytest_milvus.mock_server import Late, Rule, Script, rpcs

__all__ = [
    "DEADLINE",
    "FAILS",
    "GAP",
    "HALF",
    "LATE",
    "SILENCE",
    "UNCHOSEN",
    "Planned",
    "all_late",
    "bare",
    "chosen",
    "client",
    "fails",
    "gave",
    "owed",
    "rehearsed",
    "sends",
    "stands_for_all",
    "timed",
    "understood",
    "watched",
]

GAP = 0.25
"""Seconds that a loop may stand still on a loaded machine."""

LATE = 0.3
"""Seconds by which answers are late: more than `GAP`, so that whoever waits for one on the loop is seen."""

SILENCE = 8.0
"""Seconds by which an answer is late that nobody is meant to wait for."""

DEADLINE = 10.0
"""Seconds after which a call that should return is given up."""

FEW, HALF = 20, 2
"""One method in so many is tried in a quick run: in what cannot be done together, and in what asks for many clients."""

UNCHOSEN = Idle("a quick run tries one method in so many, others for each seed")

FAILS = Idle("its plain call fails, which runtime.loop tells")

Planned = Sequence[RuntimeTestCase] | Idle
"""The test cases of a method, or why there are none."""


def client(driver: RuntimeDriver) -> type:
    """Return the class of the reference."""
    assert driver.reference.client is not None  # see RuntimeCheck.methods
    return driver.reference.client


def chosen(driver: RuntimeDriver, method: str, configuration: RunConfiguration, share: int = FEW) -> bool:
    """Return whether a method is tried: where there is time all are, else one in so many, others for each seed."""
    names = methods(client(driver))
    return (
        configuration.profile.complete
        or stands_for_all(driver, method, configuration)
        or names.index(method) % share == configuration.seed % share
    )


def stands_for_all(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> bool:
    """Return whether a method stands for all in a run: another one for each seed, the next where it does not return.

    Nobody else asks whether those before it return: one that ends its process takes no other method's cases along.
    """
    names = [name for name in representatives() if name in methods(client(driver))]
    if method not in names:
        return False
    first = configuration.seed % len(names)
    turn = [*names[first:], *names[:first]]
    return not any(_returns(driver, name, configuration) for name in turn[: turn.index(method)])


def bare(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Operation:
    """Return the barest planned call of a method."""
    plan = call_plan(client(driver), method)
    return driver.once(
        ("barest", method, configuration.seed),
        lambda: understood(driver, next(iter(each([plan[1]], configuration.seed)))),
    )


def understood(driver: RuntimeDriver, act: Operation) -> Operation:
    """Return a call of the reference in words that the candidate knows, too."""
    other = driver.candidate.client
    return act if other is None else spelled(act, client(driver), other)


def timed(driver: RuntimeDriver, act: Operation, timeout: Any) -> Operation:
    """Return a call with a timeout, in words that the candidate knows."""
    return understood(driver, Operation(act.method, act.args, {**act.kwargs, "timeout": timeout}))


def watched(act: Operation) -> RuntimeTestCase:
    """Return the test case in which a loop is watched while every answer to a call is late."""
    # Who sleeps of its own accord, between many late answers, has less left of the deadline than others.
    deadline = DEADLINE * (1 + sleep(act.method) / 1000)
    return RuntimeTestCase(act, "heartbeat", {"limit": GAP, "deadline": deadline, "beat": False}, all_late())


@cache
def all_late() -> Script:
    """Return the script in which every answer is late."""
    # A connection is made under a lock that all clients of a loop share; a late one would hold up the others.
    return Script(tuple(Rule(rpc, Late(LATE)) for rpc in rpcs() if rpc != "Connect"))


def rehearsed(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> RuntimeTestCase:
    """Return the test case that shows what a method sends."""
    return driver.once(
        ("rehearsed", method, configuration.seed), lambda: watched(bare(driver, method, configuration))
    )


def owed(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Sequence[str]:
    """Return the RPCs that the reference's barest call of a method sends, in order; those a candidate is to send."""
    (shown,) = driver.recall([_begun(driver, method, configuration)])
    return [item.rpc for item in shown.others if item.rpc != "Connect"]


def gave(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Sequence[type]:
    """Return the classes of what the reference's barest call of a method gives."""
    test_case = _begun(driver, method, configuration)
    driver.recall([test_case])
    return driver.begin(test_case, model=True).result().gave


def _begun(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> RuntimeTestCase:
    """Return the test case that shows what the reference sends; it is under way."""

    def plainly() -> RuntimeTestCase:
        act = bare(driver, method, configuration)
        return RuntimeTestCase(
            act, "plain", {"deadline": rehearsed(driver, method, configuration).words["deadline"]}
        )

    test_case = driver.once(("plainly", method, configuration.seed), plainly)
    driver.begin(test_case, model=True)
    return test_case


def _rehearsal(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Performance:
    """Return what the barest call of a method showed; made again by itself where others may have disturbed it."""
    test_case = rehearsed(driver, method, configuration)
    (shown,) = driver.recall([test_case])
    if _in_doubt(shown):
        shown = driver.once(("alone", method, configuration.seed), lambda: driver.perform(test_case))
    return shown


def _in_doubt(shown: Performance) -> bool:
    """Return whether a call may have failed only because the machine was busy with others."""
    ended = "hung" if shown.seen is None else shown.seen["ended"]
    return ended == "hung" or (ended != "returned" and documented(ended))


def sends(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Sequence[str] | Idle:
    """Return the RPCs that the candidate's barest call of a method sends: its own, then those of the reference's call.

    Both are in the order of the candidate, so that what is tried does not depend on how threads of the reference go.
    """
    _begun(driver, method, configuration)
    shown = _rehearsal(driver, method, configuration)
    sent = [item.rpc for item in shown.requests if item.rpc != "Connect"]
    if not sent:
        return Idle("it sends nothing")
    if shown.seen is None or shown.seen["ended"] != "returned":
        return FAILS
    model = owed(driver, method, configuration)
    return sorted(sent, key=lambda rpc: rpc in model)


def _returns(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> bool:
    if not driver.candidate_offers(method):
        return False
    shown = _rehearsal(driver, method, configuration)
    return shown.seen is not None and shown.seen["ended"] == "returned"


def fails(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> bool:
    """Return whether the candidate's barest call of a method fails, though all is well but late."""
    shown = _rehearsal(driver, method, configuration)
    return shown.seen is not None and shown.seen["ended"] != "returned"
