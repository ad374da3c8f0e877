"""Both clients with a method that pymilvus does not have; the async one forgets an annotation and an explanation."""

from typing import Any

from pymilvus import AsyncMilvusClient, MilvusClient


class ShopClient(MilvusClient):
    """What the shop calls."""

    def find_rows(
        self, collection_name: str, where: str, timeout: float | None = None
    ) -> list[dict[str, Any]]:
        """Return the rows of a collection for which a filter holds."""
        return self.query(collection_name, filter=where, timeout=timeout, consistency_level="Strong")


class AsyncShopClient(AsyncMilvusClient):
    """The same in an event loop."""

    async def find_rows(
        self, collection_name: str, where, timeout: float | None = None
    ) -> list[dict[str, Any]]:
        return await self.query(collection_name, filter=where, timeout=timeout, consistency_level="Strong")
