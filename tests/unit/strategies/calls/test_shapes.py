"""Shapes of arguments: each can be made, stands in a call of its own, and what has no value is named."""

from __future__ import annotations

import pytest
from pymilvus import MilvusClient

from conformance.catalogue import method_of
from conformance.exploration.sampling import each
from conformance.strategies.calls import methods, parameters, shaped_call, shapes, valueless
from conformance.strategies.calls.shapes import BY_NAME
from pytest_milvus.values.recipe import offered

METHODS = [name for name in methods(MilvusClient) if shapes(MilvusClient, name)]


@pytest.mark.parametrize("method", METHODS)
def test_each_shape_stands_in_a_call_of_its_own(method: str) -> None:
    found = shapes(MilvusClient, method)
    calls = [shaped_call(MilvusClient, method, trigger) for trigger in found]
    for (trigger, given), act in zip(found.items(), each(calls, 0), strict=True):
        assert trigger.partition(": ")[0] in given
        assert all(act.kwargs[name] == value for name, value in given.items())
        assert not set("[]") & set(trigger)  # they are what a fingerprint's trigger stands in


def test_no_shape_for_the_installed_release_is_left_out() -> None:
    every = [("all", name, dict(found)) for name, found in BY_NAME.items()]
    of_methods = [(method, method_of(method).arguments.shapes) for method in METHODS]
    every += [
        (method, trigger, dict(given)) for method, found in of_methods for trigger, given in found.items()
    ]
    assert [(whose, trigger) for whose, trigger, given in every if not offered(given)] == []


def test_what_only_a_decorator_reads_has_its_shapes_where_one_method_stands_for_all() -> None:
    assert "retry_times: text" in shapes(MilvusClient, "list_users")
    assert "retry_times: text" not in shapes(MilvusClient, "drop_role")


class Client:
    def find(self, name: str, size: int | None = None, ids: list[str] | str = (), **kwargs: object) -> None:
        """Find something.

        Args:
            name (str): Its name.
            size (``int/dict``, optional): How many.
            other (bytes): Of no parameter.
        """
        if isinstance(ids, (tuple, bool)):
            raise TypeError


def test_kinds_that_hints_documentation_and_source_name_and_no_value_is_of_are_named() -> None:
    assert set(valueless(Client, "find")) >= {"size: int", "size: dict"}
    assert "name: str" not in valueless(Client, "find")
    assert not any(item.startswith("other") for item in valueless(Client, "find"))


def test_nothing_of_the_installed_release_is_without_a_value() -> None:
    lacking = {name: valueless(MilvusClient, name) for name in methods(MilvusClient)}
    assert {name: kinds for name, kinds in lacking.items() if kinds} == {}
    assert any(item.name == "dimension" for item in parameters(MilvusClient, "create_collection"))
