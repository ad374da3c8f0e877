"""A server of a script goes down and comes back, or says that it cannot."""

from __future__ import annotations

import socket

import pytest

from conformance.repro.scenario_server import ScenarioServer


def test_it_comes_back_at_its_port() -> None:
    server = ScenarioServer({})
    server.start()
    port = server.port
    server.resume()  # it is up: nothing to do
    server.silence()
    server.resume()
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        assert server.port == port
    server.refuse()


def test_a_port_that_is_taken_is_a_failure_and_no_divergence() -> None:
    server = ScenarioServer({})
    server.start()
    server.refuse()
    with socket.create_server(("127.0.0.1", server.port)), pytest.raises((RuntimeError, OSError)):
        server.resume()
