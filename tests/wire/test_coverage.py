"""The standard profile exercises every parameter of every method, and reaches every RPC that its source names."""

import logging
from collections.abc import Iterator

import pytest
from pymilvus import MilvusClient

from conformance.catalogue import method_of
from conformance.clients import Call, resolve
from conformance.exploration.profile import profile
from conformance.model import Operation, Raised, Returned
from conformance.strategies.calls import methods
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.check import drawn
from conformance.tiers.wire.checks import ANSWER, FAULT, REQUEST
from conformance.tiers.wire.coverage import coverable, covered
from conformance.tiers.wire.driver import WireDriver, WireSide
from pytest_milvus.mock_server import Refusal, Request, Rule, Script, rpcs
from tests.sampling import one_of_each


@pytest.fixture(scope="module")
def driver() -> Iterator[WireDriver]:
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    reference = resolve("pymilvus:MilvusClient")
    driver = WireDriver(reference, reference)
    yield driver
    driver.close()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("method", one_of_each(methods(MilvusClient), lambda name: method_of(name).effect))
def test_the_standard_profile_exercises_every_parameter_and_rpc(method: str, driver: WireDriver) -> None:
    wanted = coverable(MilvusClient, method)
    left = {(topic, name) for topic, names in wanted.items() for name in names}
    for check in (REQUEST, FAULT, ANSWER):
        for test_case in drawn(check, driver, method, profile("standard"), 0) if left else ():
            left -= set(covered(MilvusClient, test_case, driver.alone(test_case)))
            if not left:
                break
    assert not left


SEARCH = Operation("search", ("books", [[1.0]]), {"limit": 3, "anns_field": "vector", "surely_not": 1})
GIVEN = {("parameters", name) for name in ("collection_name", "data", "limit", "anns_field")}


def side(outcome: Returned | Raised) -> WireSide:
    return WireSide((), Call(outcome), (Request("Search", rpcs()["Search"].request(), (), None, 0),), ())


@pytest.mark.parametrize(
    ("test_case", "outcome", "expected"),
    [
        (WireTestCase(SEARCH), Returned(None), GIVEN),
        (WireTestCase(SEARCH), Raised("ParamError", 1, ""), set()),
        (WireTestCase(SEARCH, valid=SEARCH), Returned(None), set()),
        (
            WireTestCase(SEARCH, script=Script((Rule("Search", Refusal(8, "RateLimit")),))),
            Returned(None),
            {("faults", "Search RateLimit")},
        ),
        (WireTestCase(SEARCH, script=Script((Rule("Search", Refusal(8), skip=1),))), Returned(None), set()),
    ],
)
def test_only_a_plain_call_that_is_carried_out_counts(test_case, outcome, expected) -> None:
    assert set(covered(MilvusClient, test_case, side(outcome))) == expected | {("rpcs", "Search")}
