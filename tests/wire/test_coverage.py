"""The standard profile exercises every parameter of every method, and reaches every RPC that its source names."""

import logging
from collections.abc import Iterator

import pytest
from pymilvus import MilvusClient

from conformance.clients import Call, resolve
from conformance.exploration.profile import profile
from conformance.model import Operation, Raised, Returned
from conformance.strategies.calls import methods
from conformance.tiers.wire.case import WireTrial
from conformance.tiers.wire.check import drawn
from conformance.tiers.wire.checks import ANSWER, FAULT, REQUEST
from conformance.tiers.wire.coverage import coverable, covered
from conformance.tiers.wire.driver import WireSide, WireStage
from pytest_milvus.mock_server import Refusal, Request, Rule, Script, rpcs


@pytest.fixture(scope="module")
def stage() -> Iterator[WireStage]:
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    reference = resolve("pymilvus:MilvusClient")
    stage = WireStage(reference, reference)
    yield stage
    stage.close()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("method", methods(MilvusClient))
def test_the_standard_profile_exercises_every_parameter_and_rpc(method: str, stage: WireStage) -> None:
    wanted = coverable(MilvusClient, method)
    left = {(topic, name) for topic, names in wanted.items() for name in names}
    for check in (REQUEST, FAULT, ANSWER):
        for trial in drawn(check, stage, method, profile("standard"), 0) if left else ():
            left -= set(covered(MilvusClient, trial, stage.alone(trial)))
            if not left:
                break
    assert not left


SEARCH = Operation("search", ("books", [[1.0]]), {"limit": 3, "anns_field": "vector", "surely_not": 1})
GIVEN = {("parameters", name) for name in ("collection_name", "data", "limit", "anns_field")}


def side(outcome: Returned | Raised) -> WireSide:
    return WireSide((), Call(outcome), (Request("Search", rpcs()["Search"].request(), (), None, 0),), ())


@pytest.mark.parametrize(
    ("trial", "outcome", "expected"),
    [
        (WireTrial(SEARCH), Returned(None), GIVEN),
        (WireTrial(SEARCH), Raised("ParamError", 1, ""), set()),
        (WireTrial(SEARCH, valid=SEARCH), Returned(None), set()),
        (
            WireTrial(SEARCH, script=Script((Rule("Search", Refusal(8, "RateLimit")),))),
            Returned(None),
            {("faults", "Search RateLimit")},
        ),
        (WireTrial(SEARCH, script=Script((Rule("Search", Refusal(8), skip=1),))), Returned(None), set()),
    ],
)
def test_only_a_plain_call_that_is_carried_out_counts(trial, outcome, expected) -> None:
    assert set(covered(MilvusClient, trial, side(outcome))) == expected | {("rpcs", "Search")}
