"""What the candidates of this folder have in common: pymilvus' own client, attacked in one method.

The one rule: a candidate does one thing wrong, in `get_collection_stats` unless its name says where else.
"""

from __future__ import annotations

from typing import Any

from pymilvus import AsyncMilvusClient

__all__ = ["ATTACKED", "Candidate"]

ATTACKED = "get_collection_stats"
"""The method that is attacked; every other one works."""


class Candidate(AsyncMilvusClient):
    """`pymilvus.AsyncMilvusClient`, with an attack before the answer."""

    async def get_collection_stats(self, *args: Any, **kwargs: Any) -> Any:
        """Attack, then answer as pymilvus does."""
        await self.attack()
        return await super().get_collection_stats(*args, **kwargs)

    async def attack(self) -> None:
        """Do what is wrong."""
