"""However a run ends, neither its server's process nor its data nor its container outlives it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from pytest_milvus.engines import make_engine
from pytest_milvus.engines.container_keeper import OWNER
from pytest_milvus.options import Options

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends processes by POSIX signals")

# Each is the end of a test that uses the server, in a pytest of its own.
ENDINGS = {
    "success": "",
    "failure": "assert False",
    "Ctrl-C": "os.killpg(0, signal.SIGINT)",
    "SIGTERM": "os.kill(os.getpid(), signal.SIGTERM)",
    "kill -9": "os.kill(os.getpid(), signal.SIGKILL)",
    "kill -9 of the whole group": "os.killpg(0, signal.SIGKILL)",
    "kill -9 with a forked child": "os.fork() or time.sleep(30); os.kill(os.getpid(), signal.SIGKILL)",
}
ENDINGS_OF_WORKERS = {
    "worker killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "controller killed": "os.kill(os.getppid(), signal.SIGKILL)",
}
SOURCE = """
import os, pathlib, signal, time

def test_ends(milvus_engine):
    pathlib.Path({folder!r}, "uri").write_text(milvus_engine.uri)
    {ending}
"""


@pytest.fixture(params=["embedded", pytest.param("container", marks=pytest.mark.container)])
def engine_arguments(request: pytest.FixtureRequest) -> list[str]:
    image = request.getfixturevalue("milvus_image") if request.param == "container" else "unused:0"
    return [f"--milvus-engine={request.param}", f"--milvus-image={image}"]


class Run:
    """A pytest in a process group of its own, with a temporary folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "tmp").mkdir()

    def __call__(self, source: str, *arguments: str) -> None:
        (self._folder / "test_inner.py").write_text(source)
        output = self._folder / "output"  # not a pipe: who holds it open may live longer than the run
        with output.open("w") as file:
            subprocess.run(
                [sys.executable, "-m", "pytest", "-p", "pytest_milvus", "-p", "no:cacheprovider", *arguments],
                cwd=self._folder,
                env={
                    **os.environ,
                    "TMPDIR": str(self._folder / "tmp"),
                    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                },
                start_new_session=True,
                stdout=file,
                stderr=file,
                timeout=120,
            )
        assert (self._folder / "uri").exists(), output.read_text()

    def containers(self) -> list[str]:
        """The containers that serve, or served, the run's address: number, name, state, start, owner."""
        port = urlsplit((self._folder / "uri").read_text()).port
        listed = _docker("ps", "-aq", "--filter", f"label={OWNER}", "--filter", f"publish={port}").split()
        # Asked one by one, since a list may still name one that is gone.
        shape = "{{.Id}} {{.Name}} {{.State.Status}} {{.State.StartedAt}} {{.Config.Labels}}"
        return [
            found for number in listed if (found := _docker("inspect", "--format", shape, number).strip())
        ]

    def processes(self) -> list[psutil.Process]:
        """The run's servers and keepers, told by the folder in their command line."""
        wanted = str(self._folder / "tmp")
        return [
            process
            for process in psutil.process_iter(["cmdline"])
            if any(argument.startswith(wanted) for argument in process.info["cmdline"] or ())
        ]

    def leftovers(self) -> list[object]:
        return [*self.processes(), *(self._folder / "tmp").glob("pytest-milvus-*")]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_nothing_outlives_a_run(ending: str, run: Run, tmp_path: Path, engine_arguments: list[str]) -> None:
    run(SOURCE.format(folder=str(tmp_path), ending=ending), *engine_arguments)
    becomes_empty(run.leftovers)
    if "container" in engine_arguments[0]:
        becomes_empty(run.containers)


@pytest.mark.parametrize("ending", ENDINGS_OF_WORKERS.values(), ids=ENDINGS_OF_WORKERS)
def test_nothing_outlives_workers(ending: str, run: Run, tmp_path: Path, engine_arguments: list[str]) -> None:
    run(SOURCE.format(folder=str(tmp_path), ending=ending), "-p", "xdist", "-n1", *engine_arguments)
    becomes_empty(run.leftovers)
    if "container" in engine_arguments[0]:
        becomes_empty(run.containers)


