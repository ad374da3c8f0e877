"""What every engine offers, whatever starts it."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Engine"]


class Engine(Protocol):
    """A Milvus server that tests may use.

    Attributes:
        name: ``embedded``, ``container``, ``external``, or the name of another package's engine.
        uri: Address for a client, for example ``http://127.0.0.1:19530``.
        token: Token for a client, ``""`` where the server asks for none; never printed.
        server_version: What the server's GetVersion RPC answered.
        capabilities: What the server offers: names of ``fixtures/engines/``, confirmed by probing.
        waits: Whether calls spend most of their time waiting in the server, as a strong read waits for the next time
            tick of Milvus (0.2 s): a run then performs fewer test cases, several at a time, and flushes rarely.
        lasting: Whether the server is there after the run, and with it what the run does not drop.
        generation: How often the server was started anew; what was made in an earlier generation is gone.
        ending: How its process ended, to be read after "the server"; ``""`` while it runs, or nobody can tell.
        notes: Sentences a user should see, such as a profile that the server contradicts.
    """

    name: str
    uri: str
    token: str
    server_version: str
    capabilities: frozenset[str]
    notes: tuple[str, ...]

    @property
    def waits(self) -> bool: ...  # noqa: D102

    @property
    def lasting(self) -> bool: ...  # noqa: D102

    @property
    def generation(self) -> int: ...  # noqa: D102

    @property
    def ending(self) -> str: ...  # noqa: D102

    def start(self) -> None:
        """Start, and return when a real RPC has answered.

        Raises:
            pytest_milvus.errors.RemedyError: Not ready; says what was tried, the last log lines, what to do.
        """

    def stop(self) -> None:
        """Stop and remove everything that `start` made; calling it twice does no harm."""

    def restart(self) -> None:
        """After a death: serve again at the same address, by a new server without data where we start it.

        Raises:
            pytest_milvus.errors.RemedyError: It cannot be done, or is not ours to do.
        """

    def logs(self, lines: int = 50) -> str:
        """Return the last lines of the server's log, ``""`` where there is no access to it."""

    def is_alive(self) -> bool:
        """Return whether the server exists and answers a real RPC; one that is slow is waited for."""
