"""What only a real Docker and a real Milvus can show: refusals, deaths, and that the token is never told."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from pytest_milvus.engines.connection import Connection, wait_for_version
from pytest_milvus.engines.container import ContainerEngine
from pytest_milvus.engines.container_keeper import OWNER
from pytest_milvus.engines.external import ExternalEngine
from pytest_milvus.errors import RemedyError

pytestmark = pytest.mark.container


@pytest.fixture(scope="module")
def locked_uri(milvus_image: str) -> Iterator[str]:
    """A Milvus that asks for a token: its built-in one is ``root:Milvus``."""
    engine = ContainerEngine(milvus_image, "root:Milvus")
    engine.start()
    yield engine.uri
    engine.stop()


@pytest.fixture
def engine(milvus_image: str) -> Iterator[ContainerEngine]:
    engine = ContainerEngine(milvus_image)
    yield engine
    engine.stop()


def test_right_token(locked_uri: str) -> None:
    engine = ExternalEngine(locked_uri, "root:Milvus")
    engine.start()
    assert engine.server_version.startswith("v2.3.5")
    assert "authentication" in engine.capabilities
    assert engine.is_alive()


def test_wrong_token(locked_uri: str) -> None:
    with pytest.raises(RemedyError, match="it refused the token") as caught:
        ExternalEngine(locked_uri, "root:hunter2").start()
    assert "hunter2" not in str(caught.value)


def test_no_token(locked_uri: str) -> None:
    with pytest.raises(RemedyError, match="asks for a token, and none was given"):
        ExternalEngine(locked_uri).start()


def test_an_external_server_is_left_running(locked_uri: str) -> None:
    engine = ExternalEngine(locked_uri, "root:Milvus")
    engine.start()
    engine.stop()
    assert engine.is_alive()


def test_an_image_that_cannot_be_pulled(milvus_image: str) -> None:
    image = "127.0.0.1:9/milvus:v0"  # nothing listens there
    with pytest.raises(RemedyError, match="pulling it failed") as caught:
        ContainerEngine(image).start()
    assert f"`docker pull {image}`" in str(caught.value)


def test_an_image_that_is_not_milvus(milvus_image: str) -> None:
    tag = "pytest-milvus/empty:v0"
    build = f"FROM {milvus_image}\nENV PATH=/bin:/usr/bin LD_LIBRARY_PATH=\n"
    subprocess.run(["docker", "build", "-q", "-t", tag, "-"], input=build, text=True, check=True)
    try:
        with pytest.raises(RemedyError, match=f"Starting a container of {tag}: .*milvus"):
            ContainerEngine(tag).start()
        listed = subprocess.run(
            ["docker", "ps", "-aq", "--filter", f"label={OWNER}", "--filter", f"ancestor={tag}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert not listed.stdout
    finally:
        subprocess.run(["docker", "image", "rm", tag], check=True, stdout=subprocess.DEVNULL)


def test_a_container_that_ends_while_starting(milvus_image: str) -> None:
    tag = "pytest-milvus/broken:v0"
    build = f"FROM {milvus_image}\nENV ETCD_ENDPOINTS=127.0.0.1:1\nRUN rm /milvus/configs/milvus.yaml\n"
    subprocess.run(["docker", "build", "-q", "-t", tag, "-"], input=build, text=True, check=True)
    try:
        with pytest.raises(RemedyError, match=r"the container is exited; its last log lines:\n.+"):
            ContainerEngine(tag).start()
    finally:
        subprocess.run(["docker", "image", "rm", tag], check=True, stdout=subprocess.DEVNULL)


def test_a_container_that_does_not_answer_in_time(milvus_image: str) -> None:
    with pytest.raises(RemedyError, match=r"no usable answer within 0\.01 s.*its last log lines"):
        ContainerEngine(milvus_image, timeout=0.01).start()


def test_a_container_that_dies(engine: ContainerEngine) -> None:
    engine.start()
    assert engine.is_alive()
    port = urlsplit(engine.uri).port
    listed = subprocess.run(
        ["docker", "ps", "-q", "--filter", f"publish={port}"], capture_output=True, text=True
    )
    subprocess.run(["docker", "kill", *listed.stdout.split()], check=True, stdout=subprocess.DEVNULL)
    assert not engine.is_alive()
    assert "milvus" in engine.logs().lower()
    with Connection(engine.uri) as connection, pytest.raises(RemedyError, match="the container is exited"):
        wait_for_version(connection, 60.0, engine._still_running)


def test_where_the_reaper_cannot_be_had(milvus_image: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESTCONTAINERS_RYUK_DISABLED", "false")
    monkeypatch.setenv("RYUK_CONTAINER_IMAGE", "127.0.0.1:9/ryuk:v0")
    engine = ContainerEngine(milvus_image)
    engine.start()
    assert engine.is_alive()
    publishes = ["docker", "ps", "-q", "--filter", f"publish={urlsplit(engine.uri).port}"]
    started = subprocess.run(publishes, capture_output=True, text=True, check=True).stdout
    engine.stop()
    # Another container may have its port by now.
    assert started
    assert started != subprocess.run(publishes, capture_output=True, text=True, check=True).stdout
