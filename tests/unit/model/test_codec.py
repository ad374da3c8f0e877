"""What is stored in a report comes back as it was, types included."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.catalogue import method_of
from conformance.model import Raised, Returned, Scene, SceneTestCase, TimedOut, Typed
from conformance.model.codec import decode, encode
from conformance.strategies.scenes import scenes
from conformance.tiers.live.check import LiveCheck
from conformance.tiers.tiers import cases
from pytest_milvus.data import data_path, load_toml
from pytest_milvus.values.recipe import Made, Name

CAPABILITIES = frozenset(load_toml(data_path("engines", "milvus-2.6.toml"))["offers"])
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
CASES = st.sampled_from([case for case in cases(["live"]) if isinstance(case.check, LiveCheck)])
SCENES = scenes(capabilities=CAPABILITIES, max_rows=4)


@st.composite
def planned_test_cases(draw: st.DrawFn) -> SceneTestCase:
    case = draw(CASES)
    scene: Scene = draw(SCENES)
    return draw(case.check.planned_test_cases(method_of(case.method), [scene], capabilities=CAPABILITIES))


def through_json(value: Any) -> Any:
    return decode(json.loads(json.dumps(encode(value))))


@given(planned_test_cases())
@SLOW
def test_a_trial_comes_back_as_it_was(test_case):
    # repr as well, because True == 1 == 1.0
    again = through_json(test_case)
    assert again == test_case
    assert repr(again) == repr(test_case)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 1, 1.0, -0.0, 2**63 - 1, 2**53 + 1, "", "$tuple", "é\n\x00", b"", b"\x00\xff"),
        *(float("inf"), float("-inf"), 5e-324, (), (1,), [()], {}, {"a": 1}),
        {"$bytes": "no bytes"},
        {1: "int", False: "bool"},
        {(1, 2): {None: [b"x"]}},
        Made("pymilvus:RRFRanker", (60,), {"k": (1, [2])}),
        Name("pymilvus:DataType.INT64"),
        Returned(
            Typed("pymilvus.client.types.OmitZeroDict", {"insert_count": 1}), awaited=False, elapsed=0.5
        ),
        Raised("pymilvus.exceptions.MilvusException", 100, "text"),
        Raised("grpc.RpcError", "UNIMPLEMENTED", ""),
        TimedOut(30.0),
    ],
    ids=repr,
)
def test_a_value_comes_back_as_it_was(value):
    assert repr(through_json(value)) == repr(value)


def test_nan_comes_back_as_nan():
    assert repr(through_json([float("nan")])) == "[nan]"


@pytest.mark.parametrize("value", [object(), {1, 2}, 1j, range(3)])
def test_what_cannot_be_stored_is_an_error(value):
    with pytest.raises(TypeError, match="cannot store a"):
        encode([value])


@pytest.mark.parametrize("document", [{"$Unknown": {}}, {"$SceneTestCase": 7}, {"$": 1}])
def test_a_damaged_document_is_an_error(document):
    with pytest.raises(ValueError, match="unknown tag"):
        decode(document)
