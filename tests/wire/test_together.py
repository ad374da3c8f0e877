"""Test cases that share clients: what is found is what would be found alone, and a standard run tries them all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from pymilvus import MilvusClient

from conformance.clients import Factory, resolve
from conformance.exploration.profile import profile
from conformance.strategies.calls import wrong_calls
from conformance.tiers.tiers import cases
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.check import WireCheck, planned_test_cases
from conformance.tiers.wire.driver import WireDriver
from conformance.tiers.wire.judge import examine
from conformance.tiers.wire.together import examine_together
from pytest_milvus.mock_server.faults import fault_scripts
from tests.mutants.faithful import FaithfulClient
from tests.mutants.wire.failing import GivesUpAtOnce, ToleratesUnimplemented
from tests.mutants.wire.validating import AcceptsAnything

VALIDATION, FAULT = "wire.validation/drop_collection", "wire.fault/list_users"


class Poisoned(AcceptsAnything):
    """Accepts anything, and is of no use after its first error."""

    broken = False

    async def drop_collection(self, *args: Any, **kwargs: Any) -> Any:
        if self.broken:
            raise RuntimeError("poisoned")
        try:
            return await super().drop_collection(*args, **kwargs)
        except Exception:
            self.broken = True
            raise


class OnceOnly(FaithfulClient):
    """Accepts anything in its first call only."""

    used = False

    async def drop_collection(self, collection_name: Any = "books", *args: Any, **kwargs: Any) -> Any:
        name = collection_name if self.used else str(collection_name) or "books"
        self.used = True
        return await super().drop_collection(name, *args, **kwargs)


@pytest.fixture
def drivers() -> Iterator[dict[type, WireDriver]]:
    made: dict[type, WireDriver] = {}
    yield made
    for driver in made.values():
        driver.close()


def driver_of(client: type, drivers: dict[type, WireDriver]) -> WireDriver:
    if client not in drivers:
        drivers[client] = WireDriver(resolve("pymilvus:MilvusClient"), Factory("tests:mutant", client))
    return drivers[client]


def planned(check: str, driver: WireDriver, profile_: str) -> list[WireTestCase]:
    case = next(case for case in cases(["wire"]) if case.id == check)
    assert isinstance(case.check, WireCheck)
    return planned_test_cases(case.check, driver, case.method, profile(profile_), 0)


@pytest.mark.parametrize(
    ("client", "check"),
    [
        (FaithfulClient, VALIDATION),
        (FaithfulClient, FAULT),
        (AcceptsAnything, VALIDATION),
        (Poisoned, VALIDATION),
        (GivesUpAtOnce, FAULT),
        (ToleratesUnimplemented, FAULT),
    ],
)
def test_a_group_finds_what_its_test_cases_show_alone(
    client: type, check: str, drivers: dict[type, WireDriver]
) -> None:
    driver = driver_of(client, drivers)
    look = partial(examine, check, driver)
    some = planned(check, driver, "standard")[:24]

    together = examine_together(check, driver, some, look, ())

    for test_case, shown in zip(some, together, strict=True):
        alone = look(test_case)
        assert [item.fingerprint for item in shown.findings] == [item.fingerprint for item in alone.findings]
        assert (shown.facts, set(shown.covered)) == (alone.facts, set(alone.covered)), test_case


def test_what_agrees_takes_no_clients_of_its_own(drivers: dict[type, WireDriver]) -> None:
    driver = driver_of(FaithfulClient, drivers)
    some, looked = planned(FAULT, driver, "standard")[:12], list[WireTestCase]()

    def look(test_case: WireTestCase) -> Any:
        looked.append(test_case)
        return examine(FAULT, driver, test_case)

    examine_together(FAULT, driver, some, look, ())

    assert looked == [item for item in some if item.script.drops or "UNAVAILABLE" in item.trigger]


def test_what_only_the_first_call_shows_is_found(drivers: dict[type, WireDriver]) -> None:
    driver = driver_of(OnceOnly, drivers)
    some = planned(VALIDATION, driver, "standard")
    look = partial(examine, VALIDATION, driver)

    assert any(item.findings for item in examine_together(VALIDATION, driver, some, look, ()))


@pytest.mark.parametrize("method", ["create_collection", "query", "list_users"])
def test_a_standard_run_tries_every_wrong_call_and_every_fault(
    method: str, drivers: dict[type, WireDriver]
) -> None:
    driver = driver_of(FaithfulClient, drivers)
    wrong = planned(f"wire.validation/{method}", driver, "standard")
    faults = planned(f"wire.fault/{method}", driver, "standard")

    assert {item.trigger for item in wrong} == {item.trigger for item in wrong_calls(MilvusClient, method)}
    for rpc in {item.script.rules[0].rpc for item in faults}:
        assert set(fault_scripts(rpc)) <= {item.script for item in faults}


def test_a_quick_run_tries_one_of_each_kind(drivers: dict[type, WireDriver]) -> None:
    driver = driver_of(FaithfulClient, drivers)
    kinds = {item.trigger: item.kind for item in wrong_calls(MilvusClient, "query")}

    tried = [kinds[item.trigger] for item in planned("wire.validation/query", driver, "quick")]

    assert sorted(tried) == sorted(set(kinds.values()))
