"""The synchronous client behind threads, connected in one, too: it never blocks a loop."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import wraps
from typing import Any

from pymilvus import MilvusClient
from pymilvus.milvus_client.milvus_client import MilvusClientSession

__all__ = ["ThreadedClient"]


class ThreadedClient:
    """`pymilvus.MilvusClient` with awaitable methods, made with the first call."""

    def __init__(self, **words: Any) -> None:
        self._words, self._lock, self._made = words, threading.Lock(), None

    def _client(self, timeout: float | None) -> Any:
        with self._lock:
            if self._made is None:  # by the first call, whose timeout it is then
                given = {} if timeout is None else {"timeout": timeout}
                self._made = MilvusClient(**self._words, **given)
            return self._made


class _Handle:
    """An iterator of the synchronous client whose steps are made in threads, too."""

    def __init__(self, iterator: Any) -> None:
        self._iterator = iterator

    async def next(self) -> Any:
        return await asyncio.to_thread(self._iterator.next)

    async def close(self) -> None:
        await asyncio.to_thread(self._iterator.close)


class _Task:
    """A task of the synchronous client whose end is waited for in a thread."""

    def __init__(self, task: Any) -> None:
        self._task = task

    def done(self) -> bool:
        return bool(self._task.done())

    async def result(self, timeout: float | None = None) -> Any:
        return await asyncio.to_thread(self._task.result, timeout)


class _Session:
    """A session of the synchronous client whose methods are called in threads."""

    def __init__(self, session: Any) -> None:
        for name in dir(session):
            if not name.startswith("_"):
                setattr(self, name, _aside(getattr(session, name)))


def _aside(method: Callable[..., Any]) -> Callable[..., Coroutine[Any, Any, Any]]:
    async def call(*args: Any, **kwargs: Any) -> Any:
        return _asynchronous(await asyncio.to_thread(method, *args, **kwargs))

    return call


async def _items(generator: Any) -> AsyncIterator[Any]:
    end = object()
    while (item := await asyncio.to_thread(next, generator, end)) is not end:
        yield item


def _asynchronous(result: Any) -> Any:
    if inspect.isgenerator(result):
        return _items(result)
    if hasattr(type(result), "result") and hasattr(type(result), "done"):
        return _Task(result)
    if isinstance(result, MilvusClientSession):
        return _Session(result)
    return _Handle(result) if hasattr(type(result), "next") and hasattr(type(result), "close") else result


def _awaitable(name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
    @wraps(getattr(MilvusClient, name))
    async def call(self: ThreadedClient, *args: Any, **kwargs: Any) -> Any:
        def work() -> Any:
            if name == "close" and self._made is None:
                return None  # what never connected has nothing to close
            return getattr(self._client(kwargs.get("timeout")), name)(*args, **kwargs)

        return _asynchronous(await asyncio.to_thread(work))

    return call


for _name in dir(MilvusClient):
    if not _name.startswith("_") and callable(getattr(MilvusClient, _name)):
        setattr(ThreadedClient, _name, _awaitable(_name))
