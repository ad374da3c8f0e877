"""`async_milvus_client` lives and dies on the loop of its test, under every runner."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.usefixtures("server")

RunTests = Callable[..., pytest.RunResult]

# Notes where clients are made and closed. drop_collection is a method in every release of pymilvus.
CONFTEST = """
import asyncio, pytest
from pymilvus import AsyncMilvusClient

@pytest.fixture(autouse=True, scope="session")
def closed_on_its_loop():
    made, closed = [], []
    init, close = AsyncMilvusClient.__init__, AsyncMilvusClient.close
    def noted_init(self, *args, **kwargs):
        made.append((id(self), asyncio.get_running_loop()))
        init(self, *args, **kwargs)
    async def noted_close(self):
        await close(self)
        closed.append((id(self), asyncio.get_running_loop()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AsyncMilvusClient, "__init__", noted_init)
        patch.setattr(AsyncMilvusClient, "close", noted_close)
        yield
    assert made and made == closed
"""


@pytest.mark.parametrize("mode", ["strict", "auto"])
@pytest.mark.parametrize("scope", ["function", "class", "module", "package", "session"])
def test_pytest_asyncio(pytester: pytest.Pytester, run_tests: RunTests, mode: str, scope: str) -> None:
    pytester.makeconftest(CONFTEST)
    result = run_tests(
        f"""
        import asyncio, pytest
        from pymilvus import AsyncMilvusClient

        loops = set()

        @pytest.mark.asyncio(loop_scope={scope!r})
        class TestLoop:
            async def test_one(self, async_milvus_client):
                assert isinstance(async_milvus_client, AsyncMilvusClient)
                await async_milvus_client.drop_collection("nothing")
                loops.add(asyncio.get_running_loop())

            @pytest.mark.parametrize("again", [1, 2])
            async def test_two(self, async_milvus_client, again):
                await asyncio.gather(*(async_milvus_client.drop_collection("nothing") for _ in range(5)))
                loops.add(asyncio.get_running_loop())

        def test_loops():
            assert len(loops) == {3 if scope == "function" else 1}
        """,
        f"--asyncio-mode={mode}",
    )
    result.assert_outcomes(passed=4)


@pytest.mark.parametrize("scope", ["function", "module", "session"])
def test_default_loop_scope_of_the_project(
    pytester: pytest.Pytester, run_tests: RunTests, scope: str
) -> None:
    pytester.makeconftest(CONFTEST)
    result = run_tests(
        """
        async def test_one(async_milvus_client):
            await async_milvus_client.drop_collection("nothing")

        async def test_two(async_milvus_client):
            await async_milvus_client.drop_collection("nothing")
        """,
        "--asyncio-mode=auto",
        ini=f"asyncio_default_test_loop_scope = {scope}",
    )
    result.assert_outcomes(passed=2)


def test_anyio_runs_on_asyncio_and_skips_trio(pytester: pytest.Pytester, run_tests: RunTests) -> None:
    pytester.makeconftest(CONFTEST)
    result = run_tests(
        """
        import pytest

        pytestmark = pytest.mark.anyio

        @pytest.fixture
        async def ready(async_milvus_client):
            await async_milvus_client.drop_collection("nothing")
            yield async_milvus_client
            await async_milvus_client.drop_collection("nothing")

        async def test_one(ready):
            await ready.drop_collection("nothing")

        async def test_two(async_milvus_client):
            await async_milvus_client.drop_collection("nothing")
        """,
        subprocess=True,  # pytest-asyncio 1.0 in auto mode marks fixture functions for good
    )
    result.assert_outcomes(passed=2, skipped=2)
    result.stdout.fnmatch_lines(["*AsyncMilvusClient runs on asyncio only, and this test runs on trio*"])


@pytest.mark.parametrize("mode", ["strict", "auto"])
@pytest.mark.parametrize("scope", ["function", "module", "session"])
def test_async_fixtures_use_it_before_and_after_the_test(
    pytester: pytest.Pytester, run_tests: RunTests, mode: str, scope: str
) -> None:
    pytester.makeconftest(CONFTEST)
    result = run_tests(
        f"""
        import pytest, pytest_asyncio

        @pytest_asyncio.fixture(loop_scope={scope!r})
        async def ready(async_milvus_client):
            await async_milvus_client.drop_collection("nothing")
            yield "ready"
            await async_milvus_client.drop_collection("nothing")

        @pytest.mark.asyncio(loop_scope={scope!r})
        async def test_one(ready, async_milvus_client):
            await async_milvus_client.drop_collection("nothing")

        @pytest.mark.asyncio(loop_scope={scope!r})
        async def test_fails(ready, async_milvus_client):
            await async_milvus_client.drop_collection("nothing")
            assert False

        def test_plain(request):
            if {scope!r} == "function":
                assert request.getfixturevalue("ready") == "ready"
        """,
        f"--asyncio-mode={mode}",
    )
    result.assert_outcomes(passed=2, failed=1)


def test_a_hypothesis_test_uses_one_client(pytester: pytest.Pytester, run_tests: RunTests) -> None:
    pytester.makeconftest(CONFTEST)
    result = run_tests(
        """
        import pytest
        from hypothesis import HealthCheck, given, settings, strategies as st

        @pytest.mark.asyncio
        @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(number=st.integers())
        async def test_one(async_milvus_client, number):
            await async_milvus_client.drop_collection("nothing")
        """
    )
    result.assert_outcomes(passed=1)


def test_another_loop_is_refused_with_the_reason(run_tests: RunTests) -> None:
    result = run_tests(
        """
        import pytest, pytest_asyncio

        @pytest_asyncio.fixture(loop_scope="function")
        async def on_another_loop(async_milvus_client):
            await async_milvus_client.drop_collection("nothing")

        @pytest.mark.asyncio(loop_scope="module")
        async def test_one(on_another_loop):
            pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*Calling drop_collection() of async_milvus_client in *::test_one: "
            "the client belongs to the event loop of that test, and this is another loop",
            "*give the async fixture that uses the client the test's loop scope*",
        ]
    )


