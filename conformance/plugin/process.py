"""The process in which a run's tests are, and whatever it starts.

The one rule: what is ended is this process and its descendants, and nothing else.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Heavy", "TestProcess", "described", "interpreter"]

_ENGINES_GRACE = 5.0
"""Seconds in which a server notices that who started it is gone, and removes what it kept."""

_SCAN = 1.0
"""Seconds between two looks for new descendants."""


class Heavy(NamedTuple):
    """A process that holds much memory."""

    pid: int
    held: int
    is_root: bool


class TestProcess:
    """A started process.

    Args:
        command: What to run.
        environ: Its environment.
        folder: Its working folder.
    """

    __test__ = False  # not a test, whatever pytest makes of the name

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
        self._process = subprocess.Popen(command, env=environ, cwd=folder)
        self._family: list[Any] = []
        self._scanned = 0.0

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait(self, seconds: float) -> int | None:
        """Return the exit status, negative for a signal; ``None`` while it runs after so many seconds."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def send(self, number: int) -> None:
        """Send a signal."""
        with suppress(OSError):
            self._process.send_signal(number)

    def heaviest(self) -> Heavy:
        """Return the process of the family that holds most memory."""
        import psutil  # here: a run without trouble should not wait for it

        if time.monotonic() - self._scanned > _SCAN:
            self._family, self._scanned = self._found(), time.monotonic()
        held = [Heavy(0, 0, is_root=False)]
        for process in self._family:
            with suppress(psutil.Error):
                held.append(Heavy(process.pid, process.memory_info().rss, process.pid == self.pid))
        return max(held, key=lambda each: each.held)

    def end(self) -> int:
        """End the process and its descendants at once; return the exit status.

        Servers end by themselves when the process is gone, and take their data with them; they get a moment for it.
        """
        import psutil

        family = self._found()
        with suppress(OSError):
            self._process.kill()
        status = self._process.wait()
        _, alive = psutil.wait_procs(
            [each for each in family if each.pid != self.pid], timeout=_ENGINES_GRACE
        )
        for process in alive:
            with suppress(psutil.Error):
                process.kill()  # psutil looks at the start time first: a number that was given anew is safe
        psutil.wait_procs(alive, timeout=_ENGINES_GRACE)
        return status

    def end_one(self, pid: int) -> None:
        """End one process of the family."""
        with suppress(OSError):
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def _found(self) -> list[Any]:
        import psutil

        try:
            root = psutil.Process(self.pid)
            return [root, *root.children(recursive=True)]
        except psutil.Error:
            return []


def described(status: int) -> str:
    """Return how a process ended: the signal by its name, or the exit status."""
    if status >= 0:
        return f"exit status {status} without a verdict"
    try:
        return f"signal {signal.Signals(-status).name}"
    except ValueError:
        return f"signal {-status}"


def interpreter() -> list[str]:
    """Return how to start this interpreter once more, with the flags (``-W``, ``-X``) that it was given."""
    return [sys.executable, *subprocess._args_from_interpreter_flags()]  # type: ignore[attr-defined]
