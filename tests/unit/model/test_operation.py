"""An operation is a value: it prints as the call it makes, and nothing a client does can change it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.catalogue import method_of
from conformance.model import COLLECTION, Made, Name, Operation, Placeholder, record
from conformance.strategies.scenes import scenes
from conformance.tiers.live.check import LiveCheck
from conformance.tiers.tiers import cases
from pytest_milvus.data import data_path, load_toml

CAPABILITIES = frozenset(load_toml(data_path("engines", "milvus-2.6.toml"))["offers"])
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
CASES = st.sampled_from([case for case in cases(["live"]) if isinstance(case.check, LiveCheck)])
SCENES = scenes(capabilities=CAPABILITIES, max_rows=4)


@st.composite
def acts(draw: st.DrawFn) -> list[Operation]:
    case = draw(CASES)
    test_case = draw(
        case.check.planned_test_cases(method_of(case.method), [draw(SCENES)], capabilities=CAPABILITIES)
    )
    return [*test_case.scene.setup(), *test_case.acts]


class Recorder:
    """A client whose every method returns its arguments."""

    def __getattr__(self, method):
        return lambda *args, **kwargs: (method, list(args), kwargs)


@given(acts())
@SLOW
def test_the_code_makes_the_same_call(operations):
    for operation in operations:
        names = {"client": Recorder(), "collection": "c"}
        exec("\n".join(operation.imports()), names)
        method, args, kwargs = eval(operation.code(), names)
        expected_args, expected_kwargs = operation.bind({"collection": "c"}).arguments()
        assert method == operation.method
        assert repr(record([args, kwargs])) == repr(record([expected_args, expected_kwargs]))


def test_placeholders_are_replaced_wherever_they_stand():
    operation = Operation("m", (COLLECTION, [COLLECTION, (COLLECTION,)]), {"a": {"b": COLLECTION}, "c": "x"})
    bound = operation.bind({"collection": "name"})
    assert bound == Operation("m", ("name", ["name", ("name",)]), {"a": {"b": "name"}, "c": "x"})
    assert operation.args[0] is COLLECTION


def test_a_placeholder_without_a_name_stays_and_cannot_be_built():
    bound = Operation("m", (Placeholder("other"),)).bind({"collection": "name"})
    assert bound.args == (Placeholder("other"),)
    with pytest.raises(LookupError, match="'other' is not bound"):
        bound.arguments()


def test_arguments_are_new_each_time():
    operation = Operation("m", ([{"a": [1]}],), {"made": Made("builtins:dict", (), {"x": [1]})})
    (args, kwargs), (other_args, other_kwargs) = operation.arguments(), operation.arguments()
    args[0][0]["a"].append(2)
    kwargs["made"]["x"].append(2)
    assert (other_args, other_kwargs) == ([[{"a": [1]}]], {"made": {"x": [1]}})
    assert operation.arguments() == (other_args, other_kwargs)


def test_code_spells_what_repr_does_not():
    operation = Operation("m", (float("inf"), (1,), b"\x00"), {"dtype": Name("pymilvus:DataType.INT64")})
    assert operation.code() == "client.m(float(\"inf\"), (1,), b'\\x00', dtype=DataType.INT64)"
    assert operation.code("c").startswith("c.m(")
    assert operation.imports() == {"from pymilvus import DataType"}


def test_a_keyword_that_is_no_name_is_printed_as_python_takes_it():
    act = Operation("m", (1,), {"log-level": "debug", "timeout": 2})
    assert str(act) == "client.m(1, timeout=2, **{'log-level': 'debug'})"
    assert eval(act.code(), {"client": Recorder()}) == ("m", [1], act.kwargs)
