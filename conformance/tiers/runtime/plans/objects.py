"""Methods of what a call gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.clients.members import is_task, methods_of
from conformance.exploration.sampling import each
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import DEADLINE, SILENCE, Planned, bare, client, gave, watched
from conformance.tiers.runtime.plans.timeout import MARGIN, TIMEOUT
from conformance.tiers.things import Thing
from pytest_milvus.mock_server import Late, Rule, Script

__all__ = ["plan"]


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan late answers, silence and a cancellation for each method that sends something.

    Not for tasks: they are waited for in every other check, and what they do while they work is compared on the wire.
    """
    made = bare(driver, method, configuration)
    things = [
        Thing(kind, made, client(driver))
        for kind in gave(driver, method, configuration)
        if methods_of(kind) and not is_task(kind)
    ]
    planned_test_cases = [
        test_case
        for thing in things
        for member in thing.members
        for test_case in _planned(driver, thing, member, configuration)
    ]
    return planned_test_cases or Idle("it gives nothing that has methods which send anything")


def _planned(
    driver: RuntimeDriver, thing: Thing, member: str, configuration: RunConfiguration
) -> Iterator[RuntimeTestCase]:
    def begun() -> RuntimeTestCase:
        (act,) = each([thing.call(member)], configuration.seed)
        return replace(watched(act), trigger=member)

    late = driver.once(("member", thing.made.method, member, configuration.seed), begun)
    (shown,) = driver.recall([late])
    sent = [item.rpc for item in shown.requests if item.rpc != "Connect"]
    if not sent or shown.seen is None or shown.seen["ended"] != "returned":
        return
    yield late
    silent = Script((Rule(sent[-1], Late(SILENCE)),))
    act = late.act
    words = {"rpc": sent[-1], "place": 0, "way": "cancel", "deadline": DEADLINE}
    yield RuntimeTestCase(
        act, "cancellation", words, Script((Rule(sent[-1], Late(SILENCE), times=1),)), trigger=member
    )
    if "timeout" in {item.name for item in thing.parameters(member)}:
        act = replace(act, kwargs={**act.kwargs, "timeout": TIMEOUT})
        words = {"timeout": TIMEOUT, "margin": MARGIN, "rpc": sent[-1], "names": tuple(sorted(act.words))}
        yield RuntimeTestCase(act, "deadline", words, silent, trigger=member)
