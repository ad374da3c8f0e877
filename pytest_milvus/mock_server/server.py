"""The wire server: a Milvus that answers from a script and remembers what it was asked.

The one rule: each script has an address of its own, because clients keep connections and caches by address (see
`pytest_milvus.mock_server.ports`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent import futures
from types import TracebackType

import grpc

from pytest_milvus.errors import RemedyError
from pytest_milvus.mock_server.fault_proxy import FaultProxy
from pytest_milvus.mock_server.handler import Handler
from pytest_milvus.mock_server.ports import GIVEN
from pytest_milvus.mock_server.request import Request
from pytest_milvus.mock_server.request_log import RequestLog
from pytest_milvus.mock_server.script import Abort, Rule, Script
from pytest_milvus.mock_server.service import rpcs

__all__ = ["MockServer"]

PORTS = 40
"""Addresses bound at once; no port can be added to a server that runs. With 200, a process of a run had 4,000 of the
28,000 ports that the system gives, and a few of them beside containers left none."""

THREADS = 512
"""Calls answered at once; one that is late keeps a thread. They are started when they are needed."""

OPTIONS = (
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", -1),
    # Clients that nobody closed send pings; they are not to be told off in the middle of a run.
    ("grpc.http2.max_ping_strikes", 0),
    ("grpc.keepalive_permit_without_calls", 1),
)
"""How the server listens (https://grpc.github.io/grpc/core/group__grpc__arg__keys.html)."""


class MockServer:
    """A scripted Milvus on loopback; a context manager.

    Args:
        script: What it answers; by default all is well in the world of `pytest_milvus.mock_server.default_answers`.
        line: Whether clients reach it over a line that can be cut, refused and silenced. Without one it answers a
            little sooner; a script that drops connections (`Drop`) gets one all the same.
    """

    def __init__(self, script: Script = Script(), *, line: bool = True) -> None:  # noqa: B008  (a frozen value)
        self._script, self._lined = script, line
        self._lock = threading.Lock()
        self._running: grpc.Server | None = None
        self._ports: list[int] = []
        self._log = RequestLog(script)
        self._line: FaultProxy | None = None
        self._port = 0
        self._past: set[int] = set()

    @property
    def uri(self) -> str:
        """Its present address, for example ``http://127.0.0.1:40001``."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def requests(self) -> tuple[Request, ...]:
        """What was asked at the present address, in order of arrival."""
        return self._log.requests

    @property
    def cancelled(self) -> tuple[str, ...]:
        """The RPCs whose callers hung up before they were answered, in order of arrival."""
        return tuple(item.rpc for item in self.requests if item.cancelled)

    def sent(self, rpc: str) -> tuple[Request, ...]:
        """Return the requests of one RPC."""
        return tuple(item for item in self.requests if item.rpc == rpc)

    def wait_for(self, condition: Callable[[], object], timeout: float = 5.0) -> bool:
        """Wait until a condition on what was asked holds.

        Args:
            condition: Looks at `requests`, `sent` or `cancelled`; called after each change.
            timeout: Seconds.

        Returns:
            Whether it came true in time.
        """
        return self._log.wait_for(condition, timeout)

    def start(self) -> str:
        """Start, and return the address."""
        return self.renew(self._script)

    def follow(self, *rules: Rule) -> None:
        """Answer by these rules from now on, at the present address; calls are counted afresh for each RPC.

        Raises:
            pytest_milvus.errors.RemedyError: A rule drops connections, and there is no line that could be cut.
        """
        script = Script(rules)
        if script.drops:
            self._needs_a_proxy()
        self._log.follow(script)

    def give_up(self) -> None:
        """Answer no more at the present address: who waits is told that he hung up, who calls that he must not."""
        self.follow(*(Rule(rpc, Abort("PERMISSION_DENIED")) for rpc in rpcs()))
        self._log.release()

    def renew(self, script: Script = Script()) -> str:  # noqa: B008
        """Take a new script and a new address, forget all requests, and return the address."""
        with self._lock:
            self._hang_up()
            self._past.add(self._port)
            self._log = RequestLog(script)
            if not self._ports:
                self._open()
            self._port = self._ports.pop()
            if self._lined or script.drops:
                self._line = FaultProxy(self._port)
                self._port = self._line.port
            else:
                GIVEN.give(self._port)
            self._past.discard(self._port)
            return self.uri

    def cut(self) -> None:
        """Break every connection as a network does; clients may connect again."""
        self._needs_a_proxy().cut()

    def refuse(self) -> None:
        """Be down: break every connection and refuse new ones, until `resume`."""
        self._needs_a_proxy().refuse()

    def silence(self) -> None:
        """Be out of reach: accept connections, but neither hear nor say anything, until `resume`."""
        self._needs_a_proxy().silence()

    def resume(self) -> None:
        """Be up again, at the same address, with the same script and requests."""
        self._needs_a_proxy().resume()

    def stop(self) -> None:
        """Stop; callers that wait are told so at once."""
        self._hang_up()
        if self._running is not None:
            self._running.stop(None).wait(5)
        self._running, self._ports = None, []

    def __enter__(self) -> MockServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _open(self) -> None:
        self.stop()  # what was there has done its work; addresses cost files
        pool = futures.ThreadPoolExecutor(THREADS, "wire-server")
        server = grpc.server(pool, handlers=[Handler(self._present, self._drop)], options=OPTIONS)
        ports = {server.add_insecure_port("127.0.0.1:0") for _ in range(PORTS)}
        self._ports = GIVEN.fresh(ports)[::-1]  # the last one is given first
        server.start()
        self._running = server

    def _present(self, _port: int, authority: str) -> RequestLog:
        """Return what happens at the present address; a straggler that calls an earlier one leaves no trace there."""
        called = authority.rpartition(":")[2]
        late = called.isdigit() and int(called) in self._past
        return RequestLog(Script()) if late else self._log

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def _drop(self, port: int) -> None:
        if self._line is not None:
            self._line.cut(port)

    def _needs_a_proxy(self) -> FaultProxy:
        if self._line is None:
            raise RemedyError(
                "Breaking connections of a wire server",
                "clients reach it directly",
                "make it with MockServer(line=True), and start it",
            )
        return self._line
