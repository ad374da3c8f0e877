"""Leases end with their holders, and the office knows when the last one did."""

from __future__ import annotations

import os
import socket
import threading

import pytest

from pytest_milvus.engines.lease import Lease, LeaseOffice


def closing(office: LeaseOffice) -> threading.Event:
    """Set as soon as the office has found itself unused."""
    closed = threading.Event()

    def wait() -> None:
        office.close_when_unused()
        closed.set()

    threading.Thread(target=wait, daemon=True).start()
    return closed


def test_the_terms_reach_the_holder() -> None:
    office = LeaseOffice()
    office.offer(uri="http://127.0.0.1:1")
    lease = Lease(office.port, office.key)
    assert lease.terms["uri"] == "http://127.0.0.1:1"
    lease.release(timeout=0)


def test_closes_after_the_last_release() -> None:
    office = LeaseOffice()
    first, second = Lease(office.port, office.key), Lease(office.port, office.key)
    closed = closing(office)
    first.release(timeout=10)  # returns at once, since another one is left
    assert not closed.wait(0.2)
    second.release(timeout=0)
    assert closed.wait(10)


def test_a_closed_office_hands_out_nothing() -> None:
    office = LeaseOffice()
    assert closing(office).wait(10)
    with pytest.raises(ConnectionError):
        Lease(office.port, office.key)


def test_another_office_at_the_same_port() -> None:
    office = LeaseOffice()
    with pytest.raises(ConnectionError, match="another office"):
        Lease(office.port, "somebody else's key")


def test_no_office_at_all() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionError):
        Lease(port, "key")


def test_something_else_at_the_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"\xff220 ready\r\n")

        threading.Thread(target=greet, daemon=True).start()
        with pytest.raises(ConnectionError):
            Lease(listener.getsockname()[1], "key")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
@pytest.mark.filterwarnings(
    "ignore:.*fork.*:DeprecationWarning"
)  # a process with threads forks; that is the point
def test_a_forked_child_does_not_hold_the_lease() -> None:
    office = LeaseOffice()
    lease = Lease(office.port, office.key)
    closed = closing(office)
    reader, writer = os.pipe()
    if not (child := os.fork()):
        os.close(writer)
        os.read(reader, 1)
        os._exit(0)
    os.close(reader)
    lease.release(timeout=0)
    assert closed.wait(10)
    os.close(writer)
    os.waitpid(child, 0)
