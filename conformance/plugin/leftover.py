"""Processes that a client starts and leaves behind: found, named and ended before the run tells its verdict.

The one rule: only what came into being in this run and through it is ended.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from typing import Any

import psutil
import pytest

__all__ = ["MARK", "Leftovers"]

MARK = "PYTEST_MILVUS_STARTED_BY"
"""Environment variable with the id of the run. A process inherits it, also one that leaves its parent and its session;
the engines' own processes do not, since they get no variable of pytest."""

PATIENCE = 1.0
"""Seconds in which a process may still end by itself, as one that was told to when its client was closed."""

_OURS = ("pytest_milvus.engines.", "multiprocessing.resource_tracker")
"""What stands in the command lines of processes that end with this one, by themselves."""

_SHOWN = 200


class Leftovers:
    """Plugin object: what the clients of a run started and left.

    Args:
        run: The id of the run.
        environment: Where processes that are started from now on find the mark.
    """

    def __init__(self, run: str, environment: MutableMapping[str, str]) -> None:
        environment[MARK] = run
        self._run = run
        self._process = psutil.Process()
        self._others = {self._process, *self._process.parents()}
        self._before = set(self._process.children(recursive=True))
        self._theirs: set[psutil.Process] = set()

    def imported(self) -> None:
        """Remember that the clients were imported: what started in that time is theirs."""
        self._theirs = set(self._process.children(recursive=True)) - self._before

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> None:
        """Remember what other plugins and the project's own fixtures started before the first case."""
        self._others |= set(self._process.children(recursive=True)) - self._theirs

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodeready(self, node: Any) -> None:
        """Remember a worker of pytest-xdist."""
        with suppress(AttributeError, psutil.Error):
            self._others.add(psutil.Process(node.gateway._io.popen.pid))

    def end(self) -> list[str]:
        """End what was left behind and return its command lines."""
        limit = time.monotonic() + PATIENCE
        while (left := list(self._left())) and time.monotonic() < limit:
            time.sleep(0.1)
        shown = sorted(text for process in left if (text := _shown(process)))
        for process in left:
            with suppress(psutil.Error):  # which makes sure that it is still the same process
                process.kill()
        psutil.wait_procs(left, PATIENCE)
        return shown

    def _left(self) -> Iterator[psutil.Process]:
        found = set(self._process.children(recursive=True)) | set(
            filter(self._is_marked, psutil.process_iter())
        )
        for process in sorted(found - self._others, key=lambda process: process.pid):
            with suppress(psutil.Error):
                command = " ".join(process.cmdline())
                if process.status() != psutil.STATUS_ZOMBIE and not any(part in command for part in _OURS):
                    yield process

    def _is_marked(self, process: psutil.Process) -> bool:
        with suppress(psutil.Error, OSError):
            return process.environ().get(MARK) == self._run
        return False


def _shown(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return f"{' '.join(process.cmdline()) or process.name()}"[:_SHOWN].replace("\n", " ")
    return ""
