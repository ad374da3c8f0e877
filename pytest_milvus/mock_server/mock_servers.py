"""Mock servers: one scripted Milvus behind many fault proxies, each with a script and a memory of its own.

The one rule: fault proxies know nothing of each other, so that many clients can be waited for at the same time.
"""

from __future__ import annotations

import threading
from concurrent import futures

import grpc

from pytest_milvus.mock_server.fault_proxy import FaultProxy
from pytest_milvus.mock_server.handler import Handler
from pytest_milvus.mock_server.request import Request
from pytest_milvus.mock_server.request_log import RequestLog
from pytest_milvus.mock_server.script import Script
from pytest_milvus.mock_server.server import OPTIONS, THREADS

__all__ = ["Extension", "MockServers"]


class Extension:
    """One address of the mock servers.

    Attributes:
        line: Its TCP side, which can be cut, refused and silenced.
    """

    def __init__(self, line: FaultProxy, log: RequestLog) -> None:
        self.line, self._log = line, log

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.line.port}"

    @property
    def requests(self) -> tuple[Request, ...]:
        """What was asked, in order of arrival."""
        return self._log.requests

    def sent(self) -> tuple[str, ...]:
        """Return the names of the RPCs that were asked for, in order."""
        return tuple(item.rpc for item in self.requests)

    def cancelled(self) -> tuple[str, ...]:
        """Return the RPCs whose callers hung up before they were answered, in order of arrival."""
        return tuple(item.rpc for item in self.requests if item.cancelled)

    def tags(self) -> tuple[dict[str, str], ...]:
        """Return of each request what tells calls apart: ``id``, ``database``, and ``named``, its collection."""
        return tuple(
            {
                "id": dict(item.metadata).get("client-request-id", ""),
                "database": dict(item.metadata).get("dbname", ""),
                "named": str(getattr(item.message, "collection_name", "")),
            }
            for item in self.requests
        )

    def deadlines(self) -> tuple[float | None, ...]:
        """Return of each request how many seconds its sender was willing to wait; ``None`` for ever."""
        return tuple(item.timeout for item in self.requests)

    def refuse(self) -> None:
        """Be down: break every connection and refuse new ones, until `resume`."""
        self.line.refuse()

    def silence(self) -> None:
        """Be out of reach: accept connections and say nothing, until `resume`."""
        self.line.silence()

    def resume(self) -> None:
        """Be up again, at the same address."""
        self.line.resume()

    def connections(self) -> int:
        """Return how many connections were made so far."""
        return self.line.connections

    def alive(self) -> int:
        """Return how many connections there are now."""
        return self.line.alive

    def close(self) -> None:
        """Close it for good; whoever waits for an answer learns so."""
        self.line.close()


class MockServers:
    """A scripted Milvus with as many addresses as are asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[int, tuple[RequestLog, list[FaultProxy]]] = {}
        self._lines: list[FaultProxy] = []
        pool = futures.ThreadPoolExecutor(THREADS, "mock servers")
        self._server = grpc.server(pool, handlers=[Handler(self._log, self._drop)], options=OPTIONS)
        self._port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def extension(self, script: Script = Script()) -> Extension:  # noqa: B008  (a frozen value)
        """Open an address that answers from a script."""
        log, made = RequestLog(script), list[FaultProxy]()

        def greet(port: int) -> None:
            with self._lock:
                self._known[port] = log, made

        made.append(FaultProxy(self._port, greet))
        self._lines += made
        return Extension(made[0], log)

    def stop(self) -> None:
        """Stop; callers that wait are told so at once."""
        for line in self._lines:
            line.close()
        self._server.stop(None).wait(5)

    def _log(self, port: int, _authority: str) -> RequestLog:
        with self._lock:
            return self._known[port][0]

    def _drop(self, port: int) -> None:
        for line in self._known[port][1]:
            line.cut(port)
