"""The server that clients are compared on, whatever started it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Server"]


@dataclass(frozen=True, slots=True)
class Server:
    """Address and abilities of a Milvus server; the token is left out of ``repr``.

    Attributes:
        engine: Name of the engine.
        uri: Address, for example ``http://127.0.0.1:19530``.
        token: Token, ``""`` where none is needed.
        version: What the GetVersion RPC answered.
        capabilities: What the server offers, see ``fixtures/engines/``.
        db_name: Database, ``""`` for the default one.
        waits: Whether calls spend most of their time waiting (`pytest_milvus.engines.engine.Engine`).
        words: What else clients of it are made with, by name.
    """

    engine: str
    uri: str
    token: str = field(repr=False)
    version: str
    capabilities: frozenset[str]
    db_name: str = ""
    waits: bool = False
    words: Mapping[str, Any] = field(default_factory=dict, repr=False)
