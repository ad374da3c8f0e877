"""Keywords that no signature names are read from the source, through decorators of every kind."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from pymilvus import MilvusClient

from conformance.strategies.calls.hidden import hidden
from conformance.strategies.calls.parameters import parameters


def wrapping(function: Any) -> Any:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        kwargs.get("often")
        return function(*args, **kwargs)

    return call


def bare(times: int) -> Any:
    def decorate(function: Any) -> Any:
        def call(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
            kwargs.get("loud", times)
            return function(self, name, *args, **kwargs)

        return call

    return decorate


def turned(function: Any) -> Any:
    function.__wrapped__ = function  # which inspect refuses to follow
    return function


class Client:
    @wrapping
    def wrapped(self, name: str, **kwargs: Any) -> Any:
        return kwargs.get("_private"), kwargs.pop("own", None)

    @wrapping
    @bare(3)
    def twice(self, name: str, timeout: float | None = None, **kwargs: Any) -> Any:
        return kwargs.get("often")

    @bare(3)
    def plain(self, name: str, timeout: float | None = None, **kwargs: Any) -> Any:
        return kwargs.get("own")

    @turned
    def endless(self, **kwargs: Any) -> Any:
        return kwargs.get("own")

    @functools.cache  # noqa: B019  (never called)
    def compiled(self, **kwargs: Any) -> Any:
        return kwargs.get("own")

    partial = functools.partialmethod(wrapped, name="a")
    builtin = len


def test_what_a_decorator_reads_is_told_apart():
    assert hidden(Client, "wrapped") == {"_private": False, "own": False, "often": True}


def test_what_the_method_reads_too_is_its_own():
    assert hidden(Client, "twice") == {"often": False, "loud": True, "timeout": False}


@pytest.mark.parametrize("method", ["wrapped", "twice", "plain", "endless", "compiled", "partial", "builtin"])
def test_no_decorator_is_an_error(method):
    parameters(Client, method)


def test_a_decorator_that_leaves_no_trace_is_seen_through():
    assert hidden(Client, "plain").keys() >= {"loud", "own"}


@pytest.mark.parametrize("method", ["endless", "compiled"])
def test_the_source_behind_a_decorator_is_read(method):
    assert "own" in hidden(Client, method)


@pytest.mark.parametrize("name", ["log_level", "log-level", "retry_times", "retry_on_rate_limit"])
def test_decorators_of_the_handler_count(name):
    assert hidden(MilvusClient, "search")[name]


def test_names_with_an_underscore_count():
    assert hidden(MilvusClient, "load_collection")["_refresh"] is False
