"""Collections of this run: every name that was given out, until its collection is gone.

The one rule: only a name that this run gave out is ever dropped, never what merely looks like one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from pytest_milvus.address import split_database
from pytest_milvus.cleaning import connected, drop_collections, found, remove
from pytest_milvus.names import Names
from pytest_milvus.run import Run, run_of

if TYPE_CHECKING:
    from pymilvus import MilvusClient

    from pytest_milvus.engines.engine import Engine
    from pytest_milvus.registry import Writer

__all__ = ["Janitor", "milvus_names", "sweep_after_workers"]

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

    def connect() -> MilvusClient:
        return MilvusClient(**milvus_connection_args, **private_connection())

    janitor = Janitor(connect, run_of(request.config), milvus_engine)
    try:
        yield janitor
        janitor.sweep()
    finally:
        janitor.close()


class Janitor:
    """Gives out collection names and drops the collections.

    Args:
        connect: Makes the client that drops them.
        run: Whose names they are. With pytest-xdist each name is also written to the run's shared folder
            before it is given out, so that the collections of a worker that crashed can be dropped.
        engine: The server; on one that outlives the run, names are recorded for ``python -m pytest_milvus clean``.
    """

    def __init__(self, connect: Callable[[], MilvusClient], run: Run, engine: Engine | None = None) -> None:
        self._connect, self._engine = connect, engine
        self._client: MilvusClient | None = None
        self._generation = 0
        self._names = Names(run)
        self._given: list[str] = []
        self._ledger = run.shared / f"{run.worker}{_SUFFIX}" if run.shared else None
        self._record = _record(run, self._names.prefix, engine) if engine and engine.lasting else None
        self._clean = False

    @property
    def client(self) -> MilvusClient:
        """The client that drops them; another one after the server died, since pymilvus' own does not recover."""
        generation = self._engine.generation if self._engine else 0
        if self._client is None or generation != self._generation:
            self._disconnect()
            self._client, self._generation = self._connect(), generation
        return self._client

    def new(self, label: str = "", *, parts: Iterable[str] = ()) -> str:
        """Return a new name; a collection that gets it is dropped at the end of the session, or by `drop`.

        Args:
            label: Ends the name, to tell collections apart; any text will do.
            parts: What the caller will append to the name, after an underscore, to name further things that it
                drops itself; they are recorded like the name.
        """
        name = self._names.new(label)
        if self._ledger:
            with self._ledger.open("a", encoding="ascii") as ledger:
                ledger.write(f"{name}\n")
        if self._record:
            self._record.note(name, *(f"{name}_{part}" for part in parts))
        self._given.append(name)
        return name

    def drop(self, *names: str) -> None:
        """Drop the collections of these names, where they exist."""
        if names:
            with self.unless_the_server_died():
                drop_collections(self.client, names)
        self._given = [name for name in self._given if name not in names]

    @contextmanager
    def unless_the_server_died(self) -> Iterator[None]:
        """Let errors pass that come from a dead server, which the test that it died in has reported."""
        try:
            yield
        except Exception:
            if self._engine is None or self._engine.is_alive():
                raise

    def sweep(self) -> None:
        """Drop every collection that is left."""
        self.drop(*self._given)
        self._clean = self._engine is None or self._engine.is_alive()

    def close(self) -> None:
        """Close the client, and end the record of names: without `sweep` it stays, as after a kill."""
        if self._record:
            self._record.close(dropped=self._clean)
        self._disconnect()

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client:
            client.close()


def _record(run: Run, prefix: str, engine: Engine) -> Writer:
    from pytest_milvus.registry import Writer

    address, database = split_database(engine.uri)
    return Writer(run, prefix, address, database)


def sweep_after_workers(run: Run, uri: str, token: str) -> None:
    """Drop what pytest-xdist workers of a run gave names to and, having crashed, could not drop.

    Args:
        run: The run, of which no worker is left.
        uri: The server's address.
        token: Its token.
    """
    from pytest_milvus.registry import records

    address, database = split_database(uri)
    with connected(address, token) as connect:
        if run.shared:
            ledgers = run.shared.glob(f"*{_SUFFIX}")
            names = {name for ledger in ledgers for name in ledger.read_text("ascii").split()}
            if names:
                client = connect(database)
                drop_collections(client, names.intersection(client.list_collections()))
        for record in (record for record in records() if record.header.run == run.id):
            with record.claimed() as ours:
                if ours:
                    kept = remove(connect, found(connect, record.names, database), database)
                    if not kept:
                        record.forget()
