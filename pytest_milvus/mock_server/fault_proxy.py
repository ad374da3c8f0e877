"""The line between a client and a wire server: a TCP relay on loopback that can fail as networks do.

The one rule: a client cannot tell it from a network. gRPC's own server can neither lose one connection, nor listen and
say nothing, nor come back at the same port; what stands before it can.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from pytest_milvus.errors import RemedyError
from pytest_milvus.mock_server.ports import GIVEN

__all__ = ["FaultProxy"]

HOST = "127.0.0.1"
BACKLOG = 512
CHUNK = 1 << 16
TRIES = 100
"""Ports to ask the system for; where it has few, one that a client may remember is better than none."""

_Link = tuple[socket.socket, socket.socket]
"""The two halves of a connection: to the caller, and to the server."""


class FaultProxy:
    """A relay from a port of its own to a server's port.

    Args:
        target: The server's port on loopback.
        greet: Is told the port from which each connection reaches the server, before anything passes.

    Attributes:
        port: Its own port.
        connections: How many were accepted so far.
    """

    def __init__(self, target: int, greet: Callable[[int], None] = lambda port: None) -> None:  # noqa: ARG005
        self._target, self._greet = target, greet
        self.connections = 0
        self._passing = threading.Event()
        self._passing.set()
        self._lock = threading.Lock()
        self._links: dict[int, _Link] = {}
        self._listener: socket.socket | None = None
        self._holder: socket.socket | None = None
        self.port = 0
        self.resume()

    @property
    def alive(self) -> int:
        """How many connections there are now."""
        return len(self._links)

    def cut(self, port: int | None = None) -> None:
        """Break connections; new ones are welcome.

        Args:
            port: The port from which the server was reached; all connections by default.
        """
        with self._lock:
            broken = [self._links.pop(key) for key in list(self._links) if port in (None, key)]
        for link in broken:
            _close(*link)

    def refuse(self) -> None:
        """Break all connections, and refuse new ones."""
        if self._listener is not None:
            _close(self._listener)
            self._listener = None
        self.cut()

    def silence(self) -> None:
        """Let nothing pass: connections are accepted and stay, but nobody hears the other side."""
        self._passing.clear()
        self._listen()

    def resume(self) -> None:
        """Be an ordinary line again, at the same port; what was said in silence arrives now."""
        self._passing.set()
        self._listen()

    def close(self) -> None:
        """End it."""
        self.refuse()
        if self._holder is not None:
            _close(self._holder)
        self._passing.set()  # whoever holds something back finds the connection broken

    def _listen(self) -> None:
        if self._listener is not None:
            return
        listener = _bound(self.port) if self.port else _new()
        self.port = listener.getsockname()[1]
        if self._holder is None:
            # Keeps the port while nobody listens, or any connection of this machine might get it. Not every system
            # lets two sockets have one port; there it is left to chance.
            with suppress(RemedyError):
                self._holder = _bound(self.port)
        listener.listen(BACKLOG)
        self._listener = listener
        self._start(self._accept, listener)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):  # closed
            while True:
                caller, _ = listener.accept()
                try:
                    server = socket.create_connection((HOST, self._target))
                except OSError:
                    _close(caller)
                    continue
                for side in (caller, server):
                    side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                key = server.getsockname()[1]
                self.connections += 1
                self._greet(key)
                link = caller, server
                with self._lock:
                    self._links[key] = link
                if self._listener is not listener:
                    self._end(key, link)  # it was accepted while the line closed
                self._start(self._pass, *link, key, link)
                self._start(self._pass, *reversed(link), key, link)

    def _pass(self, source: socket.socket, sink: socket.socket, key: int, link: _Link) -> None:
        with suppress(OSError):  # broken on either side
            while data := source.recv(CHUNK):
                self._passing.wait()
                sink.sendall(data)
        self._end(key, link)

    def _end(self, key: int, link: _Link) -> None:
        """Break a connection; the system may have given its port to a newer one, which stays."""
        with self._lock:
            if self._links.get(key) is link:
                del self._links[key]
        _close(*link)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=work, args=arguments, name="wire-line", daemon=True).start()


def _new() -> socket.socket:
    """Return a socket bound to a port that no client remembers."""
    refused: list[socket.socket] = []
    try:
        while (listener := _bound(0)).getsockname()[1] in GIVEN and len(refused) < TRIES:
            refused.append(listener)  # held meanwhile, or the system might give it again
    finally:
        _close(*refused)
    GIVEN.give(listener.getsockname()[1])
    return listener


def _bound(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise RemedyError(
            f"Listening on port {port} again",
            str(error),
            "make a new server: another process took the port",
        ) from error
    return listener


def _close(*sides: socket.socket) -> None:
    for side in sides:
        with suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)  # wakes who waits for it
        side.close()
