"""The embedded engine: what it adds to Milvus Lite, what it leaves alone, and what its death looks like."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
import psutil
import pytest
from pymilvus import AsyncMilvusClient, DataType, MilvusClient
from pymilvus.grpc_gen import milvus_pb2, milvus_pb2_grpc

from pytest_milvus.engines.embedded import EmbeddedEngine
from pytest_milvus.engines.liveness import PATIENCE

Start = Callable[..., EmbeddedEngine]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start an embedded engine; it is stopped after the test."""
    engines: list[EmbeddedEngine] = []

    def start(*, strict: bool = False) -> EmbeddedEngine:
        engine = EmbeddedEngine(strict=strict)
        engines.append(engine)
        engine.start()
        return engine

    yield start
    for engine in engines:
        engine.stop()


def process_of(engine: EmbeddedEngine) -> psutil.Process:
    assert engine._child is not None
    return psutil.Process(engine._child.pid)


def stop(process: psutil.Process) -> None:
    """Stop a process until it is resumed; on a busy machine a thread of it may answer after the signal was sent."""
    process.suspend()
    end = time.monotonic() + 10
    while any(psutil.Process(thread.id).status() != psutil.STATUS_STOPPED for thread in process.threads()):
        assert time.monotonic() < end, "it did not stop"
        time.sleep(0.01)


def folder_of(engine: EmbeddedEngine) -> Path:
    assert engine._folder is not None
    return engine._folder.path


def allocate_timestamp(uri: str) -> int:
    with grpc.insecure_channel(uri.removeprefix("http://")) as channel:
        stub = milvus_pb2_grpc.MilvusServiceStub(channel)
        return stub.AllocTimestamp(milvus_pb2.AllocTimestampRequest(), timeout=5).timestamp


def test_is_ready_and_goes(start: Start) -> None:
    engine = start()
    process, folder = process_of(engine), folder_of(engine)
    assert engine.uri.startswith("http://127.0.0.1:")
    assert engine.server_version.startswith("milvus_lite-3.")
    assert engine.notes == ()
    assert engine.is_alive()

    engine.stop()
    engine.stop()

    assert not engine.is_alive()
    assert not process.is_running()
    assert not folder.exists()


def test_engines_do_not_share_anything(start: Start) -> None:
    first, second = start(), start()
    one, other = MilvusClient(first.uri), MilvusClient(second.uri)
    one.create_collection("c", dimension=2)
    assert other.list_collections() == []
    one.close()
    other.close()


