"""Records of runs on servers that outlive them: who gave out which names, until all of it is dropped.

The one rule: a record is written before a name is given out, removed when everything is dropped, and locked by its
process in between. So a record that nobody holds is what a killed run left; it never holds credentials.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from pytest_milvus.run import Run

__all__ = ["RunRecord", "Writer", "records", "state_folder"]

_SUFFIX, _LOCK = ".jsonl", ".lock"


@dataclass(frozen=True, slots=True)
class Header:
    """Who a process of a run is, and where.

    Attributes:
        run: Eight hexadecimal digits, the same in every worker.
        worker: ``"master"``, or the pytest-xdist worker's name.
        prefix: What every name that the process gives out starts with.
        host: Machine that it runs on.
        pid: Its process id there.
        started: When the first name was given out, ISO 8601 in UTC.
        uri: The server's address, without credentials.
        database: The database that collections are made in.
    """

    run: str
    worker: str
    prefix: str
    host: str
    pid: int
    started: str
    uri: str
    database: str


class Writer:
    """Keeps the record of this process.

    Args:
        run: The run and worker.
        prefix: What every name starts with.
        uri: The server's address, without credentials.
        database: Where collections are made.
    """

    def __init__(self, run: Run, prefix: str, uri: str, database: str) -> None:
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self._header = Header(run.id, run.worker, prefix, platform.node(), os.getpid(), now, uri, database)
        self._file: IO[str] | None = None
        self._lock: BaseFileLock | None = None

    @property
    def _path(self) -> Path:
        return state_folder() / f"{self._header.run}_{self._header.worker}{_SUFFIX}"

    def note(self, *names: str) -> None:
        """Write names down, before they are used."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(self._path)
            self._lock.acquire()
            self._file = self._path.open("a", encoding="utf-8")
            self._file.write(json.dumps(asdict(self._header)) + "\n")
        self._file.writelines(json.dumps(name) + "\n" for name in names)
        self._file.flush()

    def close(self, *, dropped: bool) -> None:
        """End the record: remove it if everything is dropped, else leave it to ``python -m pytest_milvus clean``."""
        if self._file is None or self._lock is None:
            return
        self._file.close()
        if dropped:
            self._path.unlink(missing_ok=True)
        self._lock.release()
        if dropped:
            self._path.with_suffix(_LOCK).unlink(missing_ok=True)
        self._file = self._lock = None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What a process of a run has written down.

    Attributes:
        header: Who and where.
        names: The names that it gave out, each with the header's prefix.
        path: The file.
    """

    header: Header
    names: tuple[str, ...]
    path: Path

    @contextmanager
    def claimed(self) -> Iterator[bool]:
        """Hold the record; tells whether nobody else does, on this machine, so that its process has ended."""
        from filelock import Timeout

        lock = _lock(self.path)
        if self.header.host != platform.node():  # a lock says nothing about another machine's processes
            yield False
            return
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def forget(self) -> None:
        """Remove the record; to be called with everything dropped."""
        self.path.unlink(missing_ok=True)
        with suppress(OSError):  # Windows removes no file that is open
            self.path.with_suffix(_LOCK).unlink(missing_ok=True)


def records() -> tuple[RunRecord, ...]:
    """Return all records of this user, the oldest first; a file that is no record is passed over."""
    found = [record for path in state_folder().glob(f"*{_SUFFIX}") if (record := _read(path))]
    return tuple(sorted(found, key=lambda record: (record.header.started, record.path.name)))


def state_folder() -> Path:
    """Return the folder of this user's records."""
    from platformdirs import user_state_path

    return user_state_path("pytest-milvus", appauthor=False) / "runs"


def _read(path: Path) -> RunRecord | None:
    try:
        head, *rest = path.read_text("utf-8").splitlines()
        header = Header(**json.loads(head))
    except (OSError, ValueError, TypeError):
        return None
    names = []
    for line in rest:
        with suppress(ValueError):  # the process may have been killed while it wrote
            name = json.loads(line)
            if isinstance(name, str) and header.prefix and name.startswith(header.prefix):
                names.append(name)
    return RunRecord(header, tuple(names), path)


def _lock(path: Path) -> BaseFileLock:
    from filelock import FileLock

    return FileLock(path.with_suffix(_LOCK), thread_local=False)
