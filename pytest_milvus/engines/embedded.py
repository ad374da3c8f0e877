"""The embedded engine: Milvus Lite in a process of its own, with data that vanishes with the run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pytest_milvus.engines.child import Child
from pytest_milvus.engines.folder import WorkingFolder, memory, remove_abandoned
from pytest_milvus.errors import RemedyError

if TYPE_CHECKING:
    from pytest_milvus.engines.liveness import Liveness

__all__ = ["EmbeddedEngine"]

_TRIED = "Starting the embedded Milvus (Milvus Lite in a subprocess)"
_REMEDIES = (
    "Check that `python -c 'import milvus_lite.adapter.grpc.server'` works in this environment.",
    "Run on another Milvus: --milvus-engine=container, or --milvus-uri=http://HOST:PORT.",
)


class EmbeddedEngine:
    """Milvus Lite on a free loopback port, data in a temporary folder, in memory where it can be; see `Engine`.

    Args:
        strict: Leave Milvus Lite as it is, AllocTimestamp unanswered (pymilvus#3711).
        timeout: Seconds until a start is given up.
    """

    name = "embedded"
    token = ""
    waits = False
    lasting = False

    def __init__(self, *, strict: bool = False, timeout: float = 60.0) -> None:
        self.uri, self.server_version = "", ""
        self.capabilities: frozenset[str] = frozenset()
        self.notes: tuple[str, ...] = ()
        self.generation = 0
        self._strict, self._timeout = strict, timeout
        self._folder: WorkingFolder | None = None
        self._child: Child | None = None
        self._liveness: Liveness | None = None

    def start(self) -> None:
        """Start the process and return when it has answered an RPC."""
        self._start(port=0)

    def restart(self) -> None:
        """End what may be left of the server, and start a new one without data at the same address."""
        port = urlsplit(self.uri).port or 0
        self.stop()
        self._start(port)
        self.generation += 1

    def _start(self, port: int) -> None:
        self._folder = WorkingFolder(memory())
        flags = ["--strict"] if self._strict else []
        module, path = "pytest_milvus.engines.embedded_server", self._folder.path
        try:
            self._child = Child(module, str(path), f"--port={port}", *flags, folder=path)
            remove_abandoned()
            self._connect(self._child)
        except BaseException:
            self.stop()
            raise

    def _connect(self, child: Child) -> None:
        # Imported while the child starts.
        from pytest_milvus.engines.capabilities import confirmed
        from pytest_milvus.engines.connection import Connection, UnansweredError, wait_for_version
        from pytest_milvus.engines.liveness import Liveness

        self._liveness = Liveness(lambda: not child.ending)
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
        if child.ending:
            raise self._failure(child)

    def _failure(self, child: Child, before: str = "") -> RemedyError:
        said = f"it {child.ending or 'runs, but does not answer'}"
        log = child.log(20)
        found = f"its last log lines:\n{log}" if log else "it logged nothing"
        return RemedyError(_TRIED, f"{before}{said}; {found}", *_REMEDIES)

    def stop(self) -> None:
        """End the process and remove its data."""
        if self._child:
            self._child.close()
        if self._folder:
            self._folder.remove()
        self._child = self._folder = None

    def logs(self, lines: int = 50) -> str:
        """Return the last lines that the server printed."""
        return self._child.log(lines) if self._child else ""

    def is_alive(self) -> bool:
        """Return whether the process exists and answers an RPC within half a minute."""
        return not self.ending and self._liveness is not None and self._liveness.check(self.uri)

    @property
    def ending(self) -> str:
        """How the process ended, for example ``"was killed by SIGKILL"``; ``""`` while it runs."""
        return self._child.ending if self._child else "was stopped"
