"""The synchronous client behind threads, connected in one, too: it never blocks a loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from pymilvus import MilvusClient

__all__ = ["ThreadedClient"]


class ThreadedClient:
    """`pymilvus.MilvusClient` with awaitable methods, made with the first call."""

    def __init__(self, **words: Any) -> None:
        self._words, self._lock, self._made = words, threading.Lock(), None

    def _client(self) -> Any:
        with self._lock:
            if self._made is None:
                self._made = MilvusClient(**self._words)
            return self._made


def _awaitable(name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
    @wraps(getattr(MilvusClient, name))
    async def call(self: ThreadedClient, *args: Any, **kwargs: Any) -> Any:
        return await asyncio.to_thread(lambda: getattr(self._client(), name)(*args, **kwargs))

    return call


for _name in dir(MilvusClient):
    if not _name.startswith("_") and callable(getattr(MilvusClient, _name)):
        setattr(ThreadedClient, _name, _awaitable(_name))
