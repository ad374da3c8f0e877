"""A call on a stub of grpcio's own, for scripts that are short enough to be read in an issue."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from pymilvus.grpc_gen import milvus_pb2_grpc

__all__ = ["ended"]


async def ended(call: Callable[[Any, str], Any], make: Any, stub: Any) -> tuple[str, Any]:
    """Return how a call ends of a client that is made for the address of a stub."""
    server = grpc.server(ThreadPoolExecutor())
    milvus_pb2_grpc.add_MilvusServiceServicer_to_server(stub, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        found = call(make, f"http://127.0.0.1:{port}")
        return "returned", await found if hasattr(found, "__await__") else found
    except Exception as error:
        return "raised", error
