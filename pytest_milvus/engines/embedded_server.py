"""The process of the embedded engine: Milvus Lite, made fit for tests.

The one rule: Milvus Lite is left as it is, apart from what stands in `_servicer` and `_OPTIONS`, each with
its reason. Run as a child (`pytest_milvus.engines.child`): ``embedded_server FOLDER --port=PORT [--strict]``.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_milvus.engines.child import remove_folder, report, until_parent_is_gone
from pytest_milvus.engines.folder import hold

if TYPE_CHECKING:
    import grpc

_WRITES = (
    "Alter", "Create", "Delete", "Drop", "Flush", "Insert", "Load", "ManualCompaction", "Release", "Rename",
    "Truncate", "Upsert",
)  # fmt: skip
_OPTIONS = [
    ("grpc.max_receive_message_length", 256 << 20),
    ("grpc.max_send_message_length", 256 << 20),
    ("grpc.so_reuseport", 0),
    # pymilvus pings idle connections; the defaults answer that with GOAWAY "too_many_pings".
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_ping_strikes", 0),
]


def main(folder: Path, *, port: int, strict: bool) -> None:
    """Serve on a loopback port, a free one for 0, until the parent is gone; then remove `folder`."""
    server, port = _serve(folder / "data", port, strict=strict)
    report(port=port)
    lock = hold(folder)  # after the report: until then its maker holds it, and nobody waits for an import
    until_parent_is_gone()
    server.stop(grace=None)
    lock.release()
    remove_folder(folder)
    # Lite's threads may still be flushing data that nobody needs; nothing is worth waiting for.
    os._exit(0)


def _serve(data: Path, port: int, *, strict: bool) -> tuple[grpc.Server, int]:
    _skip_package_import("pymilvus")
    import grpc
    from milvus_lite.db import MilvusLite
    from pymilvus.grpc_gen import milvus_pb2_grpc

    server = grpc.server(ThreadPoolExecutor(max_workers=10), options=_OPTIONS)
    servicer = _servicer(MilvusLite(str(data)), strict=strict)
    milvus_pb2_grpc.add_MilvusServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    return server, port


def _servicer(database: Any, *, strict: bool) -> Any:
    from milvus_lite.adapter.grpc.servicer import MilvusServicer
    from pymilvus.grpc_gen import common_pb2, milvus_pb2

    servicer = MilvusServicer(database)
    if strict:
        return servicer
    clock, turn = HybridClock(), threading.Lock()

    def alloc_timestamp(request: Any, context: Any) -> Any:  # noqa: ARG001
        status = common_pb2.Status(code=0, reason="")
        return milvus_pb2.AllocTimestampResponse(status=status, timestamp=clock.next())

    def in_turn(write: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def call(request: Any, context: Any) -> Any:
            with turn:
                return write(request, context)

        return call

    # `AsyncMilvusClient.create_index` does not work without (pymilvus#3711).
    servicer.AllocTimestamp = alloc_timestamp
    # Lite's collections have room for one writer (milvus_lite/adapter/grpc/server.py says so): two tasks that
    # insert at the same time lose rows, and a flush beside them fails.
    for rpc in dir(servicer):
        if rpc.startswith(_WRITES):
            setattr(servicer, rpc, in_turn(getattr(servicer, rpc)))
    return servicer


class HybridClock:
    """Timestamps as Milvus makes them: milliseconds since 1970, then 18 bits that count; strictly rising."""

    def __init__(self) -> None:
        self._last, self._lock = 0, threading.Lock()

    def next(self) -> int:
        """Return a timestamp greater than all before it."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1_000_000 << 18)
            return self._last


def _skip_package_import(name: str) -> None:
    # Lite needs pymilvus' generated messages only; `import pymilvus` brings pandas and two clients and takes
    # longer (0.7 s) than everything else together. A package that is known but not run lets them be imported.
    spec = importlib.util.find_spec(name)
    assert spec is not None
    sys.modules[name] = importlib.util.module_from_spec(spec)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--strict", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main(**vars(_arguments()))
