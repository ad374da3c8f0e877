"""Runs reproduction scripts, several side by side: script_runner.py SECONDS PATH... in a folder that has nothing else.

Each is a process of its own, forked from this one, which has imported what takes a script most of its time; what it
prints goes to a file beside it, ``PATH.txt``. Prints a line for each, its path and its exit status, and ends those that
take longer than some seconds.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import time

import pymilvus  # noqa: F401

PROCESSES = 2


def start(path: str) -> int:
    """Run a script in a process of its own, and return its number."""
    if child := os.fork():
        return child
    status = 70  # neither of a script's own
    try:
        told = os.open(f"{path}.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(told, 1)
        os.dup2(told, 2)
        sys.argv = [path]
        runpy.run_path(path, run_name="__main__")
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else status
    finally:
        os._exit(status)


def main(seconds: float, paths: list[str]) -> None:
    """Run scripts."""
    left, running = paths[::-1], dict[int, tuple[str, float]]()
    while left or running:
        while left and len(running) < PROCESSES:
            path = left.pop()
            running[start(path)] = path, time.monotonic() + seconds
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            path, _ = running.pop(child)
            print(path, os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201
            continue
        for child, (_, end) in running.items():
            if time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
        time.sleep(0.02)


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2:])
