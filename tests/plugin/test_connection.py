"""The server starts when asked for, once, and says clearly when it cannot."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_milvus.address import connection_args
from pytest_milvus.secret import Secret

pytest_plugins = ["pytester"]

RunTests = Callable[..., pytest.RunResult]


def test_the_server_and_how_to_reach_it(run_tests: RunTests, milvus_uri: str) -> None:
    result = run_tests(
        f"""
        from pymilvus import MilvusClient

        def test_one(milvus_engine, milvus_uri, milvus_connection_args):
            assert milvus_engine.name == "external"
            assert milvus_engine.uri == milvus_uri == {milvus_uri!r}
            assert milvus_engine.is_alive()
            assert milvus_engine.server_version
            assert "dense" in milvus_engine.capabilities
            assert milvus_connection_args == {{"uri": milvus_uri, "db_name": "default"}}
            client = MilvusClient(**milvus_connection_args)
            assert not client.has_collection("nothing")
            client.close()

        def test_one_client_for_each_test(milvus_client):
            milvus_client.has_collection("nothing")
            milvus_client.close()

        def test_that_closing_does_not_reach(milvus_client):
            milvus_client.has_collection("nothing")
        """
    )
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines([f"milvus: external engine at {milvus_uri}"])


def test_the_embedded_server_starts_for_the_first_test_that_asks(run_tests: RunTests) -> None:
    result = run_tests(
        """
        import sys

        def test_without_milvus():
            assert "pytest_milvus.engines" not in sys.modules

        def test_first(milvus_engine, milvus_client):
            assert milvus_engine.name == "embedded"
            assert milvus_client.list_collections() == []
        """,
        "--milvus-engine=embedded",
        subprocess=True,
    )
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["milvus: embedded engine"])


def test_a_server_that_is_not_there_is_one_clear_error(run_tests: RunTests) -> None:
    result = run_tests(
        """
        import pytest

        @pytest.mark.parametrize("number", range(20))
        def test_one(milvus_client, number): pass

        def test_without_milvus(): pass
        """,
        "--milvus-uri=http://127.0.0.1:1",
    )
    result.assert_outcomes(errors=20, passed=1)
    result.stdout.fnmatch_lines(["*127.0.0.1:1*", "  - *"])
    assert result.stdout.str().count("  - Check the address: ") == 20
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*connection.py:*")


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("--milvus-engine=docker", "--milvus-engine: 'docker' is not one of embedded, container, external"),
        (
            "--milvus-uri=localhost",
            "--milvus-uri: 'localhost' is not a server's address; write http://HOST:PORT",
        ),
        ("--milvus-engine=external", "--milvus-engine: the external engine needs an address; *"),
    ],
)
def test_a_wrong_option_is_one_line_and_exit_status_4(
    run_tests: RunTests, argument: str, message: str
) -> None:
    result = run_tests("", argument)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {message}"])
    assert len(result.stderr.lines) <= 2


@pytest.mark.parametrize(
    ("uri", "database"),
    [("http://host:1", "default"), ("http://host/mine", "mine"), ("unix:/tmp/socket", "default")],
)
def test_an_address_may_name_a_database(uri: str, database: str) -> None:
    assert connection_args(uri, "") == {"uri": uri, "db_name": database}


def test_a_token_is_there_only_if_there_is_one() -> None:
    args = connection_args("http://host:1", "root:Milvus")
    assert args["token"] == "root:Milvus"
    assert isinstance(args["token"], Secret)
