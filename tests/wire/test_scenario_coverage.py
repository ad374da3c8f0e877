"""The standard profile puts every method that sends an RPC to every scenario that there is for it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from pymilvus import AsyncMilvusClient, MilvusClient

from conformance.clients import resolve
from conformance.exploration.profile import profile
from conformance.model import Operation
from conformance.strategies.calls import methods, parameters
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.check import RuntimeCheck
from conformance.tiers.runtime.coverage import coverable, covered
from conformance.tiers.runtime.driver import Performance, RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import rehearsed
from conformance.tiers.tiers import cases
from pytest_milvus.mock_server import Request, rpcs

STANDARD = RunConfiguration(profile("standard"), 0)
OFFERED = [name for name in methods(MilvusClient) if hasattr(AsyncMilvusClient, name)]
OWED = {"loop", "cancellation", "concurrency", "retry", "reconnection", "lifecycle"}


@pytest.fixture(scope="module")
def driver() -> Iterator[RuntimeDriver]:
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    driver = RuntimeDriver(resolve("pymilvus:MilvusClient"), resolve("pymilvus:AsyncMilvusClient"))
    for method in OFFERED:  # together, because each waits
        driver.begin(rehearsed(driver, method, STANDARD))
    yield driver
    driver.close()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("method", OFFERED)
def test_the_standard_profile_tries_every_drill(method: str, driver: RuntimeDriver) -> None:
    (shown,) = driver.recall([rehearsed(driver, method, STANDARD)])
    if all(request.rpc == "Connect" for request in shown.requests):
        return
    timed = {"timeout"} if "timeout" in {item.name for item in parameters(MilvusClient, method)} else set()
    for case in cases(["runtime"], [method]):
        assert isinstance(case.check, RuntimeCheck)
        if case.check.topic in OWED | timed:
            planned = case.check.plan(driver, method, STANDARD)
            assert not isinstance(planned, Idle), planned
            assert planned


def request(rpc: str) -> Request:
    return Request(rpc, rpcs()[rpc].request(), (), None, 0)


TEST_CASE = RuntimeTestCase(Operation("search"), "restart", {"rpc": "Search"})


@pytest.mark.parametrize(
    ("seen", "sent", "expected"),
    [
        ({}, ("Connect", "Search"), {("scenarios", "restart"), ("rpcs", "Search")}),
        ({}, ("Connect",), set()),
        ({"reached": False}, ("Connect", "Search"), set()),
        ({"reached": True}, ("Connect",), {("scenarios", "restart")}),
        (None, ("Search",), set()),
    ],
)
def test_a_drill_counts_where_it_came_to_its_rpc(seen, sent, expected) -> None:
    performance = Performance(seen, None, tuple(map(request, sent)))
    assert set(covered(TEST_CASE, performance)) == expected


def test_what_is_planned_is_to_be_covered() -> None:
    assert coverable([TEST_CASE]) == {"scenarios": {"restart": 0}}
