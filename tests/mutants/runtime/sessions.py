"""Planted bugs of the runtime tier in what a call gives: sessions of pymilvus' client that break a promise."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from pymilvus import AsyncMilvusClient

from tests.mutants.planting import plant

CHECK = "runtime.object/session"


class _Session:
    def __init__(self, session: Any) -> None:
        self._session = session

    async def query(self, *args: Any, **words: Any) -> Any:
        return await self._session.query(*args, **words)

    async def close(self) -> None:
        await self._session.close()


class _Hands(AsyncMilvusClient):  # type: ignore[misc]
    """Hands out sessions of its own."""

    kind: type = _Session

    def session(self, cluster_id: str) -> Any:
        return self.kind(super().session(cluster_id))


class _Sleeping(_Session):
    async def query(self, *args: Any, **words: Any) -> Any:
        time.sleep(0.4)
        return await super().query(*args, **words)


@plant(CHECK, "blocked", "call [query]")
class SessionSleeps(_Hands):
    """Sleeps on the loop in a session's query."""

    kind = _Sleeping


class _Timeless(_Session):
    async def query(self, *args: Any, **words: Any) -> Any:
        words.pop("timeout", None)
        return await super().query(*args, **words)


@plant(CHECK, "late", "Query [query]")
class SessionIgnoresTimeout(_Hands):
    """Does not pass on the timeout of a session's query."""

    kind = _Timeless


class _Deaf(_Session):
    async def query(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().query(*args, **words)
        except asyncio.CancelledError:
            return []


@plant(CHECK, "swallowed", "CancelledError [query]")
class SessionSwallowsCancellation(_Hands):
    """Returns nothing where a session's query is cancelled."""

    kind = _Deaf


class _Shielded(_Session):
    async def query(self, *args: Any, **words: Any) -> Any:
        return await asyncio.shield(super().query(*args, **words))


@plant(CHECK, "server-not-told", "Query [query]")
class SessionGoesOn(_Hands):
    """Goes on with a session's query that was cancelled."""

    kind = _Shielded
