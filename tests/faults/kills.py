"""``kill -9`` at random moments: what is left of each run, and after the next one has started.

    python -m tests.faults.kills [COUNT] [-n WORKERS] [--seed SEED] [--jobs N]

The process that a user started, its whole group, or every process of the run is killed, in turn. Exit status 1 if
anything is left.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil

from pytest_milvus.engines.folder import remove_abandoned
from tests.faults.leftover import MARK, end, folders, remaining

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]
EARLIEST, LATEST = 0.2, 15.0
"""Seconds after its start at which a run is killed; it takes about twenty."""

METHODS = ("get", "list_aliases", "delete")
WHOM = ("process", "group", "tree")
JOURNAL = ".journal"
"""Part of the name of what is to stay: it tells what was known (`python -m conformance report`)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Kill runs, print a line for each, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=100, metavar="COUNT")
    parser.add_argument("-n", type=int, default=0, metavar="WORKERS", help="share every run among workers")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--jobs", type=int, default=2, help="runs at the same time")
    arguments = parser.parse_args(argv)
    moments = random.Random(arguments.seed)
    plans = [
        (number, WHOM[number % len(WHOM)], moments.uniform(EARLIEST, LATEST))
        for number in range(arguments.count)
    ]
    clean = 0
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for (number, whom, moment), left in zip(
            plans, pool.map(partial(_killed, workers=arguments.n), plans), strict=True
        ):
            clean += not left
            sys.stdout.write(
                f"{number + 1:4d}  {whom:8s} {moment:5.1f} s  {', '.join(left) or 'nothing left'}\n"
            )
            sys.stdout.flush()
    sys.stdout.write(f"{clean} of {arguments.count} left nothing\n")
    return int(clean < arguments.count)


def _killed(plan: tuple[int, str, float], workers: int) -> list[str]:
    """Kill a run and return what is left of it."""
    _, whom, moment = plan
    with tempfile.TemporaryDirectory(prefix="kill-", ignore_cleanup_errors=True) as name:
        temporary, work, reports = (Path(name) / part for part in ("temporary", "work", "reports"))
        for folder in (temporary, work, reports):
            folder.mkdir()
        mark = uuid.uuid4().hex
        command = [
            *(sys.executable, "-m", "conformance", "run", "-n", str(workers)),
            *(f"--milvus-method={method}" for method in METHODS),
            f"--milvus-report={reports / 'r.json'}",
        ]
        environ = {**os.environ, MARK: mark, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
        run = psutil.Popen(
            command,
            cwd=work,
            env=environ | {"XDG_STATE_HOME": str(temporary / "milvus-state")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            time.sleep(moment)
            _kill(run, whom)
            run.wait()
            left = remaining(mark, patience=30)
        finally:
            end(mark)
            run.wait()
        if whom == "tree":  # whoever would remove the data was killed, too: the next start does it
            remove_abandoned([temporary])
        return left + [item for item in folders(temporary, work, reports) if JOURNAL not in item]


def _kill(run: psutil.Popen, whom: str) -> None:
    if whom == "group":
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        return
    with suppress(psutil.NoSuchProcess):
        for process in run.children(recursive=True) if whom == "tree" else []:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        run.kill()


if __name__ == "__main__":
    sys.exit(main())
