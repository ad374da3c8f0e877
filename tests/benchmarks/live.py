"""What the live and sequence tiers cost beside the calls they make, what a second process gains, and their memory.

    python tests/benchmarks/live.py [--profile quick] [pytest or milvus options]

One run, in this process, adds up how long calls of clients take, those that prepare and those that look at what came
of it among them, and how long at least one is under way; the rest is the harness. Then a run in a process of its own
is timed, and one that two processes of pytest-xdist share; in a last one the memory of all processes but the servers is
added up. Targets: a run takes at most 1.5 times the sum of its calls, two processes are at least 1.6 times as fast as
one, and less than 1 GiB is resident. Exit status 1 if one of them is missed. Two cores have to be idle.

What two processes can gain at most on this machine is measured, too: two whole runs at the same time share nothing but
its cores, and how much longer they take than one run alone no harness can save.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from typing import Any
from unittest import mock

import psutil
import pytest

from conformance.clients import Caller
from conformance.model import Operation

HARNESS, FASTER, MEMORY = 1.5, 1.6, 1 << 30

SERVER = "pytest_milvus.engines.embedded_server"
"""Stands in the command line of a server."""

PAUSE = 0.2
"""Seconds between two looks at the memory."""

HERE = object()
"""A plugin that is an object keeps the run in this process, where its calls are recorded."""


class Calls:
    """Calls of all clients of this process.

    Attributes:
        count: How many there were.
        total: Seconds that they took, all together.
        any: Seconds in which at least one was under way.
    """

    def __init__(self) -> None:
        self.count, self.total, self.any = 0, 0.0, 0.0
        self._now, self._since, self._lock = 0, 0.0, threading.Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count a call while it lasts."""
        started = time.perf_counter()
        with self._lock:
            if not self._now:
                self._since = started
            self._now += 1
        try:
            yield
        finally:
            ended = time.perf_counter()
            with self._lock:
                self._now -= 1
                self.count += 1
                self.total += ended - started
                if not self._now:
                    self.any += ended - self._since

    def recorded(self) -> Any:
        """Return a context in which calls are counted."""
        call = Caller._call

        async def counted(caller: Caller, operation: Operation) -> Any:
            with self.one():
                return await call(caller, operation)

        return mock.patch.object(Caller, "_call", counted)


def main() -> int:
    """Print times, ratios and memory; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profile", default="quick")
    given, options = parser.parse_known_args()
    arguments = ["-p", "pytest_milvus", "--pyargs", "conformance", "-q", "-rN", "-p", "no:cacheprovider"]
    arguments += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # this script imported Hypothesis before
    arguments += ["--milvus-tier=live", "--milvus-tier=sequence", f"--milvus-profile={given.profile}"]
    arguments += ["--milvus-seed=1"]  # or each run would have other work to do
    calls = Calls()
    with calls.recorded(), redirect_stdout(io.StringIO()):
        started = time.perf_counter()
        status = pytest.main([*arguments, "-p", "no:xdist", *options], [HERE])
        alone = time.perf_counter() - started
    whole, halves = [*arguments, "-p", "no:xdist", *options], [*arguments, "-n", "2", *options]
    one, two, both = _at_once(whole, 1), _at_once(halves, 1), _at_once(whole, 2)
    memory = _peak(halves)
    print(f"first exit status {int(status)}; {calls.count} calls in {alone:.1f} s")
    print(f"one process {one:.1f} s, two {two:.1f} s; two whole runs at once {both:.1f} s")
    print(f"sum of the calls {calls.total:.1f} s; at least one under way for {calls.any:.1f} s")
    results = [
        ("run / sum of calls", alone / calls.total, f"at most {HARNESS}", alone / calls.total <= HARNESS),
        ("run / any call under way", alone / calls.any, "no target", True),
        ("one process / two", one / two, f"at least {FASTER}", one / two >= FASTER),
        ("  at most, on this machine", 2 * one / both, "no target", True),
        ("peak memory in MiB", memory / (1 << 20), f"less than {MEMORY >> 20}", memory < MEMORY),
    ]
    for name, value, target, met in results:
        print(f"{name:26} {value:>8.2f}   {target}{'' if met else ': missed'}")
    return int(not all(met for *_, met in results))


def _peak(arguments: list[str]) -> int:
    """Return the most bytes that the processes of a run had, servers left out; looking slows it down."""
    most = 0
    run = _begun(arguments)
    while run.poll() is None:
        most = max(most, _resident(run.pid))
        time.sleep(PAUSE)
    _end(run)
    return most


def _at_once(arguments: list[str], count: int) -> float:
    """Return the seconds that so many runs take at the same time, each with a server of its own."""
    started = time.perf_counter()
    for run in [_begun(arguments) for _ in range(count)]:
        _end(run)
    return time.perf_counter() - started


def _begun(arguments: list[str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", "pytest", *arguments], stdout=quiet, stderr=quiet)


def _end(run: subprocess.Popen[bytes]) -> None:
    """Wait for a run; one that did not compare everything has no time worth telling."""
    if run.wait() not in (0, 1):
        sys.exit(f"a run ended with exit status {run.returncode}: {run.args!r}")


def _resident(pid: int) -> int:
    """Return the bytes that a process and its descendants have in memory, servers left out."""
    total = 0
    with suppress(psutil.Error):
        run = psutil.Process(pid)
        for process in (run, *run.children(recursive=True)):
            with suppress(psutil.Error):
                if SERVER not in process.cmdline():
                    total += process.memory_info().rss
    return total


if __name__ == "__main__":
    sys.exit(main())
