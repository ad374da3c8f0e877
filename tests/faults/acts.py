"""What is done to a run from outside, once it is at work."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import psutil

__all__ = ["ACTS"]

Act = Callable[[psutil.Process], None]


def _alone(number: signal.Signals) -> Act:
    return lambda run: run.send_signal(number)


def _group(number: signal.Signals) -> Act:
    return lambda run: os.killpg(run.pid, number)


def _twice(run: psutil.Process) -> None:
    os.killpg(run.pid, signal.SIGINT)
    time.sleep(0.5)
    with suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGINT)


def _tree(number: signal.Signals) -> Act:
    def act(run: psutil.Process) -> None:
        for process in [*run.children(recursive=True), run]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    return act


def _server(number: signal.Signals) -> Act:
    def act(run: psutil.Process) -> None:
        for process in run.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if "pytest_milvus.engines.embedded_server" in process.cmdline():
                    process.send_signal(number)
                    return
        raise AssertionError("the run has no embedded server")

    return act


ACTS: Mapping[str, Act] = {
    "SIGINT": _alone(signal.SIGINT),
    "SIGINT to the group": _group(signal.SIGINT),
    "SIGINT twice": _twice,
    "SIGTERM": _alone(signal.SIGTERM),
    "SIGTERM to the group": _group(signal.SIGTERM),
    "SIGHUP": _alone(signal.SIGHUP),
    "SIGHUP to the group": _group(signal.SIGHUP),
    "SIGKILL": _alone(signal.SIGKILL),
    "SIGKILL to the group": _group(signal.SIGKILL),
    "SIGKILL to the tree": _tree(signal.SIGKILL),
    "SIGKILL to the server": _server(signal.SIGKILL),
    "SIGSTOP to the server": _server(signal.SIGSTOP),
}
"""Each takes the process that a user started, which leads a process group of its own."""
