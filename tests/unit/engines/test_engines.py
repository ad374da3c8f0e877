"""Each way an engine can fail to start is one clear message with a remedy."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from pytest_milvus.engines import folder, make_engine
from pytest_milvus.engines.container import ContainerEngine
from pytest_milvus.engines.embedded import EmbeddedEngine
from pytest_milvus.engines.embedded_server import HybridClock
from pytest_milvus.engines.external import ExternalEngine
from pytest_milvus.errors import RemedyError
from pytest_milvus.options import Options


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def failure(engine: EmbeddedEngine | ContainerEngine | ExternalEngine) -> str:
    with pytest.raises(RemedyError) as caught:
        engine.start()
    engine.stop()
    assert caught.value.remedies
    assert not engine.is_alive()
    return str(caught.value)


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        (Options(), EmbeddedEngine),
        (Options(engine="container"), ContainerEngine),
        (Options(engine="external", uri="http://localhost:19530"), ExternalEngine),
    ],
)
def test_options_choose_the_engine(options: Options, kind: type) -> None:
    assert isinstance(make_engine(options), kind)


def test_a_container_asks_for_the_token_that_it_is_given() -> None:
    locked = make_engine(Options(engine="container", token="root:Milvus"))
    assert isinstance(locked, ContainerEngine)
    assert (locked.token, locked.locked) == ("root:Milvus", True)
    plain = make_engine(Options(engine="container"))
    assert isinstance(plain, ContainerEngine)
    assert (plain.token, plain.locked) == ("root:Milvus", False)


def test_external_nobody_there(closed_port: int) -> None:
    said = failure(ExternalEngine(f"http://127.0.0.1:{closed_port}", timeout=60.0))
    assert f"127.0.0.1:{closed_port}" in said
    assert "no usable answer (UNAVAILABLE: " in said  # at once, and so not "within 60 s"
    assert "--milvus-uri" in said


def test_external_that_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        said = failure(ExternalEngine(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=0.5))
    assert "no usable answer within 0.5 s (DEADLINE_EXCEEDED: " in said


@pytest.mark.parametrize("image", ["milvusdb/milvus", "milvusdb/milvus:latest", "localhost:5000/milvus"])
def test_container_without_a_version(image: str) -> None:
    assert "it names no version" in failure(ContainerEngine(image))


def test_container_without_docker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    said = failure(ContainerEngine("milvusdb/milvus:v2.6.17"))
    assert said.startswith("Connecting to Docker: ")
    assert "`docker info` must work" in said
    assert "--milvus-engine=embedded" in said


def test_embedded_server_that_cannot_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "milvus_lite"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise ImportError('planted')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    said = failure(EmbeddedEngine())
    assert re.search("exit status 1; its last log lines:\n.*planted", said, re.DOTALL)


def test_timestamps_rise_strictly_and_hold_the_time() -> None:
    clock = HybridClock()
    stamps = [clock.next() for _ in range(1000)]
    assert stamps == sorted(set(stamps))
    assert stamps[0] >> 18 >= 1_700_000_000_000


@pytest.mark.parametrize(
    ("room", "environment", "in_memory"),
    [(0, {}, True), (1 << 60, {}, False), (0, {"TMPDIR": "anywhere"}, False)],
    ids=["room in memory", "no room", "a place was chosen"],
)
def test_embedded_data_is_in_memory_where_there_is_room_and_nobody_chose_a_place(
    room: int,
    environment: dict[str, str],
    in_memory: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(folder, "MEMORY", tmp_path)
    monkeypatch.setattr(folder, "ROOM", room)
    monkeypatch.setattr("os.environ", environment)

    assert folder.memory() == (tmp_path if in_memory else None)


def test_embedded_data_is_where_temporary_files_are_without_such_a_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MEMORY", tmp_path / "no such folder")
    monkeypatch.delenv("TMPDIR", raising=False)

    assert folder.memory() is None
