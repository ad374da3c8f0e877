"""On a busy machine a reference may be late; what came to nothing for that is done again, alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from conformance.clients import resolve
from conformance.exploration.profile import profile
from conformance.model import Operation
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime import check as runtime_check
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.coverage import settled
from conformance.tiers.runtime.driver import Performance, RuntimeDriver, Unready
from conformance.tiers.runtime.plans import rehearsal
from pytest_milvus.mock_server import Request, rpcs

QUICK = RunConfiguration(profile("quick"), 0)
SENT = (Request("ListCredUsers", rpcs()["ListCredUsers"].request(), (), None, 0),)


def performance(ended: str) -> Performance:
    return Performance({"ended": ended}, None, SENT)


class TwinsDriver:
    """Tells how a rehearsal ended beside others, and alone."""

    reference, candidate = resolve("pymilvus:MilvusClient"), resolve("pymilvus:AsyncMilvusClient")

    def __init__(self, beside: str, alone: str) -> None:
        self.beside, self.left = performance(beside), performance(alone)
        self.alone = 0
        self.known: dict[Any, Any] = {}

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    def begin(self, test_case: RuntimeTestCase, *, model: bool) -> None:
        assert model, "nothing else is begun ahead"

    def recall(self, planned_test_cases: Sequence[RuntimeTestCase]) -> list[Performance]:
        (test_case,) = planned_test_cases
        by_reference = Performance(None, None, (), others=SENT)
        return [by_reference if test_case.scenario == "plain" else self.beside]

    def perform(self, _trial: RuntimeTestCase) -> Performance:
        self.alone += 1
        return self.left


@pytest.mark.parametrize("beside", ["hung", "MilvusException", "RpcError"])
def test_a_rehearsal_that_may_have_failed_by_chance_is_done_again_once(beside: str) -> None:
    driver: Any = TwinsDriver(beside, "returned")
    for _ in range(2):
        assert rehearsal.sends(driver, "list_users", QUICK) == ["ListCredUsers"]
        assert not rehearsal.fails(driver, "list_users", QUICK)
    assert driver.alone == 1


@pytest.mark.parametrize(("beside", "alone"), [("AttributeError", 0), ("hung", 1)])
def test_what_fails_alone_or_in_a_way_that_no_load_explains_fails(beside: str, alone: int) -> None:
    driver: Any = TwinsDriver(beside, beside)
    assert isinstance(rehearsal.sends(driver, "list_users", QUICK), Idle)
    assert rehearsal.fails(driver, "list_users", QUICK)
    assert driver.alone == alone


def test_nobody_waits_to_be_alone_who_only_looks_ahead() -> None:
    driver = RuntimeDriver(resolve("pymilvus:MilvusClient"), resolve("pymilvus:AsyncMilvusClient"))
    try:
        with driver.hurry(), pytest.raises(Unready):
            driver.perform(RuntimeTestCase(Operation("list_users"), "heartbeat"))
    finally:
        driver.close()


IN_TIME = {"reached": True, "connected": True, "seconds": 0.5, "timeout": 0.5, "margin": 1.0}
CONNECTING, UNNOTICED = {**IN_TIME, "reached": False, "connected": False}, {**IN_TIME, "reached": False}


@pytest.mark.parametrize(("seen", "expected"), [(CONNECTING, None), (IN_TIME, UNNOTICED)])
@pytest.mark.parametrize(("missed", "tries"), [(0, 1), (2, 3), (9, runtime_check.CONNECTIONS)])
def test_a_timeout_that_passed_before_it_was_due_is_tried_again(
    missed: int, tries: int, seen: dict[str, Any], expected: dict[str, Any] | None
) -> None:
    undecided, decided = Performance(seen, expected, ()), Performance(IN_TIME, IN_TIME, ())
    shown = [undecided] * (1 + missed) + [decided]

    class Driver:
        def recall(self, test_cases: Sequence[RuntimeTestCase]) -> list[Performance]:
            return [self.perform(test_case) for test_case in test_cases]

        def perform(self, _: RuntimeTestCase) -> Performance:
            return shown.pop(0)

    driver: Any = Driver()
    before = len(shown)
    done = runtime_check.performed(driver, RuntimeTestCase(Operation("list_users"), "deadline"))
    assert done is (decided if missed < runtime_check.CONNECTIONS else undecided)
    assert before - len(shown) == 1 + tries


DEADLINE = {"timeout": 0.5, "margin": 1.0, "ended": "MilvusException"}


@pytest.mark.parametrize(
    ("scenario", "seen", "expected", "wanted"),
    [
        ("budget", {"ended": "MilvusException"}, {"ended": "returned"}, True),
        ("budget", {"ended": "MilvusException"}, {"ended": "MilvusException"}, False),
        ("deadline", {**DEADLINE, "seconds": 0.5}, {**DEADLINE, "seconds": 9.0}, False),
        ("deadline", {**DEADLINE, "seconds": 9.0}, {**DEADLINE, "seconds": 0.5}, True),
        ("deadline", {**DEADLINE, "seconds": 9.0}, {**DEADLINE, "seconds": 9.0}, False),
        ("deadline", {**DEADLINE, "seconds": 9.0}, None, True),
        ("heartbeat", {}, {}, True),
    ],
)
def test_a_drill_says_whether_it_came_to_something(
    scenario: str, seen: dict[str, Any], expected: dict[str, Any] | None, wanted: bool
) -> None:
    test_case = RuntimeTestCase(Operation("list_users"), scenario)
    assert settled(test_case, Performance(seen, expected, ())) is wanted
