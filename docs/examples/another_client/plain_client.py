"""An async client whose results are plain Python, and whose errors are its own."""

import asyncio
from typing import Any

from pymilvus import MilvusClient, MilvusException


class PlainError(Exception):
    """What this client raises where `MilvusClient` raises `MilvusException`."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class PlainClient:
    """Gives lists, and no lists with extra attributes."""

    def __init__(self, uri: str, token: str = "", db_name: str = "") -> None:
        self._client = MilvusClient(uri=uri, token=token, db_name=db_name)

    async def query(self, *args: Any, **kwargs: Any) -> list[Any]:
        try:
            return list(await asyncio.to_thread(self._client.query, *args, **kwargs))
        except MilvusException as error:
            if type(error) is not MilvusException:
                raise
            raise PlainError(error.code, error.message) from error

    async def close(self) -> None:
        await asyncio.to_thread(self._client.close)