def test_nothing_outlives_a_failing_fixture(run: Run, tmp_path: Path, engine_arguments: list[str]) -> None:
    fixture = """
import pytest

@pytest.fixture(scope="session", autouse=True)
def broken(milvus_engine):
    open("uri", "w").write(milvus_engine.uri)
    raise RuntimeError

def test_it():
    pass
"""
    run(fixture, *engine_arguments)
    becomes_empty(run.leftovers)
    if "container" in engine_arguments[0]:
        becomes_empty(run.containers)


@pytest.mark.container
def test_workers_share_a_container(run: Run, tmp_path: Path, milvus_image: str) -> None:
    source = """
import pathlib, pytest, time

@pytest.mark.parametrize("n", range(2))
def test_uri(n, milvus_engine, worker_id):
    pathlib.Path("uri").write_text(milvus_engine.uri)
    pathlib.Path(f"uri.{worker_id}").write_text(milvus_engine.uri)
    deadline = time.monotonic() + 60
    while len(list(pathlib.Path().glob("uri.gw*"))) < 2:  # neither worker does both tests
        assert time.monotonic() < deadline
        time.sleep(0.1)
"""
    run(source, "-p", "xdist", "-n2", "--milvus-engine=container", f"--milvus-image={milvus_image}")
    uris = [path.read_text() for path in tmp_path.glob("uri.gw*")]
    assert len(uris) == 2
    assert len(set(uris)) == 1
    becomes_empty(run.leftovers)
    becomes_empty(run.containers)


@pytest.mark.container
def test_a_shared_container_survives_the_worker_that_started_it(
    run: Run, tmp_path: Path, milvus_image: str
) -> None:
    source = """
import os, pathlib, signal, time

def wait_for(name):
    deadline = time.monotonic() + 60
    while not pathlib.Path(name).exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)

def test_starts_it(milvus_engine):
    pathlib.Path("uri").write_text(milvus_engine.uri)
    pathlib.Path("pid").write_text(str(os.getpid()))
    wait_for("joined")
    os.kill(os.getpid(), signal.SIGKILL)

def test_uses_it(request):
    wait_for("pid")
    engine = request.getfixturevalue("milvus_engine")
    assert engine.uri == pathlib.Path("uri").read_text()
    pathlib.Path("joined").touch()
    time.sleep(2)
    assert engine.is_alive()
    pathlib.Path("survived").touch()
"""
    run(source, "-p", "xdist", "-n2", "--milvus-engine=container", f"--milvus-image={milvus_image}")
    assert (tmp_path / "survived").exists(), (tmp_path / "output").read_text()
    becomes_empty(run.leftovers)
    becomes_empty(run.containers)


@pytest.mark.container
def test_a_container_whose_keeper_was_killed_goes_at_the_next_start(
    run: Run, tmp_path: Path, milvus_image: str
) -> None:
    end = """
    import psutil
    for process in psutil.process_iter(["cmdline"]):
        if any("container_keeper" in a for a in process.info["cmdline"] or ()) and any(
            a.startswith(os.environ["TMPDIR"]) for a in process.info["cmdline"]
        ):
            process.kill()
"""
    source = SOURCE.format(folder=str(tmp_path), ending=end.strip())
    run(source, "--milvus-engine=container", f"--milvus-image={milvus_image}")
    (orphan,) = run.containers()

    engine = make_engine(Options(engine="container", image=milvus_image))
    engine.start()
    try:
        assert orphan.split()[0] not in " ".join(run.containers())
    finally:
        engine.stop()


def _docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True).stdout


def becomes_empty(leftovers: Callable[[], list[object]] | Callable[[], list[str]]) -> None:
    """Wait until nothing is left; a process that was told nothing needs a moment to notice."""
    deadline = time.monotonic() + 30
    while found := leftovers():
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
