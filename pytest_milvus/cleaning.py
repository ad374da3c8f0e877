"""Removing from a server what runs left there that could not clean up after themselves.

The one rule: a thing is dropped if its name stands in a record of a run that has ended, letter for letter, and in
no other case; what merely looks like ours is somebody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pymilvus import MilvusClient

__all__ = ["Connect", "Found", "connected", "drop_collections", "found", "remove"]

Connect = Callable[[str], "MilvusClient"]
"""Gives a client of a database."""


@contextmanager
def connected(uri: str, token: str = "") -> Iterator[Connect]:
    """Give clients of a server, one for each database, and close them.

    Args:
        uri: Its address, without a database.
        token: Its token, ``""`` for none.
    """
    from pymilvus import MilvusClient

    clients: list[MilvusClient] = []

    @cache
    def connect(database: str) -> MilvusClient:
        clients.append(MilvusClient(uri=uri, token=token, db_name=database))
        return clients[-1]

    try:
        yield connect
    finally:
        for client in clients:
            client.close()


@dataclass(frozen=True, slots=True)
class Found:
    """A thing on the server.

    Attributes:
        kind: ``collection``, ``alias``, ``database``, ``user``, ``role``, ``privilege group``, ``resource group``.
        name: Its name.
        database: Where a collection or an alias is.
    """

    kind: str
    name: str
    database: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" in database {self.database}" if self.database else "")


def found(connect: Connect, names: Iterable[str], database: str) -> tuple[Found, ...]:
    """Return the things of these names that are on the server, in the order in which they can be dropped.

    Args:
        connect: Gives a client of a database.
        names: The recorded names.
        database: Where the run made its collections; databases of recorded names are looked into as well.

    Raises:
        Exception: The server does not answer, or does not let us look.
    """
    wanted, things = set(names), []
    client = connect(database)
    databases = [name for name in _listed(client, "list_databases") if name in wanted]
    for place in (*databases, database):
        there = connect(place)
        for kind, listed in (("alias", _aliases(there)), ("collection", there.list_collections())):
            things += [Found(kind, name, place) for name in listed if name in wanted]
    things += [Found("database", name) for name in databases]
    for kind, method in _OF_SERVERS.items():
        things += [Found(kind, name) for name in _listed(client, method) if name in wanted]
    return tuple(things)


def remove(connect: Connect, things: Sequence[Found], database: str) -> tuple[tuple[Found, str], ...]:
    """Drop things; return those that the server keeps, each with its reason."""
    kept = []
    for thing in things:
        client = connect(thing.database or database)
        if reason := _refusal(_DROP[thing.kind], client, thing.name):
            kept.append((thing, reason))
    return tuple(kept)


def _refusal(drop: Callable[[MilvusClient, str], Any], client: MilvusClient, name: str) -> str:
    """Drop something, and return why the server keeps it; whatever it says, the other things can go."""
    try:
        drop(client, name)
    except Exception as error:
        return str(error) or repr(error)
    return ""


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


def _drop_role(client: MilvusClient, name: str) -> None:
    with suppress(Exception):  # a role with privileges is dropped by force where the release knows how
        client.drop_role(name, force_drop=True)
        return
    client.drop_role(name)


_DROP: dict[str, Callable[[Any, str], Any]] = {
    "alias": lambda client, name: client.drop_alias(name),
    "collection": lambda client, name: drop_collections(client, [name]),
    "database": lambda client, name: client.drop_database(name),
    "user": lambda client, name: client.drop_user(name),
    "role": _drop_role,
    "privilege group": lambda client, name: client.drop_privilege_group(name),
    "resource group": lambda client, name: client.drop_resource_group(name),
}


_OF_SERVERS = {
    "user": "list_users",
    "role": "list_roles",
    "privilege group": "list_privilege_groups",
    "resource group": "list_resource_groups",
}
"""What belongs to no database, and the method that lists it."""


def _aliases(client: MilvusClient) -> list[str]:
    return list(_asked(lambda: client.list_aliases()["aliases"]))


def _listed(client: MilvusClient, method: str) -> list[str]:
    items = _asked(lambda: getattr(client, method)())
    return [item["privilege_group"] if isinstance(item, dict) else str(item) for item in items]


def _asked(ask: Callable[[], Iterable[Any]]) -> Iterable[Any]:
    """What a server lists; nothing where it, or this release of pymilvus, has no such things."""
    try:
        return ask()
    except AttributeError:
        return ()
    except Exception as error:
        if any(words in str(error).lower() for words in _NO_SUCH_THING):
            return ()
        raise


_NO_SUCH_THING = ("unimplemented", "not implemented", "unknown method")
