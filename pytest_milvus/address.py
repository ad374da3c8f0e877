"""The address of a server, which may name a database as well, and what a client is given to reach it.

The one rule: whoever opens a client takes an address apart here, so that all of them reach the same database.
"""

from __future__ import annotations

from typing import Any

from pytest_milvus.secret import Secret

__all__ = ["connection_args", "split_database"]


def connection_args(uri: str, token: str) -> dict[str, Any]:
    """Return the keyword arguments of a client; an address may name a database: ``http://HOST:PORT/DATABASE``."""
    _, database = split_database(uri)
    return {"uri": uri, "db_name": database} | ({"token": Secret(token)} if token else {})


def split_database(uri: str) -> tuple[str, str]:
    """Return an address without its database, and the database: ``"default"`` where it names none."""
    scheme, slashes, rest = uri.partition("://")
    if scheme.startswith("unix"):
        return uri, "default"
    place, _, database = rest.partition("/")
    return f"{scheme}{slashes}{place}", database.strip("/") or "default"
