"""A client that hangs, or cannot be made, is waited for a few times and not once for each case."""

import asyncio
import threading
import time
from contextlib import suppress

import pytest

from conformance.clients import Caller, Factory, GivenUpError, LoopWorker, Server, resolve
from conformance.clients.endurance import TIMEOUTS
from conformance.exploration.explore import HUNG, Exploration, waits
from conformance.exploration.profile import profile
from conformance.model import Operation, Raised, Returned, TimedOut
from conformance.tiers.check import RunConfiguration
from conformance.tiers.enduring import explored
from conformance.tiers.tiers import cases
from conformance.tiers.wire.driver import WireDriver
from pytest_milvus.errors import RemedyError

SERVER = Server("wire", "http://127.0.0.1:1", "", "", frozenset())
REFERENCE = resolve("pymilvus:MilvusClient")
LATE = 2.0  # the reference has to return in it, on a busy machine, too


class Broken:
    made = 0

    def __init__(self, **_):
        type(self).made += 1
        raise ValueError("no")


class Hangs:
    made = 0

    def __init__(self, **_):
        type(self).made += 1
        time.sleep(3)


class Endless:
    def __init__(self, **_):
        pass

    async def list_users(self, **_):
        while True:
            pass

    async def list_roles(self, **_):
        return []

    async def stop(self):
        asyncio.get_running_loop().stop()
        await asyncio.sleep(0)
        return "stopped"

    async def close(self):
        pass


class Ignores(Endless):
    calls = 0

    async def list_users(self, **_):
        type(self).calls += 1
        while True:
            with suppress(BaseException):
                await asyncio.sleep(1)


@pytest.mark.parametrize("client", [Broken, Hangs])
def test_a_client_that_cannot_be_made_is_made_once(client):
    client.made = 0
    factory = Factory("tests:client", client)
    with pytest.raises(RemedyError) as first:
        Caller(factory, SERVER, LoopWorker("one"), deadline=0.2).offers("close")
    assert not isinstance(first.value, GivenUpError)
    for _ in range(3):
        with pytest.raises(GivenUpError):
            Caller(factory, SERVER, LoopWorker("another"), deadline=0.2).offers("close")
    assert client.made == 1


def test_a_loop_that_is_busy_for_ever_is_broken_off():
    caller = Caller(Factory("tests:Endless", Endless), SERVER, LoopWorker("busy"), deadline=0.3)
    assert isinstance(caller.run(Operation("list_users")).outcome, TimedOut)
    assert caller.run(Operation("list_roles")).outcome == Returned([])
    caller.close()
    end = time.monotonic() + 10
    while sum(thread.name == "busy" for thread in threading.enumerate()) > 1 and time.monotonic() < end:
        time.sleep(0.05)
    assert sum(thread.name == "busy" for thread in threading.enumerate()) <= 1


def test_a_client_that_stops_its_loop_spoils_no_other_call():
    worker = LoopWorker("stopped")
    caller = Caller(Factory("tests:Endless", Endless), SERVER, worker, deadline=2)
    for _ in range(3):
        told = caller.run(Operation("stop")).outcome
        assert isinstance(told, Raised)
        assert (told.type, told.message) == ("RuntimeError", "Event loop stopped before Future completed.")
        assert caller.run(Operation("list_roles")).outcome == Returned([])
    assert worker.generation == 0
    caller.close()
    worker.close()


def test_only_what_the_candidate_alone_does_not_return_from_counts():
    returned, late = Returned(1), TimedOut(1.0)
    assert waits([returned], [late]) == (HUNG,)
    assert waits([late], [late]) == waits([late], [returned]) == waits([returned], [returned]) == ()


@pytest.mark.parametrize("client", [Endless, Ignores])
def test_a_few_timeouts_end_a_case_and_a_few_such_cases_a_method(client):
    candidate = Factory("tests:client", client)
    driver = WireDriver(REFERENCE, candidate, deadline=LATE)
    configuration = RunConfiguration(profile("quick"), 0)
    found: list[Exploration] = []
    started = time.monotonic()
    try:
        found += [
            explored(case, driver, configuration, candidate) for case in cases(["wire"], ["list_users"])
        ]
    finally:
        driver.close()
    told, *_, last = found
    assert any(name.endswith("(returned, timedout)") for name in told.findings)
    assert told.facts[HUNG] == TIMEOUTS
    assert not last.examples
    assert "did not return" in last.cut_off
    assert time.monotonic() - started < 30 * LATE
