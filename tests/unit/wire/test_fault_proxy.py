"""A connection that ends takes no other one with it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

from pytest_milvus.mock_server.fault_proxy import FaultProxy


def comes(true: Callable[[], object]) -> bool:
    deadline = time.monotonic() + 10
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(true())


def test_a_newer_connection_from_the_same_port_stays() -> None:
    with socket.create_server(("127.0.0.1", 0)) as target:
        proxy = FaultProxy(target.getsockname()[1])
        newer = socket.socketpair()
        try:
            with socket.create_connection(("127.0.0.1", proxy.port)):
                server, _ = target.accept()
                server.settimeout(10)
                assert comes(lambda: proxy.alive)
                (port,) = proxy._links
                older = proxy._links[port]
                proxy._links[port] = newer  # the system gave the port of a connection that was cut once more
            with server:
                assert server.recv(1) == b""  # the older one has ended
            assert comes(lambda: older[0].fileno() < 0)
            assert proxy._links == {port: newer}
            newer[0].sendall(b"?")
            assert newer[1].recv(1) == b"?"
        finally:
            proxy.close()
            for side in newer:
                side.close()
