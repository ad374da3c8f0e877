"""What a killed run left on a server that others use is removed, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pymilvus
import pytest

from pytest_milvus.__main__ import main

pytest_plugins = ["pytester"]

RunTests = Callable[..., pytest.RunResult]

KILLED = """
    import os, signal

    def test_killed(milvus_collection, milvus_names, milvus_client):
        milvus_collection(dim=2)
        base = milvus_names.new(parts=["world"])
        milvus_client.create_database(f"{base}_world")
        milvus_client.create_alias(milvus_collection(dim=2), milvus_names.new("alias"))
        milvus_client.use_database(f"{base}_world")
        milvus_client.create_collection(milvus_names.new("inside"), dimension=2)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="chooses the state folder by XDG_STATE_HOME")


def records(state: Path) -> list[str]:
    return [path.name for path in state.rglob("*.jsonl")]


def test_a_clean_run_leaves_no_record(
    run_tests: RunTests, server: pymilvus.MilvusClient, state: Path
) -> None:
    run_tests("def test_one(milvus_collection): milvus_collection(dim=2)").assert_outcomes(passed=1)
    assert list(state.rglob("*.*")) == []


def test_what_a_killed_run_left_is_listed_and_removed(
    run_tests: RunTests,
    server: pymilvus.MilvusClient,
    milvus_uri: str,
    state: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    databases, theirs = server.list_databases(), "pm_0123abcd_master_1_x"
    server.create_collection(theirs, dimension=2)
    run_tests(KILLED, subprocess=True)
    (record,) = records(state)
    run = record.partition("_")[0]
    capsys.readouterr()

    assert main(["clean"]) == 0
    assert f"{run} master: 6 names at {milvus_uri}" in capsys.readouterr().out
    assert main(["clean", f"--milvus-uri={milvus_uri}"]) == 0
    listed = capsys.readouterr().out
    assert listed.count("    collection ") == 3
    assert listed.count("    alias ") == 1
    assert listed.count("    database ") == 1

    assert main(["clean", f"--milvus-uri={milvus_uri}", run]) == 0
    assert f"{run} master: nothing is left" in capsys.readouterr().out
    assert records(state) == []
    assert server.list_databases() == databases
    assert theirs in server.list_collections()
    server.drop_collection(theirs)
    assert main(["clean", f"--milvus-uri={milvus_uri}", "--all"]) == 0
    assert "No run has left anything" in capsys.readouterr().out


def test_a_live_run_is_left_alone(
    run_tests: RunTests, server: pymilvus.MilvusClient, milvus_uri: str, pytester: pytest.Pytester
) -> None:
    result = run_tests(
        f"""
        import subprocess, sys

        def test_one(milvus_collection, milvus_client):
            name = milvus_collection(dim=2)
            command = [sys.executable, "-m", "pytest_milvus", "clean", "--milvus-uri={milvus_uri}", "--all"]
            done = subprocess.run(command, capture_output=True, text=True)
            assert "left alone" in done.stdout
            assert done.returncode == 1
            assert milvus_client.has_collection(name)
        """
    )
    result.assert_outcomes(passed=1)


def test_a_crashed_worker_leaves_neither_collections_nor_a_record(
    run_tests: RunTests, server: pymilvus.MilvusClient, state: Path
) -> None:
    databases = server.list_databases()
    result = run_tests(KILLED, "-n1", subprocess=True)
    result.assert_outcomes(failed=1)
    assert records(state) == []
    assert server.list_databases() == databases


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--milvus-uri=http://host?token=hunter22"], "Reading --milvus-uri: "),
        (["0123abcd"], "Looking for the run 0123abcd: there is no record of it in "),
        (["--all"], "Removing what runs left: no server is named"),
    ],
)
def test_bad_input_is_one_error_with_a_remedy(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_MILVUS_URI", raising=False)
    assert main(["clean", *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith(message)
    assert "\n  - " in error
    assert "hunter22" not in error


def test_the_command_needs_no_pytest_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest_milvus", "clean"], capture_output=True, text=True, env=dict(os.environ)
    )
    assert (done.returncode, done.stderr) == (0, "")
