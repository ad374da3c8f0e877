"""A recorded server that a scenario can work with: it tells what arrived, fails, goes down and comes back."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import grpc

from conformance.repro.recorded_server import RecordedServer
from pytest_milvus.mock_server.fault_proxy import FaultProxy

__all__ = ["FaultyScenarioServer", "InterruptibleServer", "ScenarioServer"]

YEARS = 1e8  # seconds; what gRPC tells of a request without a deadline
ESTABLISHED = "01"  # a state of a connection, see proc_net_tcp(5)


class ScenarioServer(RecordedServer):
    """A server that a scenario can work with."""

    gone: Sequence[str] = ()

    def sent(self) -> list[str]:
        """Return the RPCs that arrived, in order."""
        return [item.rpc for item in self.requests]

    def cancelled(self) -> list[str]:
        """Return the RPCs whose callers hung up, in order."""
        return list(self.gone)

    def tags(self) -> list[dict[str, str]]:
        """Return of each request what tells calls apart."""
        told = [(item.message, dict(item.metadata)) for item in self.requests]
        return [
            {
                "id": metadata.get("client-request-id", ""),
                "database": metadata.get("dbname", ""),
                "named": str(getattr(message, "collection_name", "")),
            }
            for message, metadata in told
        ]

    def deadlines(self) -> list[float | None]:
        """Return of each request how many seconds its sender was willing to wait; ``None`` for ever."""
        return [None if item.left is None or item.left > YEARS else item.left for item in self.requests]

    def alive(self) -> int:
        """Return how many connections there are now, as Linux tells it; elsewhere nothing can be told."""
        ours = f":{self.port:04X}"
        tables = [Path(f"/proc/self/net/{name}").read_text("utf-8").splitlines() for name in ("tcp", "tcp6")]
        lines = [line.split() for table in tables for line in table]
        return sum(words[1].endswith(ours) and words[3] == ESTABLISHED for words in lines)


class InterruptibleServer(ScenarioServer):
    """A server behind a line that a scenario can cut, as the one of the suite is.

    It keeps its port while it is down, and while it is silent the connections of those who wait.
    """

    def start(self) -> None:
        """Listen, at the line's port."""
        super().start()
        self.line = FaultProxy(self.port)
        self.port = self.line.port

    def refuse(self) -> None:
        """Be down, until `resume`."""
        self.line.refuse()

    def silence(self) -> None:
        """Accept connections and say nothing, until `resume`."""
        self.line.silence()

    def resume(self) -> None:
        """Be reached again, if it was not."""
        self.line.resume()


class FaultyScenarioServer(ScenarioServer):
    """Some of its answers are faults.

    Args:
        answers: Serialised messages, by RPC.
        faults: By RPC, for requests from one number to another: ``late`` by some seconds, ``abort`` with a status
            and a text, or ``reply`` with another answer.
    """

    def __init__(self, answers: Mapping[str, Any], faults: Mapping[str, Sequence[Any]]) -> None:
        super().__init__(answers)
        self.faults, self.gone = faults, []

    def reply(self, rpc: str, place: int, context: Any) -> Any:
        """Return the answer to a request, or fail."""
        usual = super().reply(rpc, place, context)
        for first, last, kind, *rest in self.faults.get(rpc, ()):
            if first <= place < last:
                if kind == "abort":
                    context.abort(grpc.StatusCode[rest[0]], rest[1])
                if kind == "late":
                    ended = threading.Event()
                    if not context.add_callback(ended.set) or ended.wait(rest[0]):
                        self.gone = [*self.gone, rpc]
                        context.abort(grpc.StatusCode.CANCELLED, "the caller hung up")
                return rest[0] if kind == "reply" else usual
        return usual