def test_a_plain_test_without_a_runner_is_told_what_to_do(run_tests: RunTests) -> None:
    result = run_tests(
        "def test_one(async_milvus_client): pass", "-pno:asyncio", "-Wignore::pytest.PytestConfigWarning"
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "async_milvus_client needs a test that runs on an event loop, and this one does not:",
            "  - mark the coroutine with @pytest.mark.asyncio*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_closing_it_in_the_test_does_no_harm(run_tests: RunTests) -> None:
    result = run_tests(
        """
        import pytest

        @pytest.mark.asyncio
        async def test_one(async_milvus_client):
            await async_milvus_client.close()

        @pytest.mark.asyncio
        async def test_two(async_milvus_client):
            await async_milvus_client.drop_collection("nothing")
        """
    )
    result.assert_outcomes(passed=2)


def test_use_after_the_test_warns_with_the_test_it_was_made_for(run_tests: RunTests) -> None:
    result = run_tests(
        """
        import pytest
        from pytest_milvus import MilvusClientWarning

        kept = []

        @pytest.mark.asyncio
        async def test_keeps(async_milvus_client):
            kept.append(async_milvus_client)

        @pytest.mark.asyncio
        async def test_uses():
            with pytest.warns(MilvusClientWarning) as caught, pytest.raises(Exception):
                await kept[0].drop_collection("nothing")
            assert caught[0].filename == __file__
            assert str(caught[0].message) == (
                "async_milvus_client was made for "
                "test_use_after_the_test_warns_with_the_test_it_was_made_for.py::test_keeps and is closed; "
                "drop_collection() was called after it"
            )
        """
    )
    result.assert_outcomes(passed=2)
