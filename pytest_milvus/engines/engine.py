"""What every engine offers, whatever starts it."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Engine"]


class Engine(Protocol):
    """A Milvus server that tests may use.

    Attributes:
        name: ``embedded``, ``container`` or ``external``.
        uri: Address for a client, for example ``http://127.0.0.1:19530``.
        token: Token for a client, ``""`` where the server asks for none; never printed.
        server_version: What the server's GetVersion RPC answered.
        capabilities: What the server offers: names of ``fixtures/engines/``, confirmed by probing.
        notes: Sentences a user should see, such as a profile that the server contradicts.
    """

    name: str
    uri: str
    token: str
    server_version: str
    capabilities: frozenset[str]
    notes: tuple[str, ...]

    def start(self) -> None:
        """Start, and return when a real RPC has answered.

        Raises:
            pytest_milvus.errors.RemedyError: Not ready; says what was tried, the last log lines, what to do.
        """

    def stop(self) -> None:
        """Stop and remove everything that `start` made; calling it twice does no harm."""

    def logs(self, lines: int = 50) -> str:
        """Return the last lines of the server's log, ``""`` where there is no access to it."""

    def is_alive(self) -> bool:
        """Return whether a real RPC is answered now."""
