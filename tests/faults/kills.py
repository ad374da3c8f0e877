"""``kill -9`` at random moments: what is left of each run, and after the next one has started.

    python -m tests.faults.kills [COUNT] [-n WORKERS] [--seed SEED] [--jobs N]

The process that a user started, its whole group, or every process of the run is killed, in turn. Exit status 1 if
anything is left, or a run had ended before it was killed, which shows nothing.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pytest_milvus.engines.folder import remove_abandoned
from tests.faults.acts import ACTS
from tests.faults.attack import PARTS, started_run
from tests.faults.fault import Fault, shared
from tests.faults.faults import named
from tests.faults.leftover import end, folders, remaining

__all__ = ["killed", "main"]

EARLIEST, LATEST = 0.2, 30.0
"""Seconds after its start at which a run is killed; it takes more than a minute."""

TREE = "SIGKILL to the tree"
KILLS = ("SIGKILL", "SIGKILL to the group", TREE)
"""Names of the faults whose runs are killed."""


def main(argv: Sequence[str] | None = None) -> int:
    """Kill runs, print a line for each, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=100, metavar="COUNT")
    parser.add_argument("-n", type=int, default=0, metavar="WORKERS", help="share every run among workers")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--jobs", type=int, default=2, help="runs at the same time")
    arguments = parser.parse_args(argv)
    chance = random.Random(arguments.seed)
    moments = [chance.uniform(EARLIEST, LATEST) for _ in range(arguments.count)]
    faults = [named([KILLS[number % len(KILLS)]])[0] for number in range(arguments.count)]
    if arguments.n:
        faults = [shared(fault, arguments.n) for fault in faults]
    clean = 0
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for fault, moment, left in zip(faults, moments, pool.map(killed, faults, moments), strict=True):
            clean += not left
            sys.stdout.write(f"{fault.name:25s} {moment:5.1f} s  {', '.join(left) or 'nothing left'}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{clean} of {arguments.count} left nothing\n")
    return int(clean < arguments.count)


def killed(fault: Fault, moment: float) -> list[str]:
    """Kill a run some seconds after its start, and return what is left of it."""
    with tempfile.TemporaryDirectory(prefix="kill-", ignore_cleanup_errors=True) as name:
        folder, mark = Path(name), uuid.uuid4().hex
        for part in PARTS:
            (folder / part).mkdir()
        with (folder / "output.txt").open("wb") as output:
            run = started_run(fault, folder, mark, output)
        try:
            time.sleep(moment)
            if run.poll() is not None:
                return [f"nothing was killed: it had ended with status {run.returncode}"]
            ACTS[fault.act](run)
            run.wait()
            left = remaining(mark)
        finally:
            end(mark)
            run.wait()
        if fault.act == TREE:  # whoever would remove the data was killed, too: the next start does it
            remove_abandoned([folder / "temporary"])
        return [*left, *folders(*(folder / part for part in PARTS))]


if __name__ == "__main__":
    sys.exit(main())
