"""The embedded engine: Milvus Lite in a process of its own, with data that vanishes with the run."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import partial
from pathlib import Path

from pytest_milvus.engines.child import Child
from pytest_milvus.errors import RemedyError

__all__ = ["EmbeddedEngine", "place"]

_TRIED = "Starting the embedded Milvus (Milvus Lite in a subprocess)"
_REMEDIES = (
    "Check that `python -c 'import milvus_lite.adapter.grpc.server'` works in this environment.",
    "Run on another Milvus: --milvus-engine=container, or --milvus-uri=http://HOST:PORT.",
)

MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory. Milvus Lite makes and removes a dozen files for each collection: on a disk, a
third of its work is the file system's."""

ROOM = 1 << 30
"""Bytes that must be free there; a Docker container has 64 MB unless it was given more."""


class EmbeddedEngine:
    """Milvus Lite on a free loopback port, data in a temporary folder, in memory where it can be; see `Engine`.

    Args:
        strict: Leave Milvus Lite as it is, AllocTimestamp unanswered (pymilvus#3711).
        timeout: Seconds until a start is given up.
    """

    name = "embedded"
    token = ""

    def __init__(self, *, strict: bool = False, timeout: float = 60.0) -> None:
        self.uri, self.server_version = "", ""
        self.capabilities: frozenset[str] = frozenset()
        self.notes: tuple[str, ...] = ()
        self._strict, self._timeout = strict, timeout
        self._folder: Path | None = None
        self._child: Child | None = None

    def start(self) -> None:
        """Start the process and return when it has answered an RPC."""
        self._folder = Path(tempfile.mkdtemp(prefix="pytest-milvus-", dir=place()))
        flags = ["--strict"] if self._strict else []
        module = "pytest_milvus.engines.embedded_server"
        self._child = Child(module, str(self._folder), *flags, folder=self._folder)
        try:
            self._connect(self._child)
        except BaseException:
            self.stop()
            raise

    def _connect(self, child: Child) -> None:
        # Imported while the child starts.
        from pytest_milvus.engines.capabilities import confirmed
        from pytest_milvus.engines.connection import Connection, UnansweredError, wait_for_version

        answer = child.answer(self._timeout)
        if answer is None:
            raise self._failure(child)
        self.uri = f"http://127.0.0.1:{answer['port']}"
        try:
            with Connection(self.uri) as connection:
                self.server_version = wait_for_version(
                    connection, self._timeout, partial(self._require_life, child)
                )
                self.capabilities, self.notes = confirmed(connection, self.server_version)
        except UnansweredError as error:
            raise self._failure(child, f"{error}\n") from None

    def _require_life(self, child: Child) -> None:
        if child.exit_status is not None:
            raise self._failure(child)

    def _failure(self, child: Child, before: str = "") -> RemedyError:
        status = child.exit_status
        said = f"it ended with exit status {status}" if status is not None else "it runs, but does not answer"
        log = child.log(20)
        found = f"its last log lines:\n{log}" if log else "it logged nothing"
        return RemedyError(_TRIED, f"{before}{said}; {found}", *_REMEDIES)

    def stop(self) -> None:
        """End the process and remove its data."""
        if self._child:
            self._child.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._child = self._folder = None

    def logs(self, lines: int = 50) -> str:
        """Return the last lines that the server printed."""
        return self._child.log(lines) if self._child else ""

    def is_alive(self) -> bool:
        """Return whether the server answers an RPC now."""
        from pytest_milvus.engines.connection import answers

        return self._child is not None and self._child.exit_status is None and answers(self.uri)


def place() -> Path | None:
    """Return where the data goes: `MEMORY` if there is room, ``None`` for the usual place of temporary files.

    Whoever sets ``TMPDIR`` has decided already.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free >= ROOM else None
