"""Values of parameters: all of them can be made, and what a release has no names for is not drawn."""

from collections.abc import Iterator

import pytest
from pymilvus import MilvusClient

from conformance.catalogue import method_of
from conformance.model import Made, Name
from conformance.strategies.calls import catalogued, methods, parameters
from conformance.strategies.calls.parameters import Parameter
from conformance.strategies.calls.values import BY_NAME, values
from pytest_milvus.values.recipe import Recipe, offered
from pytest_milvus.values.schema import Field, Schema


def known() -> Iterator[tuple[str, str, object]]:
    for method in methods(MilvusClient):
        for item in parameters(MilvusClient, method):
            for value in method_of(method).arguments.values.get(item.name, BY_NAME.get(item.name, ())):
                yield method, item.name, value


def drawn(method: str, parameter: Parameter) -> list[object]:
    found = values(method, parameter)
    return [found.example() for _ in range(20)]


CONFIG = Parameter("config", "positional", True, None)
RANKER = Parameter("ranker", "positional", True, None)


def test_no_value_for_the_installed_release_is_left_out() -> None:
    assert [(method, name) for method, name, value in known() if not offered(value)] == []


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_a_class_that_the_release_lacks_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalogued("create_resource_group", "config")
    assert all(isinstance(value, Made) for value in drawn("create_resource_group", CONFIG))
    monkeypatch.delattr("pymilvus.client.types.ResourceGroupConfig")
    assert not catalogued("create_resource_group", "config")
    assert drawn("create_resource_group", CONFIG) == ["something"] * 20


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_of_several_values_those_stay_that_the_release_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("pymilvus.WeightedRanker")
    assert catalogued("hybrid_search", "ranker")
    assert {value.factory for value in drawn("hybrid_search", RANKER)} == {"pymilvus:RRFRanker"}


@pytest.mark.parametrize(
    "lacked",
    [
        Name("pymilvus:Nothing"),
        Name("pymilvus.no_such_module:A"),
        Name("pymilvus:DataType.NOTHING"),
        Made("pymilvus:AnnSearchRequest", ([], "vector", {}, 5), {"no_such_keyword": 1}),
        Schema((Field("id", "INT64", primary=True), Field("x", "NO_SUCH_TYPE"))),
    ],
    ids=["class", "module", "member", "keyword", "type of a schema"],
)
def test_what_a_release_lacks_is_not_offered_at_whatever_depth(lacked: Recipe) -> None:
    assert not offered(lacked)
    assert not offered({"k": [(1, lacked)]})
