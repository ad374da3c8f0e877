"""How a reproduction script is run: from a folder that has nothing else, as whoever gets it would."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import threading
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path

__all__ = ["Done", "run_script"]

ROOT = Path(__file__).parents[2]
SECONDS = 100.0
"""Seconds that a script may take."""

# Most of what a script takes is to import pymilvus. A process that did nothing else is forked for each script.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pymilvus"])

ONE_READS = threading.Lock()
"""Whoever starts a process reads the exit status of every other one that ended; of two that read one at the same time,
multiprocessing gives the later 255."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a script ended: its exit status and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def run_script(text: str, folder: Path, **environment: str) -> Done:
    """Run a script that knows the planted clients, but does not name this project."""
    assert "conformance" not in text
    path, stdout, stderr = (folder / name for name in ("repro.py", "stdout", "stderr"))
    path.write_text(text, encoding="utf-8")
    process = FORKS.Process(target=_run, args=(path, stdout, stderr, {**os.environ, **environment}))
    with ONE_READS:
        process.start()
    if not connection.wait([process.sentinel], SECONDS):
        process.kill()
        connection.wait([process.sentinel])
    with ONE_READS:
        process.join()
    assert process.exitcode is not None
    return Done(process.exitcode, stdout.read_text("utf-8"), stderr.read_text("utf-8"))


def _run(path: Path, stdout: Path, stderr: Path, environment: dict[str, str]) -> None:
    """Become a Python that runs a script, in a process of its own."""
    os.chdir(path.parent)
    os.environ.clear()
    os.environ.update(environment)
    for number, file in ((1, stdout), (2, stderr)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv[:] = [str(path)]
    sys.path[:] = [str(path.parent), str(ROOT), *sys.path]
    runpy.run_path(str(path), run_name="__main__")
