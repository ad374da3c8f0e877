"""A server of a script goes down and comes back at its port, which nobody else gets meanwhile."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from conformance.repro.scenario_server import InterruptibleServer


@pytest.fixture
def server() -> Iterator[InterruptibleServer]:
    server = InterruptibleServer({})
    server.start()
    yield server
    server.line.close()
    server.server.stop(None)


def connected(server: InterruptibleServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=5)


def test_it_comes_back_at_its_port(server: InterruptibleServer) -> None:
    port = server.port
    server.resume()  # it is up: nothing to do
    server.refuse()
    with pytest.raises(ConnectionRefusedError):
        connected(server)
    server.resume()
    with connected(server) as connection:
        assert server.port == port
        assert connection.recv(1)  # gRPC's server greets first


def test_what_connects_in_silence_is_answered_when_that_ends(server: InterruptibleServer) -> None:
    server.silence()
    with connected(server) as connection:
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        server.resume()
        connection.settimeout(5)
        assert connection.recv(1)


def test_nobody_gets_its_port_while_it_is_down(server: InterruptibleServer) -> None:
    server.refuse()
    with pytest.raises(OSError, match="in use"), socket.socket() as other:
        other.bind(("127.0.0.1", server.port))
    server.resume()
    with connected(server) as connection:
        assert connection.recv(1)
