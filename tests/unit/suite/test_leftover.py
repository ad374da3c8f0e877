"""What a client started and left is ended; nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import psutil
import pytest

from conformance.plugin.leftover import MARK, Leftovers
from pytest_milvus.engines.child import _environment

SLEEP = "import time; time.sleep(60)  # "
DETACHED = """
import os, subprocess, sys
os.setsid()
nowhere = subprocess.DEVNULL  # whoever reads our output must not wait for it
print(subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=nowhere, stderr=nowhere).pid)
"""


@pytest.fixture
def started() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def start(stack: ExitStack, what: str, environment: dict[str, str] | None = None) -> psutil.Process:
    process = subprocess.Popen([sys.executable, "-c", SLEEP + what], env=environment or dict(os.environ))
    stack.callback(process.wait)
    stack.callback(process.kill)
    return psutil.Process(process.pid)


def lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_only_what_the_clients_started_is_ended(started: ExitStack) -> None:
    run, environment = uuid.uuid4().hex, dict(os.environ)
    before = start(started, "before")
    leftovers = Leftovers(run, environment)
    imported = start(started, "imported")
    leftovers.imported()
    of_the_project = start(started, "of the project", environment)
    leftovers.pytest_runtestloop()
    engine = start(started, "pytest_milvus.engines.embedded_server")
    plain = start(started, "plain", {})
    words = [sys.executable, "-c", DETACHED, f"{SLEEP}detached"]
    detached = psutil.Process(
        int(subprocess.run(words, env=environment, capture_output=True).stdout.split()[0])
    )
    another_run = start(started, "of another run", {**os.environ, MARK: "another"})
    leftovers._others.add(another_run)  # as any process is that does not descend from this one
    ended = leftovers.end()
    assert [text.rpartition("# ")[2] for text in ended] == ["detached", "imported", "plain"]
    assert not any(map(lives, (imported, plain, detached)))
    assert all(map(lives, (before, of_the_project, engine, another_run)))


def test_what_ends_by_itself_in_a_moment_is_not_named() -> None:
    leftovers = Leftovers(uuid.uuid4().hex, {})
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.2)"])
    assert leftovers.end() == []
    process.wait()


def test_an_engine_does_not_inherit_the_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MARK, "run")
    assert MARK not in _environment()
