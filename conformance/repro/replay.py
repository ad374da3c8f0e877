"""Running scripts of divergences by themselves, as their readers do: a process each, a few side by side, a deadline.

The one rule: a script that did not say what it saw has shown nothing, in neither direction.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from conformance.model.escaping import as_text, writable
from pytest_milvus.engines.spare import spare_engine
from pytest_milvus.errors import RemedyError

__all__ = ["DEADLINE", "SERVER", "Replayed", "needs_server", "replay", "surroundings", "with_server"]

DEADLINE = 120.0
"""Seconds that a script may take."""

SERVER = "MILVUS_URI"
"""Environment variable in which scripts look for a server; see `conformance.tiers.live.script`."""

_SAID = 2000
"""Characters of a script's output that are kept, the last ones."""

_DRAINED = 5.0
"""Seconds in which the output of a script that has ended is read; what it started may hold on to it."""

_STATES: Mapping[int, Literal["fixed", "still"]] = {0: "fixed", 1: "still"}


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a script.

    Attributes:
        state: ``still``: it shows the divergence. ``fixed``: both clients agree. ``error``: it could not tell.
        said: The end of what it printed.
        late: Whether it was ended because it took too long.
    """

    state: Literal["still", "fixed", "error"]
    said: str
    late: bool = False


def needs_server(script: str) -> bool:
    """Return whether a script needs a Milvus server; the others bring one of their own, or need none."""
    return SERVER in script


def surroundings(paths: Sequence[str] = ()) -> dict[str, str]:
    """Return the environment of scripts: what can be imported here can be imported there.

    Args:
        paths: Folders in which modules are found, beside those of the interpreter.
    """
    before = os.environ.get("PYTHONPATH", "")
    found = [*(path for path in paths if path), *filter(None, [before])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(found)), "PYTHONUTF8": "1"}


def replay(
    scripts: Sequence[str],
    environ: Mapping[str, str],
    *,
    workers: int = 2,
    deadline: float = DEADLINE,
    until: float = math.inf,
) -> Iterator[Replayed]:
    """Run scripts and yield what came of each, in turn.

    Args:
        scripts: Their texts.
        environ: Their environment.
        workers: How many run side by side.
        deadline: Seconds that each may take.
        until: When all must have ended, by `time.monotonic`.
    """
    running: set[subprocess.Popen[bytes]] = set()

    def perform(place: Path) -> Replayed:
        seconds = min(deadline, until - time.monotonic())
        return _perform(place, environ, seconds, running) if seconds > 0 else _late(0)

    with tempfile.TemporaryDirectory(prefix="pytest-milvus-") as folder:
        places = [Path(folder) / f"script_{number}.py" for number in range(len(scripts))]
        for place, script in zip(places, scripts, strict=True):
            place.write_text(writable(script), "utf-8")
        pool = ThreadPoolExecutor(workers)
        try:
            yield from pool.map(perform, places)
        finally:  # who stops waiting leaves no script behind
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list(running):
                _end(process)
            pool.shutdown()


def _perform(
    place: Path, environ: Mapping[str, str], deadline: float, running: set[subprocess.Popen[bytes]]
) -> Replayed:
    folder = place.with_suffix("")
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, str(place)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environ,
        cwd=folder,
    )
    running.add(process)
    said = _Tail(process)
    said.start()
    try:
        status = process.wait(deadline)
    except subprocess.TimeoutExpired:
        return _late(deadline)
    finally:
        _end(process)
        running.discard(process)
    said.join(_DRAINED)
    return Replayed(_STATES.get(status, "error"), said.text())


def _late(seconds: float) -> Replayed:
    return Replayed("error", f"it had not ended after {seconds:g} s", late=True)


class _Tail(threading.Thread):
    """Reads what a process says, and keeps the end."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self._stream, self._kept = process.stdout, b""

    def run(self) -> None:
        assert self._stream is not None
        with self._stream:
            while part := self._stream.read1(1 << 16):  # type: ignore[attr-defined]
                self._kept = (self._kept + part)[-4 * _SAID :]

    def text(self) -> str:
        return as_text(self._kept.decode("utf-8", "replace").strip())[-_SAID:]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, and what it started, where it has not ended by itself."""
    if process.poll() is not None:
        return
    import psutil  # here: most scripts end by themselves

    with suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
    process.kill()
    process.wait()


@contextmanager
def with_server(
    scripts: Sequence[str], environ: Mapping[str, str]
) -> Iterator[tuple[Mapping[str, str], str]]:
    """Start a server where a script needs one and the environment names none.

    Yields:
        The environment with the server's address, and why there is none: ``""`` where there is, or none is needed.
    """
    if environ.get(SERVER) or not any(map(needs_server, scripts)):
        yield environ, ""
        return
    engine = spare_engine()
    try:
        engine.start()
    except RemedyError as error:
        yield environ, f"{error}; or name a server in {SERVER}"
        return
    try:
        yield {**environ, SERVER: engine.uri}, ""
    finally:
        engine.stop()
