"""An async client of one's own: what a shop needs of Milvus, in threads."""

import asyncio
from typing import Any

from pymilvus import MilvusClient


class ShopClient:
    """Called as ``ShopClient(uri=..., token=..., db_name=...)``; may offer only some methods."""

    def __init__(self, uri: str, token: str = "", db_name: str = "") -> None:
        self._client = MilvusClient(uri=uri, token=token, db_name=db_name)

    async def get(self, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        # A tuple where MilvusClient returns a list, and meant so.
        return tuple(await asyncio.to_thread(self._client.get, *args, **kwargs))

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        return await asyncio.to_thread(self._client.query, *args, **kwargs)

    async def close(self) -> None:
        await asyncio.to_thread(self._client.close)
