"""The container engine: Milvus standalone in Docker, one container for all workers of a run."""

from __future__ import annotations

import json
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_milvus.engines.child import Child
from pytest_milvus.engines.container_keeper import ELSEWHERE, LOCKED, OPEN
from pytest_milvus.engines.folder import WorkingFolder, remove_abandoned
from pytest_milvus.engines.lease import Lease
from pytest_milvus.errors import RemedyError

if TYPE_CHECKING:
    from pytest_milvus.engines.liveness import Liveness

__all__ = ["ContainerEngine"]

SUPERUSER = "root:Milvus"
"""Milvus' built-in user."""

_PULL_TIMEOUT = 1800.0
_ENDED = ("exited", "dead", "removing", "gone")


class ContainerEngine:
    """Milvus standalone in a container; see `Engine`.

    The container belongs to a process of its own, `pytest_milvus.engines.container_keeper`, and stays as long
    as an engine holds a lease on it.

    Args:
        image: Name and version of the image.
        token: Lets the server ask for a token, and is the one to use; ``""`` for a server that serves anybody.
        shared_dir: Folder that the run's workers share; the first to start there starts the container.
        worker: Name of this process among them.
        timeout: Seconds until a container that does not answer is given up.

    Attributes:
        locked: Whether the server is to ask for a token.
    """

    name = "container"
    waits = True
    lasting = False
    generation = 0

    def __init__(
        self,
        image: str,
        token: str = "",
        *,
        shared_dir: Path | None = None,
        worker: str = "master",
        timeout: float = 120.0,
    ) -> None:
        # Also where nobody is asked for a token, granting asks who grants.
        self.token = token or SUPERUSER
        self.locked = bool(token)
        self.uri, self.server_version = "", ""
        self.capabilities: frozenset[str] = frozenset()
        self.notes: tuple[str, ...] = ()
        self._image, self._worker, self._timeout = image, worker, timeout
        self._shared_dir = shared_dir
        self._lease: Lease | None = None
        self._liveness: Liveness | None = None
        self._ending = ""

    def start(self) -> None:
        """Start a container, or join another worker's; return when it has answered an RPC."""
        _refuse_unpinned(self._image)
        try:
            with self._turn():
                self._lease = self._join() or self._launch()
                self.uri = self._lease.terms["uri"]
                self._wait()
        except BaseException:
            self.stop()
            raise

    def _turn(self) -> Any:
        from filelock import FileLock

        return FileLock(self._shared_dir / "container.lock") if self._shared_dir else nullcontext()

    def _join(self) -> Lease | None:
        try:
            return Lease(**json.loads(self._office.read_text())) if self._shared_dir else None
        except (FileNotFoundError, ConnectionError):
            return None

    def _launch(self) -> Lease:
        folder = WorkingFolder()
        module = "pytest_milvus.engines.container_keeper"
        access = LOCKED if self.locked else OPEN
        child = Child(module, str(folder.path), self._image, self._worker, access, folder=folder.path)
        try:
            remove_abandoned()
            answer = child.answer(_PULL_TIMEOUT)
            if answer is None:
                reason = f"its keeper failed; its last log lines:\n{child.log(20)}"
                raise RemedyError(self._tried, reason, ELSEWHERE)
            if "error" in answer:
                raise RemedyError(*answer["error"])
            lease = Lease(**answer)
        except BaseException:
            child.close(timeout=60.0)  # it may be starting the container at this moment
            folder.remove()
            raise
        child.release()
        folder.leave()
        if self._shared_dir:
            self._office.write_text(json.dumps(answer))
        return lease

    def _wait(self) -> None:
        from pytest_milvus.engines.capabilities import confirmed
        from pytest_milvus.engines.connection import REFUSALS, Connection, UnansweredError, wait_for_version

        try:
            with Connection(self.uri, self.token) as connection:
                self.server_version = wait_for_version(connection, self._timeout, self._still_running)
                self.capabilities, self.notes = confirmed(connection, self.server_version)
        except UnansweredError as error:
            if error.code in REFUSALS:
                raise RemedyError(
                    self._tried,
                    "it refused the token",
                    f"A new Milvus knows one: --milvus-token={SUPERUSER}.",
                ) from None
            reason = f"no usable answer within {self._timeout:g} s ({error})"
            raise self._failure(reason, self.logs(20)) from None

    def _still_running(self) -> None:
        status, log = self._inspect(20)
        if status != "running":
            raise self._failure(f"the container is {status}", log)

    def _failure(self, reason: str, log: str) -> RemedyError:
        return RemedyError(
            self._tried,
            f"{reason}; its last log lines:\n{log}",
            "Check that Docker has enough memory for Milvus: 4 GB, better 8.",
            ELSEWHERE,
        )

    def stop(self) -> None:
        """Give the container up; it is removed, and that waited for, when nobody else uses it."""
        if self._lease:
            self._lease.release(timeout=60.0)
        self._lease = None

    def logs(self, lines: int = 50) -> str:
        """Return the last lines of the container's log."""
        return self._inspect(lines)[1] if self._lease else ""

    def is_alive(self) -> bool:
        """Return whether the container exists and answers an RPC within half a minute."""
        from pytest_milvus.engines.liveness import Liveness

        if self._lease is None:
            return False
        self._liveness = self._liveness or Liveness(self._exists)
        return self._liveness.check(self.uri, self.token)

    @property
    def ending(self) -> str:
        """How the container ended, as far as `is_alive` saw (not every test asks Docker); ``""`` while it runs."""
        return self._ending if self._lease else "was stopped"

    def _exists(self) -> bool:
        status = self._inspect(0)[0]
        self._ending = f"is {status}" if status in _ENDED else ""
        return not self._ending

    def restart(self) -> None:
        """Look whether it answers again; its other users would lose what they made in a new one.

        Raises:
            RemedyError: It does not.
        """
        if not self.is_alive():
            raise self._failure("it does not answer any more", self.logs(20))

    def _inspect(self, lines: int) -> tuple[str, str]:
        from docker.errors import DockerException, NotFound
        from testcontainers.core.docker_client import DockerClient

        assert self._lease is not None
        try:
            with closing(DockerClient().client) as docker:
                container = docker.containers.get(self._lease.terms["container"])
                return container.status, container.logs(tail=lines).decode(errors="replace").strip()
        except NotFound as error:
            return "gone", str(error)
        except DockerException as error:  # Docker may be busy; that says nothing about the container
            return "out of sight", str(error)

    @property
    def _office(self) -> Path:
        assert self._shared_dir is not None
        return self._shared_dir / "container.json"

    @property
    def _tried(self) -> str:
        return f"Starting Milvus in a container of {self._image}"


def _refuse_unpinned(image: str) -> None:
    tag = image.rpartition("/")[2].partition(":")[2]
    if tag in ("", "latest") and "@" not in image:
        raise RemedyError(
            f"Choosing the image {image}",
            "it names no version, so that tomorrow's run would be on another Milvus",
            "Name one: --milvus-image=milvusdb/milvus:VERSION.",
        )
