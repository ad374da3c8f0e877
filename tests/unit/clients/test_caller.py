"""Calls end in outcomes, whatever the client does."""

import asyncio
import threading
import time

import pytest

from conformance.clients import Caller, Factory, LoopWorker, Server, ThreadWorker, resolve
from conformance.model import Operation, Raised, Returned, TimedOut
from pytest_milvus.errors import RemedyError

SERVER = Server("embedded", "http://127.0.0.1:1", "secret", "v0", frozenset())


class Awkward:
    def __init__(self, uri: str, token: str, db_name: str) -> None:
        self.closed = False

    def plain(self, value):
        return value

    async def soon(self, value):
        await asyncio.sleep(0)
        return value

    async def never(self):
        await asyncio.Event().wait()

    def block(self):
        time.sleep(30)

    async def batches(self):
        for batch in ([1, 2], [3]):
            yield batch

    async def fail(self):
        raise KeyError("a")

    async def spoil(self, data):
        data[0]["id"] = 2

    def where(self):
        return threading.current_thread().name

    async def close(self):
        self.closed = True


@pytest.fixture(params=[LoopWorker, ThreadWorker])
def caller(request):
    caller = Caller(Factory("tests:Awkward", Awkward), SERVER, request.param("worker"), deadline=0.3)
    yield caller
    caller.close()


def run(caller, method, *args):
    return caller.run(Operation(method, args)).outcome


def test_results_are_returned_and_say_whether_they_were_awaited(caller):
    assert run(caller, "soon", 1) == Returned(1)
    assert run(caller, "soon", 1).awaited
    assert not run(caller, "plain", 1).awaited


def test_an_async_iterator_is_followed_and_owes_no_other_awaitable(caller):
    assert run(caller, "batches") == Returned([[1, 2], [3]])
    assert run(caller, "batches").awaited


def test_an_exception_is_an_outcome(caller):
    assert run(caller, "fail") == Raised("KeyError", None, "'a'")
    assert run(caller, "no_such_method").type == "AttributeError"


@pytest.mark.parametrize("method", ["never", "block"])
def test_a_call_that_does_not_return_is_an_outcome_and_the_next_one_works(caller, method):
    assert run(caller, method) == TimedOut(0.3)
    assert run(caller, "soon", 2) == Returned(2)


def test_changed_arguments_are_reported(caller):
    call = caller.run(Operation("spoil", ([{"id": 1}],)))
    assert call.mutated == ([[[{"id": 1}]], {}], [[[{"id": 2}]], {}])
    assert caller.run(Operation("soon", ([{"id": 1}],))).mutated is None


def test_arguments_are_made_afresh_for_each_call(caller):
    operation = Operation("spoil", ([{"id": 1}],))
    assert caller.run(operation).mutated == caller.run(operation).mutated
    assert operation.args == ([{"id": 1}],)


def test_every_call_is_made_in_the_lane(caller):
    assert run(caller, "where") == Returned("worker")


def test_a_client_that_cannot_be_made_is_a_clear_error():
    caller = Caller(Factory("tests:broken", lambda **_: 1 / 0), SERVER, ThreadWorker("worker"))
    with pytest.raises(RemedyError, match="tests:broken: ZeroDivisionError") as caught:
        caller.run(Operation("plain", (1,)))
    assert caught.value.remedies


def test_that_a_stranger_gets_no_client_is_what_comes_of_each_call():
    def refuse(uri, token, db_name):
        raise PermissionError(token)

    caller = Caller(Factory("tests:refuse", refuse), SERVER, ThreadWorker("worker"), stranger=True)
    assert [run(caller, method, 1) for method in ("plain", "soon")] == [
        Raised("PermissionError", None, "")
    ] * 2
    caller.close()


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ("no_such_module_anywhere:X", "No module named"),
        ("pymilvus:NoSuchClient", "pymilvus has no NoSuchClient"),
        ("sys:version", "version is not callable"),
    ],
)
def test_a_factory_that_cannot_be_found_is_a_clear_error(spec, text):
    with pytest.raises(RemedyError, match=text) as caught:
        resolve(spec)
    assert caught.value.remedies


class PassesOn:
    """A client that passes calls on, as wrappers do: its class has none of the methods."""

    def __init__(self, **words):
        self.inner = Awkward(**words)

    def __getattr__(self, name):
        return getattr(self.inner, name)


@pytest.mark.parametrize("make", [Awkward, PassesOn, lambda **words: Awkward(**words)])
def test_what_is_offered_is_asked_of_a_client(make):
    caller = Caller(Factory("tests:make", make), SERVER, LoopWorker("offers"))
    assert caller.offers("soon") is True
    assert caller.offers("search") is False


def test_a_factory_that_hangs_is_a_clear_error():
    hangs = Factory("tests:hangs", lambda **_: time.sleep(30))
    with pytest.raises(RemedyError, match=r"had not returned after 0\.2 s"):
        Caller(hangs, SERVER, LoopWorker("hangs"), deadline=0.2).offers("soon")


@pytest.mark.parametrize("error", [asyncio.CancelledError, SystemExit, GeneratorExit])
def test_what_is_no_exception_is_an_outcome_too(error):
    class Ends(Awkward):
        async def fail(self):
            raise error

    caller = Caller(Factory("tests:Ends", Ends), SERVER, LoopWorker("ends"))
    outcome = caller.run(Operation("fail")).outcome
    assert outcome.type.rpartition(".")[2] == error.__name__
    assert caller.run(Operation("soon", (1,))).outcome.value == 1


def test_the_token_is_not_printed():
    assert "secret" not in repr(SERVER)
