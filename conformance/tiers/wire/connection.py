"""The connection on the wire: what is sent for it, and what becomes of its faults.

The one rule: it is a call like any other. The constructor makes it, or the first call: both are one step here, so that
it does not matter which of them fails.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.model import Operation
from conformance.strategies.calls import call_plan
from conformance.tiers.wire.case import Setting, WireTestCase
from conformance.tiers.wire.check import WireCheck
from conformance.tiers.wire.coverage import fault
from conformance.tiers.wire.driver import WireDriver
from pytest_milvus.mock_server.answers import answers
from pytest_milvus.mock_server.faults import fault_scripts
from pytest_milvus.mock_server.script import Late, Rule, Script

__all__ = ["CONNECTION"]

RPC = "Connect"

AGAIN = f"{RPC} again after "
"""How the trigger of a test case begins in which the first try to connect has a fault, and the next one has not."""

SETTINGS = (Setting(), Setting(token="", db_name=""), Setting("an-api-key", "default"))

WORDS: tuple[Mapping[str, Any], ...] = (
    {"timeout": 5.5},
    {"timeout": 4},
    {"user": "ann", "password": "secret"},
)
"""What else a client of pymilvus can be made with, and shows when it connects."""

ANSWERED = 2
"""Generated answers that are tried of a method."""

TIMEOUT = 10
"""Seconds of a timeout that does not pass: what pymilvus gives a connection, too, so that it does not matter whether a
client counts the timeout of its first call while it connects (`runtime.timeout` tells that)."""


def plan(driver: WireDriver, method: str, seed: int) -> Iterator[SearchStrategy[WireTestCase]]:
    """Plan how a client connects: plainly, with each argument of the constructor, with other answers, with faults.

    A fault befalls a call with a timeout or without one; and the call after it, too, where it has passed by then.
    """
    client = driver.reference.client
    assert client is not None  # see WireCheck.methods
    calls = call_plan(client, method)[1]
    connecting = partial(st.builds, WireTestCase, calls, connects=st.just(True))
    yield from (connecting(setting=st.just(setting)) for setting in SETTINGS)
    for words in WORDS:
        if all(side.takes(name) for side in (driver.reference, driver.candidate) for name in words):
            setting = Setting("" if "user" in words else Setting().token, words=words)
            yield connecting(setting=st.just(setting), trigger=st.just(", ".join(words)))
    told = st.builds(Rule, st.just(RPC), answers(RPC)).map(lambda rule: Script((rule,)))
    yield from [connecting(script=told, trigger=st.just(RPC))] * ANSWERED
    chance = random.Random(f"{seed} {method}")
    scripts = [(script, again) for script in fault_scripts(RPC) for again in _turns(script)]
    chance.shuffle(scripts)
    for script, again in scripts:
        timed = chance.random() < 1 / 2
        yield calls.map(partial(_faulty, script=script, again=again, timed=timed))


def _turns(script: Script) -> tuple[bool, ...]:
    """Return whether the call that a fault befalls is tried, and whether the next one is."""
    (rule,) = script.rules
    passes = rule.times is not None and not isinstance(rule.answer, Late)
    return (False, True) if passes else (False,)


def _faulty(act: Operation, script: Script, *, again: bool, timed: bool) -> WireTestCase:
    if timed:
        act = replace(act, kwargs={**act.kwargs, "timeout": TIMEOUT})
    about = f"{AGAIN if again else f'{RPC} '}{_fault(script)}"
    return WireTestCase(act, (act,) * again, script, trigger=about, connects=True)


def _fault(script: Script) -> str:
    (rule,) = script.rules
    return fault(rule.answer)


CONNECTION = WireCheck(
    "connection",
    "``wire.connection``: both clients connect alike.\n\n"
    "What is sent in order to connect, field by field, with its metadata and its deadline, for every argument of the "
    "constructor; what becomes of each fault of it, and of the call after a fault that has passed. A client may "
    "connect when it is made, or with its first call: to make it is part of that call here.\n\n"
    "Why it matters: a server that is starting, busy or of another version shows itself first when a client connects; "
    "whoever waits for it there has to know which error to expect, and that the next try can work.\n\n"
    "A failure names in brackets the fault, or the argument of the constructor; both sides are what each client sent, "
    "or how the first call ended. It shows with methods that may stand for all: how a client connects does not depend "
    "on what is called then.",
    plan,
    share=4,
    whole=lambda driver, method, seed: sum(1 for _ in plan(driver, method, seed)),
    representative=True,
)
