"""A Python process that serves this one and never outlives it.

The one rule: the child runs as long as its standard input stays open. The operating
system closes a pipe however its owner ends, `kill -9` included, on every platform.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["Child", "remove_folder", "report", "until_parent_is_gone"]

# The child must not shadow modules by what lies in the current folder, and must find this package also where
# pytest's `pythonpath` setting put it on the path of this process only.
_BOOT = """
import runpy, sys
sys.path.append(sys.argv.pop(1))
runpy.run_module(sys.argv.pop(1), run_name="__main__")
"""
_PACKAGES = Path(__file__).resolve().parents[2]
_NOT_INHERITED = (
    "PYTEST_", "COV_", "COVERAGE_", "PYTHONWARNINGS", "PYTHONINSPECT", "PYTHONSTARTUP",
    "MILVUS_", "ZILLIZ_",  # how an application reaches its own server: addresses, tokens, passwords
)  # fmt: skip


class Child:
    """Run a module as a process, in a folder that holds its log.

    Args:
        module: Dotted name of the module; it calls `report` once and then `until_parent_is_gone`.
        *arguments: Its command line.
        folder: Working folder; ``server.log`` in it takes what the process prints.
    """

    def __init__(self, module: str, *arguments: str, folder: Path) -> None:
        self._log = folder / "server.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _BOOT, str(_PACKAGES), module, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=folder,
                env=_environment(),
                # Ctrl-C goes to the whole group; the child ends when its parent does, and not before.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )

        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin, self._stdout = self._process.stdin, self._process.stdout

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def ending(self) -> str:
        """How it ended, to be read after "the server": ``"ended with exit status 1"``; ``""`` while it runs."""
        status = self._process.poll()
        if status is None:
            return ""
        if status >= 0:
            return f"ended with exit status {status}"
        if -status == getattr(signal, "SIGKILL", 0):
            return "was killed by SIGKILL (by somebody, or by the kernel when memory ran out)"
        with suppress(ValueError):
            return f"was killed by {signal.Signals(-status).name}"
        return f"was killed by signal {-status}"

    def answer(self, timeout: float) -> dict[str, Any] | None:
        """Return what the child reported, ``None`` when it ended or stayed silent for `timeout` seconds."""
        lines: list[bytes] = []
        reader = threading.Thread(target=lambda: lines.append(self._stdout.readline()), daemon=True)
        reader.start()
        reader.join(timeout)
        if lines == [b""]:  # it ended, or is about to; its status is of interest
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5.0)
        return json.loads(lines[0]) if lines and lines[0] else None

    def log(self, lines: int) -> str:
        """Return the last lines of what the child printed."""
        with suppress(FileNotFoundError):
            return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])
        return ""

    def close(self, timeout: float = 10.0) -> None:
        """End the child: ask, wait `timeout` seconds, then kill."""
        self._stdin.close()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._stdout.close()  # not before its end: closing waits for a thread that still reads

    def release(self) -> None:
        """Let the child live on after its answer; from now on it decides for itself when to end."""
        self._stdin.close()
        self._stdout.close()
        self._process.returncode = 0  # or else Popen warns that it still runs


def report(**answer: Any) -> None:
    """In the child: send the one answer; whatever is printed later goes to the log."""
    with suppress(BrokenPipeError):  # the parent is gone already; the caller notices that next
        os.write(1, json.dumps(answer).encode() + b"\n")
    os.dup2(2, 1)


def until_parent_is_gone() -> None:
    """In the child: return when the parent closed the pipe or ended.

    The parent's id is watched as well, since a process that the parent forked may hold the pipe open.
    """
    parent, gone = os.getppid(), threading.Event()

    def read() -> None:
        sys.stdin.buffer.read()
        gone.set()

    threading.Thread(target=read, daemon=True).start()
    while not gone.wait(0.5) and os.getppid() == parent:
        pass


def remove_folder(folder: Path) -> None:
    """In the child: leave the working folder, log and all, and remove it."""
    # Windows does not remove a folder that is current or whose files are open.
    os.chdir(folder.parent)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    if path := kept.get("PYTHONPATH"):
        kept["PYTHONPATH"] = os.pathsep.join(
            str(Path(part).resolve()) for part in path.split(os.pathsep) if part
        )
    return kept
