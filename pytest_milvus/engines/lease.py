"""How several processes share what one process keeps, until the last of them is gone.

The one rule: a lease is an open loopback connection. The operating system ends it however its holder ends,
`kill -9` included, and on every platform; nothing has to be counted on disk.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import threading
from contextlib import suppress
from typing import Any

__all__ = ["Lease", "LeaseOffice"]


class LeaseOffice:
    """The keeper's side: hands out leases, and knows when none is left.

    Attributes:
        port: Loopback port that leases are taken at.
        key: What tells this office from another one that got the same port later.
    """

    def __init__(self) -> None:
        self.key = secrets.token_hex(8)
        self._terms: dict[str, Any] = {}
        self._holders, self._closed, self._changed = 0, False, threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def offer(self, **terms: Any) -> None:
        """Say what every lease tells its holder from now on."""
        self._terms = terms

    def close_when_unused(self) -> None:
        """Wait until nobody holds a lease, and hand out no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._holders == 0)
            self._closed = True

    def _listen(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(ConnectionError):
            with self._changed:
                if self._closed:
                    return
                self._holders += 1
            try:
                connection.sendall(json.dumps({"key": self.key, **self._terms}).encode() + b"\n")
                while connection.recv(64):
                    pass
            finally:
                with self._changed:
                    self._holders -= 1
                    self._changed.notify_all()
                    # The last holder waits for the end of the connection, and so for the end of this process.
                    self._changed.wait_for(lambda: self._holders > 0)


class Lease:
    """A holder's side: what is leased stays there until `release`, or until this process ends.

    Args:
        port: As the office said.
        key: As the office said.

    Attributes:
        terms: What the office offers.

    Raises:
        ConnectionError: There is no such office, or not any more.
        TimeoutError: Something took the connection and does not answer.
    """

    def __init__(self, port: int, key: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10.0)
        if hasattr(os, "register_at_fork"):  # a forked child would keep the connection open
            os.register_at_fork(after_in_child=self._socket.close)
        try:
            with self._socket.makefile("rb") as lines:
                greeting = lines.readline(65536)
            self.terms: dict[str, Any] = json.loads(greeting) if greeting else {}
            if self.terms.get("key") != key:
                msg = "another office has this port now"
                raise ConnectionError(msg)
        except BaseException as error:
            self._socket.close()
            if isinstance(error, ValueError):  # neither JSON nor text: not one of ours
                raise ConnectionError(str(error)) from None
            raise

    def release(self, timeout: float) -> None:
        """Give the lease back; after the last one, wait up to `timeout` seconds for the keeper's end."""
        with self._socket, suppress(OSError):
            self._socket.settimeout(timeout)
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.recv(1)
