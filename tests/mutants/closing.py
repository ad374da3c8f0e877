"""Planted bugs of close."""

from __future__ import annotations

import asyncio
from typing import Any

from pymilvus import MilvusClient, MilvusException

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant

CLOSE = "live.lifecycle/close"


@plant(CLOSE, "outcome", "result of call")
class CloseDoesNothing(FaithfulClient):
    """Keeps the connection, so that the client works on."""

    async def close(self) -> None:
        return


@plant(CLOSE, "outcome", "result of call")
class CloseOnce(FaithfulClient):
    """Raises when it is closed again."""

    _closed = False

    async def close(self) -> None:
        if self._closed:
            raise MilvusException(message="closed already")
        self._closed = True
        await super().close()


@plant(CLOSE, "outcome", "result of call")
class CloseIsUndone(FaithfulClient):
    """Connects again when it is used after closing."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._words = words

    async def close(self) -> None:
        await super().close()
        self._client = await asyncio.to_thread(MilvusClient, **self._words)


@plant(CLOSE, "type")
class CloseAnswersTrue(FaithfulClient):
    """Returns True."""

    async def close(self) -> Any:
        await super().close()
        return True


@plant(CLOSE, "awaitable")
class CloseAtOnce(FaithfulClient):
    """Returns nothing that could be awaited."""

    def close(self) -> None:
        self._client.close()
