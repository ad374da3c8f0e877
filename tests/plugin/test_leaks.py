"""Async clients that a test makes and does not close are told of, with the place where they were made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pymilvus
import pytest

from pytest_milvus.clients.leaks import LeakWatch

pytest_plugins = ["pytester"]

RunTests = Callable[..., pytest.RunResult]

HEAD = """
import pytest, pytest_asyncio
from pymilvus import AsyncMilvusClient
from pytest_milvus import MilvusClientWarning

"""
# The outer test watches as well, and would find the same leaks.
pytestmark = pytest.mark.filterwarnings("ignore::pytest_milvus.MilvusClientWarning")


@pytest.mark.parametrize("keep", ["client", "kept.append(client)"], ids=["dropped", "kept"])
def test_a_leak_is_an_error_at_teardown_where_warnings_are(run_tests: RunTests, keep: str) -> None:
    result = run_tests(
        HEAD
        + f"""
kept = []

@pytest.mark.asyncio
async def test_leak(milvus_connection_args):
    client = AsyncMilvusClient(**milvus_connection_args)
    await client.drop_collection("nothing")
    {keep}

@pytest.mark.asyncio
async def test_next(async_milvus_client):
    pass
"""
    )
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_leak*",
            "*MilvusClientWarning: an AsyncMilvusClient made at test_a_leak_*.py:10 was still open when "
            "the test was over; close it on its loop (`await client.close()`), or use async_milvus_client",
        ]
    )


def test_a_leak_is_a_warning_otherwise(run_tests: RunTests) -> None:
    result = run_tests(
        HEAD
        + """
@pytest_asyncio.fixture
async def mine(milvus_uri):
    client = AsyncMilvusClient(milvus_uri)
    await client.drop_collection("nothing")
    return client

@pytest.mark.asyncio
async def test_leak(mine):
    pass
""",
        "-Wdefault",
    )
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(
        ["*MilvusClientWarning: an AsyncMilvusClient made at test_*.py:8 was still open*"]
    )


def test_no_leak_is_no_warning(run_tests: RunTests) -> None:
    result = run_tests(
        HEAD
        + """
@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wide(milvus_uri):
    client = AsyncMilvusClient(milvus_uri)
    await client.drop_collection("nothing")
    yield client
    await client.close()

@pytest_asyncio.fixture
async def narrow(milvus_uri):
    client = AsyncMilvusClient(milvus_uri)
    await client.drop_collection("nothing")
    yield client
    await client.close()

@pytest.mark.asyncio
async def test_fixtures_close_them(wide, narrow, milvus_uri):
    await narrow.drop_collection("nothing")

@pytest.mark.asyncio(loop_scope="module")
async def test_a_wide_one_lives_on(wide, milvus_uri):
    await wide.drop_collection("nothing")

@pytest.mark.asyncio
async def test_closed_in_the_test(milvus_uri):
    client = AsyncMilvusClient(milvus_uri)
    await client.drop_collection("nothing")
    await client.close()
"""
    )
    result.assert_outcomes(passed=3)


@pytest.mark.skipif(pymilvus.__version__.startswith("2."), reason="pymilvus 2 connects when a client is made")
def test_a_client_that_never_connected_is_no_leak(run_tests: RunTests) -> None:
    result = run_tests(HEAD + "def test_plain(milvus_uri): AsyncMilvusClient(milvus_uri)")
    result.assert_outcomes(passed=1)


def test_a_test_without_milvus_is_not_watched(run_tests: RunTests) -> None:
    result = run_tests(
        HEAD
        + """
init = AsyncMilvusClient.__init__

def test_uses_milvus(milvus_uri):
    assert AsyncMilvusClient.__init__ is not init

def test_does_not():
    assert AsyncMilvusClient.__init__ is init
"""
    )
    result.assert_outcomes(passed=2)


def test_pymilvus_is_itself_again_after_each_test(request: pytest.FixtureRequest, milvus_uri: str) -> None:
    watch, init = LeakWatch(), pymilvus.AsyncMilvusClient.__init__

    async def leak() -> None:
        client = pymilvus.AsyncMilvusClient(milvus_uri)
        await client.drop_collection("nothing")

    watch._watch()
    assert pymilvus.AsyncMilvusClient.__init__ is not init
    asyncio.run(leak())
    with pytest.warns(match="made at .*test_leaks.py"):
        for _ in watch.pytest_runtest_teardown(request.node):
            pass
    assert pymilvus.AsyncMilvusClient.__init__ is init
