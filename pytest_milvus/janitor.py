"""Collections of this run: every name that was given out, until its collection is gone.

The one rule: only a name that this run gave out is ever dropped, never what merely looks like one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_milvus.names import Names
from pytest_milvus.run import Run, run_of

if TYPE_CHECKING:
    from pymilvus import MilvusClient

    from pytest_milvus.engines.engine import Engine

__all__ = ["Janitor", "drop_collections", "milvus_names", "sweep_after_workers"]

_SUFFIX = ".names"


@pytest.fixture(scope="session")
def milvus_names(
    request: pytest.FixtureRequest, milvus_engine: Engine, milvus_connection_args: dict[str, Any]
) -> Iterator[Janitor]:
    """Names for collections that your own code creates: ``milvus_names.new("docs")``.

    Each is unique to the run and its worker; the collections are dropped at the end of the session.
    """
    from pymilvus import MilvusClient

    from pytest_milvus.clients.private import private_connection

    client = MilvusClient(**milvus_connection_args, **private_connection())
    janitor = Janitor(client, run_of(request.config), milvus_engine.is_alive)
    try:
        yield janitor
        janitor.sweep()
    finally:
        client.close()


class Janitor:
    """Gives out collection names and drops the collections.

    Args:
        client: Drops them; stays the caller's to close.
        run: Whose names they are. With pytest-xdist each name is also written to the run's shared folder
            before it is given out, so that the collections of a worker that crashed can be dropped.
        is_alive: Whether the server answers.

    Attributes:
        client: As given.
    """

    def __init__(self, client: MilvusClient, run: Run, is_alive: Callable[[], bool] = lambda: True) -> None:
        self.client = client
        self._is_alive = is_alive
        self._names = Names(run)
        self._given: list[str] = []
        self._ledger = run.shared / f"{run.worker}{_SUFFIX}" if run.shared else None

    def new(self, label: str = "") -> str:
        """Return a new name; a collection that gets it is dropped at the end of the session, or by `drop`.

        Args:
            label: Ends the name, to tell collections apart; any text will do.
        """
        name = self._names.new(label)
        if self._ledger:
            with self._ledger.open("a", encoding="ascii") as ledger:
                ledger.write(f"{name}\n")
        self._given.append(name)
        return name

    def drop(self, *names: str) -> None:
        """Drop the collections of these names, where they exist."""
        with self.unless_the_server_died():
            drop_collections(self.client, names)
        self._given = [name for name in self._given if name not in names]

    @contextmanager
    def unless_the_server_died(self) -> Iterator[None]:
        """Let errors pass that come from a dead server, which the test that it died in has reported."""
        try:
            yield
        except Exception:
            if self._is_alive():
                raise

    def sweep(self) -> None:
        """Drop every collection that is left."""
        self.drop(*self._given)


def sweep_after_workers(shared: Path, connection: dict[str, Any]) -> None:
    """Drop what pytest-xdist workers of this run gave names to and, having crashed, could not drop.

    Args:
        shared: The folder that the workers share.
        connection: Keyword arguments of a client.
    """
    names = {name for ledger in shared.glob(f"*{_SUFFIX}") for name in ledger.read_text("ascii").split()}
    if not names:
        return
    from pymilvus import MilvusClient

    client = MilvusClient(**connection)
    drop_collections(client, names.intersection(client.list_collections()))
    client.close()


def drop_collections(client: MilvusClient, names: Iterable[str]) -> None:
    """Drop collections that may be gone already, with the aliases that keep a server from dropping them."""
    for name in names:
        if not client.has_collection(name):
            continue
        try:
            client.drop_collection(name)
        except Exception:
            aliases = client.list_aliases(name)["aliases"]
            if not aliases:
                raise
            for alias in aliases:
                client.drop_alias(alias)
            client.drop_collection(name)
