"""The external engine: a Milvus that somebody else runs, and that is never stopped or configured."""

from __future__ import annotations

import grpc

from pytest_milvus.engines.capabilities import confirmed
from pytest_milvus.engines.connection import REFUSALS, Connection, UnansweredError
from pytest_milvus.engines.liveness import Liveness
from pytest_milvus.errors import RemedyError

__all__ = ["ExternalEngine"]


class ExternalEngine:
    """A server at a given address; see `Engine`.

    Args:
        uri: Its address.
        token: Its token, ``""`` for none; in no message and no ``repr``.
        timeout: Seconds to wait for its answer.
    """

    name = "external"
    waits = True
    lasting = True
    generation = 0
    ending = ""

    def __init__(self, uri: str, token: str = "", *, timeout: float = 10.0) -> None:
        self.uri, self.token, self.server_version = uri, token, ""
        self.capabilities: frozenset[str] = frozenset()
        self.notes: tuple[str, ...] = ()
        self._timeout = timeout
        self._liveness = Liveness(patience=timeout)

    def start(self) -> None:
        """Check that the server answers and accepts the token."""
        try:
            with Connection(self.uri, self.token) as connection:
                self.server_version = connection.version(self._timeout)
                self.capabilities, self.notes = confirmed(connection, self.server_version)
        except UnansweredError as error:
            raise self._explained(error) from None

    def _explained(self, error: UnansweredError) -> RemedyError:
        tried = f"Asking the Milvus at {self.uri} for its version"
        if error.code in REFUSALS:
            if self.token:
                return RemedyError(
                    tried,
                    "it refused the token",
                    "Give a valid one, USER:PASSWORD or an API key: --milvus-token or PYTEST_MILVUS_TOKEN.",
                )
            return RemedyError(
                tried,
                "it asks for a token, and none was given",
                "Give one, USER:PASSWORD or an API key: --milvus-token or PYTEST_MILVUS_TOKEN.",
            )
        silent = error.code is grpc.StatusCode.DEADLINE_EXCEEDED
        within = f" within {self._timeout:g} s" if silent else ""
        return RemedyError(
            tried,
            f"no usable answer{within} ({error})",
            "Check the address: --milvus-uri=http://HOST:PORT with the port for gRPC, usually 19530.",
            "Check that the server is running and ready: its health page is on port 9091, /healthz.",
            "Leave --milvus-uri out to run on the embedded engine.",
        )

    def stop(self) -> None:
        """Leave the server alone."""

    def logs(self, lines: int = 50) -> str:  # noqa: ARG002
        """Return ``""``: there is no access to the server's log."""
        return ""

    def is_alive(self) -> bool:
        """Return whether the server, having answered at the start, answers an RPC in the time it had then."""
        return bool(self.server_version) and self._liveness.check(self.uri, self.token)

    def restart(self) -> None:
        """Look whether somebody has started the server again.

        Raises:
            RemedyError: It is gone still.
        """
        if not self.is_alive():
            raise RemedyError(
                f"Asking the Milvus at {self.uri} again",
                "it does not answer",
                "Start it, and run the tests again.",
            )
