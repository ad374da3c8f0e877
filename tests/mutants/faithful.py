"""A candidate without a bug: the synchronous client behind ``asyncio.to_thread``.

The one rule: it adds nothing to `pymilvus.MilvusClient` but the awaiting, so that whatever a check holds against
it is the check's own fault.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from pymilvus import MilvusClient

__all__ = ["FaithfulClient", "Wrapper", "with_methods"]


class Wrapper:
    """What every candidate here has before it has methods: the synchronous client, and a context manager."""

    def __init__(self, **words: Any) -> None:
        self._client = MilvusClient(**words)

    async def __aenter__(self) -> Any:
        return self

    async def __aexit__(self, *error: object) -> None:
        await asyncio.to_thread(self._client.close)


def with_methods(*, without: tuple[str, ...] = ()) -> Callable[[type[Wrapper]], Any]:
    """Give a class an awaitable method for each public one of `pymilvus.MilvusClient`.

    On the class, not by ``__getattr__``: whether a method is there must be visible without an instance.
    """

    def add(client: type[Wrapper]) -> type[Wrapper]:
        for name in dir(MilvusClient):
            if not name.startswith("_") and callable(getattr(MilvusClient, name)) and name not in without:
                setattr(client, name, _awaitable(name))
        return client

    return add


def _awaitable(name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
    @wraps(getattr(MilvusClient, name))
    async def call(self: Wrapper, *args: Any, **kwargs: Any) -> Any:
        return await asyncio.to_thread(getattr(self._client, name), *args, **kwargs)

    return call


@with_methods()
class FaithfulClient(Wrapper):
    """`pymilvus.MilvusClient` with awaitable methods."""
