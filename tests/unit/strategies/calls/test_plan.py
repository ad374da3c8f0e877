"""Every public method of the installed client is called in every way that the wire tier promises."""

import inspect
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from pymilvus import MilvusClient

from conformance.catalogue import method_of, sleep
from conformance.catalogue import methods as records
from conformance.exploration.sampling import each
from conformance.model import Operation
from conformance.strategies.calls import (
    Wrong,
    call_plan,
    methods,
    parameters,
    planned_calls,
    wrong_calls,
)
from tests.sampling import one_of_each

METHODS = methods(MilvusClient)
OF_EACH_EFFECT = one_of_each(METHODS, lambda method: method_of(method).effect)
"""The wrong calls of a method are about sixty, and eight thousand of all."""


@cache
def calls(method: str) -> tuple[Operation, ...]:
    return tuple(each(call_plan(MilvusClient, method), 0))


@cache
def wrong(method: str) -> tuple[Wrong, ...]:
    return wrong_calls(MilvusClient, method)


@cache
def pairs(method: str) -> tuple[tuple[Operation, Operation], ...]:
    return tuple(each([item.pairs for item in wrong(method)], 0))


def having(wanted: Callable[[Operation], bool], method: str) -> Iterator[Operation]:
    return (call for call in calls(method) if wanted(call))


def given(call: Operation) -> set[str]:
    placed = [item.name for item in parameters(MilvusClient, call.method) if item.kind == "positional"]
    return {*placed[: len(call.args)], *call.kwargs}


def test_inherited_methods_are_methods():
    assert len(METHODS) >= 100
    assert {"search", "create_schema", "close"} <= set(METHODS)


@pytest.mark.parametrize("method", METHODS)
def test_every_call_is_one_that_python_accepts(method):
    signature = inspect.signature(getattr(MilvusClient, method))
    bound = isinstance(inspect.getattr_static(MilvusClient, method), (staticmethod, classmethod))
    for call in calls(method):
        signature.bind(*(() if bound else (None,)), *call.args, **call.kwargs)


@pytest.mark.parametrize("method", METHODS)
def test_parameters_are_given_together_alone_and_not_at_all_by_name_and_by_position(method):
    all_ = parameters(MilvusClient, method)
    required = {item.name for item in all_ if item.required}
    optional = {item.name for item in all_} - required
    assert {name for call in calls(method) for name in call.kwargs} >= required | optional
    barest = min(calls(method), key=lambda call: len(given(call)))
    assert given(barest) == required
    richest = max(calls(method), key=lambda call: len(given(call)))
    assert len(given(richest)) >= min(len(required) + 1, len(all_))
    placed = [item for item in all_ if item.kind == "positional"]
    assert max(len(call.args) for call in calls(method)) == len(placed)
    for name in optional:
        assert any(call.kwargs.keys() >= required | {name} and not call.args for call in calls(method)), name


@pytest.mark.parametrize("method", [name for name in METHODS if name != "close"])
def test_timeouts_of_every_kind_are_given_by_name_and_by_position(method):
    timeout = next((item for item in parameters(MilvusClient, method) if item.name == "timeout"), None)
    if timeout is None:
        return
    named = {type(call.kwargs["timeout"]) for call in calls(method) if "timeout" in call.kwargs}
    assert named == {int, float, type(None)}
    if timeout.kind == "positional":
        names = [item.name for item in parameters(MilvusClient, method) if item.kind == "positional"]
        place = names.index("timeout")
        placed = {type(call.args[place]) for call in calls(method) if len(call.args) > place}
        assert placed == {int, float, type(None)}


@pytest.mark.parametrize("method", OF_EACH_EFFECT)
def test_wrong_calls_have_missing_empty_and_wrong_values_of_every_parameter(method):
    spoilt = [call for _, call in pairs(method)]
    for item in parameters(MilvusClient, method):
        if item.decorated:
            continue  # wrong for every method alike
        values = [repr(call.kwargs[item.name]) for call in spoilt if item.name in call.kwargs]
        timeouts = {"'5'"} if sleep(method) else {"'5'", "True"}
        wanted = timeouts if item.name == "timeout" else {"None", "''", "7", "1.5", "True", "-1", "[]"}
        assert wanted <= set(values), item.name
        if item.required:
            assert any(item.name not in given(call) for call in spoilt), item.name
    assert any("no_such_argument" in call.kwargs for call in spoilt)


def test_what_is_refused_is_still_tried():
    refused = [(record.name, name) for record in records() for name in record.arguments.refused]
    assert refused
    for method, name in refused:
        if method in METHODS and name in {item.name for item in parameters(MilvusClient, method)}:
            assert any(name in call.kwargs for call in calls(method)), (method, name)
            assert name not in calls(method)[0].kwargs


@pytest.mark.parametrize("method", OF_EACH_EFFECT)
def test_each_way_of_being_wrong_has_one_name_that_holds_no_value(method):
    names = [item.trigger for item in wrong(method)]
    assert len(set(names)) == len(names)
    for item, (valid, spoilt) in zip(wrong(method), pairs(method), strict=True):
        about, _, how = item.trigger.partition(": ")
        assert not set("[]") & set(item.trigger)
        if how not in ("", "missing", "given twice"):
            assert {**valid.kwargs, about: spoilt.kwargs[about]} == spoilt.kwargs


def test_how_a_value_is_wrong_is_told_apart():
    names = {item.trigger for item in wrong("describe_collection")}
    assert {
        "unknown keyword",
        "collection_name: missing",
        "collection_name: given twice",
        "collection_name: None",
        "collection_name: empty str",
        "collection_name: bytes",
        "collection_name: negative int",
        "collection_name: int beyond 64 bits",
        "timeout: bool",
    } <= names


@pytest.mark.parametrize("method", METHODS)
def test_a_call_that_is_built_around_a_parameter_gives_it(method):
    plan = planned_calls(MilvusClient, method)
    assert [item.trigger for item in plan[:2]] == ["", ""]
    names = {item.name for item in parameters(MilvusClient, method)}
    for item, act in zip(plan, calls(method), strict=True):
        about = item.trigger.partition(":")[0]
        assert about not in names or about in act.kwargs, item.trigger
    optional = {item.name for item in parameters(MilvusClient, method) if not item.required}
    assert optional <= {item.trigger for item in plan}
