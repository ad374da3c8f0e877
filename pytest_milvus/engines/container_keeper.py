"""The process that starts a Milvus container, and removes it as soon as nobody uses it any more.

The one rule: this process outlives those that use the container, however they end, and so the container does
not. Run as a child (`pytest_milvus.engines.child`): ``container_keeper FOLDER IMAGE WORKER ACCESS``.
"""

from __future__ import annotations

import platform
import sys
import threading
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from pytest_milvus.engines.child import remove_folder, report, until_parent_is_gone
from pytest_milvus.engines.folder import hold
from pytest_milvus.engines.lease import Lease, LeaseOffice
from pytest_milvus.errors import RemedyError

__all__ = ["ELSEWHERE", "LOCKED", "OPEN", "OWNER", "Keeper"]

OWNER = "org.pytest-milvus.owner"
WORKER = "org.pytest-milvus.worker"
OPEN, LOCKED = "open", "locked"
"""Whether the server serves anybody, or those with a token only."""

HASTE = {
    "PROXY_TIMETICKINTERVAL": "50",
    "QUERYCOORD_CHECKINTERVAL": "100",
    "QUERYCOORD_CHECKCHANNELINTERVAL": "100",
    "QUERYCOORD_CHECKSEGMENTINTERVAL": "100",
    "QUERYCOORD_COLLECTIONOBSERVERINTERVAL": "100",
    "QUERYCOORD_DISTPULLINTERVAL": "50",
}
"""Milliseconds of Milvus' intervals; a release that does not know one ignores it. A strong read waits for the next tick
(200 without this), a load and a release until the coordinator looks again (500 to 3000), and tests mostly wait."""

STARTS = 10
"""How often a container is started at most, where the port that Docker chose for it is taken."""

ELSEWHERE = "Run without Docker: --milvus-engine=embedded, or --milvus-uri=http://HOST:PORT."


class Keeper:
    """One container, and the office that leases it.

    Args:
        image: The image to run.
        worker: The xdist worker that asks for it, for the label.
        access: `OPEN` or `LOCKED`.
    """

    def __init__(self, image: str, worker: str, access: str = OPEN) -> None:
        self._image, self._worker, self._access = image, worker, access
        self._office = LeaseOffice()
        self._container: Any = None
        self._removed, self._lock = False, threading.Lock()

    def start(self) -> None:
        """Start the container, and report the office's port and key, or why there is no container."""
        try:
            _honour_host_override()
            docker = _docker()
            _remove_leftovers(docker)
            _pull(docker, self._image)
            _start_reaper()
            with self._lock:
                if not self._removed:
                    self._run()
        except RemedyError as error:
            report(error=error.args)
        else:
            report(port=self._office.port, key=self._office.key)

    def _run(self) -> None:
        from docker.errors import DockerException
        from testcontainers.community.milvus import MilvusContainer

        owner = f"{_machine()} {self._office.port} {self._office.key}"
        container = MilvusContainer(self._image).with_env("DEPLOY_MODE", "STANDALONE")
        for name, milliseconds in HASTE.items():
            container.with_env(name, milliseconds)
        if self._access == LOCKED:
            container.with_env("COMMON_SECURITY_AUTHORIZATIONENABLED", "true")
        container.with_kwargs(labels={OWNER: owner, WORKER: self._worker})
        container.waiting_for(None)  # the engine waits for an RPC; the health page may answer too early
        self._container = container
        try:
            _start(container, owner)
            self._office.offer(container=container.get_container_id(), uri=container.get_connection_url())
        except (DockerException, OSError) as error:
            log = b"".join(container.get_logs()).decode(errors="replace").splitlines()[-20:]
            raise RemedyError(
                f"Starting a container of {self._image}",
                "\n".join([str(error), *log]),
                f"See what `docker run --rm {self._image} milvus run standalone` says.",
                ELSEWHERE,
            ) from None

    def remove_when_unused(self) -> None:
        """Wait until the starter and all who joined are gone, then remove the container."""
        until_parent_is_gone()
        self._office.close_when_unused()
        with self._lock:
            self._removed = True
            if self._container:
                self._container.stop()


def _start(container: Any, owner: str) -> None:
    """Start a container, again where a port that Docker chose for it was taken meanwhile.

    Docker knows which ports its own containers have, and not which ones the servers and connections of other processes
    have: with two thousand of them, nine starts of nine were seen to fail.
    """
    from docker.errors import APIError

    for last in (*(False,) * (STARTS - 1), True):
        try:
            container.start()
        except APIError as error:  # noqa: PERF203 - starting a container takes a second
            if last or "address already in use" not in str(error):
                raise
            for made in _docker().containers.list(all=True, filters={"label": f"{OWNER}={owner}"}):
                made.remove(force=True, v=True)
        else:
            return


def _honour_host_override() -> None:
    """Let TESTCONTAINERS_HOST_OVERRIDE decide; in a sandbox testcontainers prefers the bridge's address to it."""
    from testcontainers.core.config import ConnectionMode, testcontainers_config

    if testcontainers_config.tc_host_override:
        testcontainers_config.connection_mode_override = ConnectionMode.docker_host


def _docker() -> Any:
    from docker.errors import DockerException
    from testcontainers.core.docker_client import DockerClient

    try:
        return DockerClient().client
    except DockerException as error:
        raise RemedyError(
            "Connecting to Docker",
            str(error),
            "Install Docker and start it: `docker info` must work for this user.",
            "If it listens elsewhere, set DOCKER_HOST.",
            ELSEWHERE,
        ) from None


def _pull(docker: Any, image: str) -> None:
    from docker.errors import APIError, ImageNotFound

    try:
        docker.images.get(image)
    except ImageNotFound:
        try:
            docker.images.pull(image)
        except APIError as error:
            raise RemedyError(
                f"Looking for the image {image}",
                f"it is not on this machine, and pulling it failed: {error.explanation}",
                f"See what `docker pull {image}` says.",
                "Name another one: --milvus-image=milvusdb/milvus:VERSION.",
                ELSEWHERE,
            ) from None


def _start_reaper() -> None:
    # testcontainers' reaper (Ryuk) is a second net, for the case that this process itself is killed. It is an
    # image of its own; where that cannot be had, the next start removes what is left.
    from testcontainers.core.config import testcontainers_config
    from testcontainers.core.container import Reaper

    if testcontainers_config.ryuk_disabled:
        return
    try:
        Reaper.get_instance()
    except Exception as error:
        sys.stderr.write(f"no reaper: {error}\n")
        Reaper.delete_instance()
        testcontainers_config.ryuk_disabled = True


def _remove_leftovers(docker: Any) -> None:
    from docker.errors import APIError

    for container in docker.containers.list(all=True, filters={"label": OWNER}, ignore_removed=True):
        machine, port, key = container.labels[OWNER].split()
        if machine == _machine() and not _is_open(int(port), key):
            with suppress(APIError):  # another run may be removing it at this moment
                container.remove(force=True, v=True)


def _is_open(port: int, key: str) -> bool:
    try:
        Lease(port, key).release(timeout=0)
    except ConnectionError:
        return False
    except TimeoutError:
        pass  # busy, perhaps; only what is certainly dead may be removed
    return True


def _machine() -> str:
    return f"{platform.node()}-{uuid.getnode():x}"


def main(folder: Path, image: str, worker: str, access: str) -> None:
    """Keep one container as long as it is used."""
    keeper = Keeper(image, worker, access)
    lock = hold(folder)
    threading.Thread(target=keeper.start, daemon=True).start()
    keeper.remove_when_unused()
    lock.release()
    remove_folder(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
