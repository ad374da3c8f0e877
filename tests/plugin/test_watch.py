"""A server that dies takes one test with it and not the run; one that is merely slow takes none."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

pytest_plugins = ["pytester"]

RunTests = Callable[..., pytest.RunResult]

KILL = """
        import time
        import psutil, pytest

        def process_of(engine):
            return psutil.Process(engine._child.pid)

        def kill(engine):
            process_of(engine).kill()
            while not engine.ending:
                time.sleep(0.01)
"""


def test_after_a_death_the_next_test_gets_a_new_server(run_tests: RunTests) -> None:
    result = run_tests(
        KILL
        + """
        @pytest.fixture(scope="session")
        def mine(milvus_names, milvus_engine):
            name = milvus_names.new()
            milvus_names.client.create_collection(name, dimension=2)
            return name

        def test_alive(milvus_engine, mine):
            assert False, "not because of the server"

        def test_dies(milvus_engine, seeded_collection, milvus_collection):
            milvus_collection(dim=2)
            kill(milvus_engine)
            milvus_collection(dim=2)

        def test_later(milvus_collection, milvus_client, milvus_connection_args):
            assert milvus_client.has_collection(milvus_collection(dim=2))

        def test_seeded(seeded_collection, milvus_client, milvus_dataset):
            (count,) = milvus_client.query(seeded_collection, filter="", output_fields=["count(*)"])
            assert count["count(*)"] == milvus_dataset.size

        def test_what_was_made_before_is_gone(mine, milvus_client):
            assert milvus_client.has_collection(mine)

        def test_without_milvus(): pass
        """,
        "--milvus-engine=embedded",
        "-W",
        "error",
        subprocess=True,
    )
    result.assert_outcomes(passed=3, failed=3, warnings=1)
    text = result.stdout.str()
    assert (
        text.count("-- Milvus server --") == 2
    )  # of the test that it died in, and of the one that misses something
    result.stdout.fnmatch_lines(
        [
            "*test_dies*",
            "the embedded Milvus was killed by SIGKILL * in *::test_dies. Its last log lines:",
            "*test_what_was_made_before_is_gone*",
            "the embedded Milvus was killed by SIGKILL * in *::test_dies; the tests after it have a new server *",
            "*MilvusServerWarning: the embedded Milvus was killed by SIGKILL*::test_dies; *gone.",
        ]
    )


def test_a_second_death_is_the_end(run_tests: RunTests) -> None:
    result = run_tests(
        KILL
        + """
        @pytest.mark.parametrize("n", range(2))
        def test_dies(milvus_engine, n):
            kill(milvus_engine)

        @pytest.mark.parametrize("n", range(2))
        def test_later(milvus_client, n): pass

        def test_without_milvus(): pass
        """,
        "--milvus-engine=embedded",
        subprocess=True,
    )
    result.assert_outcomes(passed=3, errors=2, warnings=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at setup of test_later?0?*",
            "the embedded Milvus was killed by SIGKILL * in *::test_dies?1?; see *",
        ]
    )


def test_a_port_that_somebody_took_is_told(run_tests: RunTests) -> None:
    result = run_tests(
        KILL
        + """
        import socket
        from urllib.parse import urlsplit

        thieves = []

        def test_dies(milvus_engine):
            kill(milvus_engine)
            thieves.append(socket.create_server(("127.0.0.1", urlsplit(milvus_engine.uri).port)))

        @pytest.mark.parametrize("n", range(2))
        def test_later(milvus_client, n): pass
        """,
        "--milvus-engine=embedded",
        subprocess=True,
    )
    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines(["the embedded Milvus was killed by SIGKILL *, and cannot be had again. *"])


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="holds a process up by POSIX signals")
def test_a_server_that_is_held_up_has_not_died(run_tests: RunTests) -> None:
    result = run_tests(
        KILL
        + """
        import threading

        @pytest.mark.parametrize("n", range(3))
        def test_fails(milvus_engine, n):
            process = process_of(milvus_engine)
            process.suspend()
            threading.Timer(0.6, process.resume).start()
            assert False, "not because of the server"

        def test_later(milvus_collection):
            milvus_collection(dim=2)
        """,
        "--milvus-engine=embedded",
        subprocess=True,
    )
    result.assert_outcomes(passed=1, failed=3)
    result.stdout.no_fnmatch_line("*Milvus server*")


def test_a_conformance_run_gets_no_new_server(run_tests: RunTests, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture(autouse=True)
        def kill(request):
            if "milvus_engine" in request.fixturenames:
                child = request.getfixturevalue("milvus_engine")._child
                child._process.kill()
                child._process.wait()
        """
    )
    result = run_tests(
        "",
        "--pyargs",
        "conformance",
        f"--confcutdir={pytester.path}",
        "-pconftest",
        "--milvus-engine=embedded",
        "--milvus-tier=live",
        "--milvus-method=list_collections",
        "--milvus-method=has_collection",
        subprocess=True,
    )
    assert result.ret == 3
    result.stdout.fnmatch_lines(["*incomplete*"])
    result.stdout.no_fnmatch_line("*MilvusServerWarning*")
