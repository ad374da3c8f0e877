"""Calls that are made together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from conformance.catalogue import method_of, sleep
from conformance.exploration.sampling import each
from conformance.model import Operation
from conformance.strategies.calls import call_plan, methods, parameters
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    HALF,
    LATE,
    SILENCE,
    Planned,
    bare,
    chosen,
    client,
    sends,
    stands_for_all,
    understood,
)
from pytest_milvus.mock_server import Abort, Late, Rule, Script

__all__ = ["plan"]

CROWD, LARGE_CROWD = 6, 50
"""Calls of one method that are made together, in a quick run and where there is time."""

CLIENTS = 5
"""Clients that are made together."""

ABREAST = 2.0
"""Seconds by which answers are late, so that all of these calls arrive before the first one is answered."""

IN_FLIGHT = 1.0
"""Seconds by which the answer to a call is late beside which another one fails: on a busy machine, too."""

MIXED = 200
"""Calls of many methods that are made together."""


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan a crowd of calls, told apart by the first name that they give and by their request ids; once a mixed one."""
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    barest, names = (
        bare(driver, method, configuration),
        {item.name for item in parameters(client(driver), method)},
    )
    named = "collection_name" if isinstance(barest.kwargs.get("collection_name"), str) else ""
    count = LARGE_CROWD if configuration.profile.complete else CROWD
    tagged, databases = "client_request_id" in names, chosen(driver, method, configuration)
    words: dict[str, Any] = {"tagged": tagged, "databases": databases, "deadline": DEADLINE}
    planned_test_cases = [RuntimeTestCase(barest, "crowd", {"count": count, "named": named, **words})]
    planned_test_cases += _abreast(driver, method, configuration, barest, sent[-1])
    if chosen(driver, method, configuration):
        planned_test_cases += _in_company(driver, method, configuration, sent)
    if stands_for_all(driver, method, configuration):
        # So many take the loop for a while.
        words |= {"count": MIXED, "named": ""}
        planned_test_cases.append(
            RuntimeTestCase(
                barest, "crowd", words, alone=True, beside=tuple(_reads(driver, method, configuration))
            )
        )
        planned_test_cases += [
            RuntimeTestCase(
                barest,
                "rush",
                {"clients": CLIENTS, "well": not rules, "deadline": DEADLINE},
                Script(rules),
                trigger="Connect UNAVAILABLE" if rules else "",
            )
            for rules in ((), (Rule("Connect", Abort("UNAVAILABLE"), times=1),))
        ]
    return planned_test_cases


def _abreast(
    driver: RuntimeDriver, method: str, configuration: RunConfiguration, act: Operation, rpc: str
) -> Iterator[RuntimeTestCase]:
    """Yield calls that the server has at the same time: a few, and of one method many."""
    late = Script((Rule(rpc, Late(ABREAST)),))
    if chosen(driver, method, configuration, HALF):
        yield RuntimeTestCase(act, "abreast", {"rpc": rpc, "count": CROWD, "deadline": DEADLINE}, late)
    if stands_for_all(driver, method, configuration):
        words = {"rpc": rpc, "count": LARGE_CROWD, "deadline": DEADLINE}
        yield RuntimeTestCase(act, "abreast", words, late, alone=True)


def _in_company(
    driver: RuntimeDriver, method: str, configuration: RunConfiguration, sent: Sequence[str]
) -> Iterator[RuntimeTestCase]:
    """Yield a call in flight beside one that ends badly: in every way for a method that stands for all, else in one.

    The second request of an RPC is the second call's only where a call sends it once.
    """
    rpc = sent[-1]
    if sent.count(rpc) > 1:
        return
    late = Rule(rpc, Late(IN_FLIGHT), times=1)
    ways = {
        "INVALID_ARGUMENT": Script((late, Rule(rpc, Abort("INVALID_ARGUMENT"), 1, 1))),
        "UNAVAILABLE": Script((late, Rule(rpc, Abort("UNAVAILABLE"), 1, 1))),
        "cancelled": Script((late, Rule(rpc, Late(SILENCE), 1, 1))),
        "cancelled first": Script((Rule("Connect", Late(LATE), times=1),)),
    }
    turn = configuration.seed + methods(client(driver)).index(method)
    every = stands_for_all(driver, method, configuration)
    for place, (way, script) in enumerate(ways.items()):
        if every or place == turn % len(ways):
            about = "Connect" if way == "cancelled first" else rpc
            words = {"rpc": about, "given_up": way.startswith("cancelled"), "deadline": DEADLINE}
            yield RuntimeTestCase(
                bare(driver, method, configuration), "company", words, script, trigger=f"{about} {way}"
            )


def _reads(driver: RuntimeDriver, besides: str, configuration: RunConfiguration) -> Sequence[Operation]:
    """Return calls of methods that change nothing, on the server or in the client: their order must not matter."""
    kind = client(driver)
    names = [name for name in methods(kind) if method_of(name).effect == "read" and not sleep(name)]
    names = [name for name in names if name != besides]
    offered = [
        name
        for name in names
        if "client_request_id" in {item.name for item in parameters(kind, name)}
        and driver.candidate_offers(name)
    ]
    plan = [call_plan(kind, name)[1] for name in offered]
    return [understood(driver, act) for act in each(plan, configuration.seed)]
