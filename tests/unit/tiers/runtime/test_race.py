"""What a race within a client hides at one try is looked for at further ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from conformance.model import Operation
from conformance.tiers.runtime import race
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.driver import Performance

CHECK = "runtime.timeout/get"
NAME = f"{CHECK} ending timeout (RpcError, MilvusException)"
ASPECT = ("ending", "timeout (RpcError, MilvusException)")
TEST_CASE = RuntimeTestCase(Operation("get"), "deadline")
ALIKE, DIFFERS = ("RpcError", "RpcError"), ("RpcError", "MilvusException")


def went(expected: str, seen: str, timeout: float = 0.5) -> Performance:
    return Performance({"ended": seen, "timeout": timeout}, {"ended": expected, "timeout": timeout}, ())


class Driver:
    """Shows endings in turn, the last one for ever."""

    def __init__(self, *endings: tuple[str, str]) -> None:
        self.endings, self.tries, self.vain = list(endings), 0, 0
        self.alike: set[tuple[str, str]] = set()

    def perform(self, test_case: RuntimeTestCase) -> Performance:
        assert test_case.words["held"]
        self.tries += 1
        return went(*(self.endings.pop(0) if len(self.endings) > 1 else self.endings[0]))


def decided(
    driver: Any, performance: Performance, known: Sequence[str] = (NAME,), **words: Any
) -> Performance:
    return race.decided(driver, words.get("test_case", TEST_CASE), performance, CHECK, known)


def test_what_is_known_and_did_not_show_is_looked_for_again() -> None:
    driver = Driver(ALIKE, ALIKE, DIFFERS)
    assert decided(driver, went(*ALIKE)) == went(*DIFFERS)
    assert driver.tries == 3


def test_what_showed_with_another_method_is_looked_for_again() -> None:
    driver = Driver(DIFFERS)
    assert decided(driver, went(*ALIKE), known=()) == went(*ALIKE)
    driver.alike.add(ASPECT)
    assert decided(driver, went(*ALIKE), known=()) == went(*DIFFERS)


def test_clients_that_agree_stay_so_and_a_mended_client_is_soon_believed() -> None:
    driver = Driver(ALIKE)
    assert [decided(driver, went(*ALIKE)) for _ in range(10)] == [went(*ALIKE)] * 10
    assert driver.tries == race.VAIN * race.TRIES


def test_a_try_that_came_to_nothing_replaces_none() -> None:
    driver = Driver(ALIKE)
    driver.perform = lambda test_case: Performance(None, None, ())  # type: ignore[method-assign]
    assert decided(driver, went(*ALIKE)) == went(*ALIKE)


@pytest.mark.parametrize(
    ("performance", "test_case"),
    [
        (went(*DIFFERS), TEST_CASE),
        (went("returned", "returned"), TEST_CASE),
        (went("hung", "hung"), TEST_CASE),
        (went(*ALIKE, timeout=0), TEST_CASE),
        (Performance(None, None, ()), TEST_CASE),
        (went(*ALIKE), RuntimeTestCase(Operation("get"), "plain")),
        (went(*ALIKE), RuntimeTestCase(Operation("get"), "deadline", by_chance=True)),
    ],
)
def test_nothing_is_tried_again_where_no_race_can_hide_anything(
    performance: Performance, test_case: Any
) -> None:
    driver = Driver(DIFFERS)
    driver.alike.add(ASPECT)
    assert decided(driver, performance, test_case=test_case) is performance
    assert driver.tries == 0