def test_modules_in_the_current_folder_do_not_matter(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("milvus_lite", "logging", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise ImportError")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    assert start().is_alive()


def test_answers_alloc_timestamp(start: Start) -> None:
    engine = start()
    assert "alloc_timestamp" in engine.capabilities
    assert 0 < allocate_timestamp(engine.uri) < allocate_timestamp(engine.uri)


def test_strict_leaves_milvus_lite_as_it_is(start: Start) -> None:
    engine = start(strict=True)
    assert "alloc_timestamp" not in engine.capabilities
    with pytest.raises(grpc.RpcError, match="UNIMPLEMENTED"):
        allocate_timestamp(engine.uri)


def test_writers_take_turns(start: Start) -> None:
    """Milvus Lite by itself loses some of these rows, or fails in a flush."""
    engine = start()
    client = MilvusClient(engine.uri)
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("v", DataType.FLOAT_VECTOR, dim=2)
    index = client.prepare_index_params()
    index.add_index("v", index_type="FLAT", metric_type="L2")
    client.create_collection("c", schema=schema, index_params=index, consistency_level="Strong")

    async def write() -> None:
        async with AsyncMilvusClient(engine.uri) as other:

            async def insert(start: int) -> None:
                await other.insert("c", [{"id": start + n, "v": [n, n]} for n in range(50)])
                if not start % 400:
                    await other.flush("c")

            await asyncio.gather(*(insert(50 * n) for n in range(40)))

    asyncio.run(write())
    (counted,) = client.query("c", output_fields=["count(*)"])
    client.close()
    assert counted == {"count(*)": 2000}


def test_an_idle_client_stays_connected(start: Start) -> None:
    """A client that pings more often than gRPC's defaults allow is sent GOAWAY (too_many_pings)."""
    engine = start()
    options = [("grpc.keepalive_time_ms", 50), ("grpc.http2.max_pings_without_data", 0)]
    options += [("grpc.keepalive_permit_without_calls", 1)]
    states: list[grpc.ChannelConnectivity] = []
    with grpc.insecure_channel(engine.uri.removeprefix("http://"), options) as channel:
        grpc.channel_ready_future(channel).result(timeout=10)
        channel.subscribe(states.append)
        time.sleep(5)  # one ping a second, however short the interval; by default the third is one too many
        assert states == [grpc.ChannelConnectivity.READY]


def test_a_server_that_dies(start: Start) -> None:
    engine = start()
    folder = folder_of(engine)
    assert engine.ending == ""
    process_of(engine).kill()
    deadline = time.monotonic() + 10
    while not engine.ending:  # a process that was killed goes on until its threads are next scheduled
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert not engine.is_alive()
    assert engine.ending.startswith("was killed by SIGKILL")
    engine.stop()
    assert not folder.exists()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="holds a process up by POSIX signals")
def test_a_server_that_is_held_up_is_alive(start: Start) -> None:
    """As on a busy machine: longer than gRPC takes to give a connection up that was to be tried again soon."""
    engine = start()
    process = process_of(engine)
    stop(process)
    held_up = threading.Timer(3.0, process.resume)
    held_up.start()
    try:
        assert engine.is_alive()
    finally:
        held_up.cancel()
        process.resume()
    assert engine.ending == ""


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="holds a process up by POSIX signals")
def test_a_server_that_stays_silent_is_dead_after_the_bound(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = start()
    process = process_of(engine)
    assert engine._liveness is not None
    monkeypatch.setattr(engine._liveness, "_patience", 1.0)
    stop(process)
    assert not engine.is_alive()
    process.resume()
    assert engine.is_alive()


def test_a_death_ends_the_waiting(start: Start) -> None:
    engine = start()
    process = process_of(engine)
    stop(process)
    killed = threading.Timer(0.5, process.kill)
    killed.start()
    started = time.monotonic()
    assert not engine.is_alive()
    assert time.monotonic() - started < PATIENCE / 2


def test_a_new_server_takes_over_the_address(start: Start) -> None:
    engine = start()
    uri = engine.uri
    client = MilvusClient(uri)
    client.create_collection("c", dimension=2)
    process_of(engine).kill()

    engine.restart()

    assert (engine.uri, engine.generation) == (uri, 1)
    assert engine.is_alive()
    assert client.list_collections() == []
    client.close()


def test_no_token_of_an_application_reaches_the_server(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "correct-horse-battery"
    for name in ("MILVUS_TOKEN", "MILVUS_URI", "MILVUS_PASSWORD", "PYTEST_MILVUS_TOKEN", "PYTEST_MILVUS_URI"):
        monkeypatch.setenv(name, secret)
    environment = process_of(start()).environ()
    assert "PATH" in environment
    assert not [name for name, value in environment.items() if secret in value]


def test_the_log_is_at_hand(start: Start) -> None:
    engine = start()
    client = MilvusClient(engine.uri)
    with grpc.insecure_channel(engine.uri.removeprefix("http://")) as channel:
        stub = milvus_pb2_grpc.MilvusServiceStub(channel)
        # A request that Milvus Lite does not foresee.
        stub.CreateCollection(milvus_pb2.CreateCollectionRequest(collection_name="c", schema=b"\xff"))
    client.close()
    assert "CreateCollection" in engine.logs()
    assert len(engine.logs(2).splitlines()) <= 2
