"""What one check leaves to another is told by one of the two, and what a control has seen is not lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from conformance.clients import Factory, resolve
from conformance.compare import Difference
from conformance.exploration.explore import Examination
from conformance.exploration.finding import Finding
from conformance.exploration.profile import profile
from conformance.tiers.check import RunConfiguration
from conformance.tiers.tiers import cases
from conformance.tiers.wire import check as module
from conformance.tiers.wire.driver import WireDriver
from tests.mutants.faithful import FaithfulClient
from tests.mutants.wire.decoding import AnswersAtOnceUntold, HandsOutList
from tests.mutants.wire.sending import SendsNoDatabase

Explore = Callable[..., list[str]]


@pytest.fixture
def explore() -> Iterator[Explore]:
    drivers: dict[type, WireDriver] = {}

    def look(client: type, *ids: str, known: str = "") -> list[str]:
        reference = resolve("pymilvus:MilvusClient")
        if client not in drivers:
            drivers[client] = WireDriver(reference, Factory("tests:mutant", client))
        found: list[str] = []
        for case in cases(["wire"]):
            if case.id in ids:
                configuration = RunConfiguration(profile("quick"), 0, {known: None} if known else {})
                found += case.check.explore(case.method, drivers[client], configuration).findings
        return found

    yield look
    for driver in drivers.values():
        driver.close()


@pytest.mark.parametrize(
    ("client", "method", "told"),
    [
        (HandsOutList, "list_users", "type result"),
        (SendsNoDatabase, "list_users", "metadata ListCredUsers.dbname"),
        (AnswersAtOnceUntold, "get_load_state", "awaitable result"),
    ],
)
def test_what_a_check_leaves_to_another_is_told_once(
    client: type, method: str, told: str, explore: Explore
) -> None:
    name = f"wire.request/{method} {told}"

    assert explore(client, f"wire.fault/{method}", f"wire.validation/{method}") == [name]
    assert explore(client, f"wire.request/{method}")[0].startswith(name)
    assert explore(client, f"wire.fault/{method}") == []


def test_what_is_known_of_the_other_check_is_not_told(explore: Explore) -> None:
    known = "wire.request/list_users type result [timeout]"

    assert explore(HandsOutList, "wire.fault/list_users", known=known) == []
    assert explore(FaithfulClient, "wire.fault/list_users") == []


@dataclass(frozen=True)
class TestCase:
    """A test case of some size."""

    __test__ = False

    size: tuple[int, int]


def test_a_smaller_test_case_that_no_control_saw_takes_no_place(
    explore: Explore, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, small = TestCase((0, 2)), TestCase((0, 1))

    def examine(check: str, driver: Any, test_case: TestCase, settled: Any = ()) -> Examination:
        finding = Finding(check, Difference("value", "result", 1, 2), test_case, {}, {})
        if finding.fingerprint in settled:
            return Examination((finding,), vetted=False)
        # With a control, the smaller one proves to show what it shows without what is wrong, too.
        return Examination((finding,) if test_case == large else ())

    monkeypatch.setattr(module, "examine", examine)
    monkeypatch.setattr(module, "drawn", lambda *_: [large, small])
    monkeypatch.setattr(module, "minimise", lambda finding, again, attempts: finding)

    assert explore(FaithfulClient, "wire.answer/list_users") == ["wire.answer/list_users value result"]
