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

__all__ = ["FaithfulClient", "public_methods"]


def public_methods(client: type) -> list[str]:
    """Return the names of a client's public methods."""
    return [name for name in dir(client) if not name.startswith("_") and callable(getattr(client, name))]


def _awaitable(name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
    @wraps(getattr(MilvusClient, name))
    async def call(self: FaithfulClient, *args: Any, **kwargs: Any) -> Any:
        return await asyncio.to_thread(getattr(self._client, name), *args, **kwargs)

    return call


def _with_every_method(client: type[FaithfulClient]) -> type[FaithfulClient]:
    # On the class, not by __getattr__: whether a method is there must be visible without an instance.
    for name in public_methods(MilvusClient):
        setattr(client, name, _awaitable(name))
    return client


@_with_every_method
class FaithfulClient:
    """`pymilvus.MilvusClient` with awaitable methods."""

    def __init__(self, **words: Any) -> None:
        self._client = MilvusClient(**words)

    async def __aenter__(self) -> FaithfulClient:
        return self

    async def __aexit__(self, *error: object) -> None:
        await asyncio.to_thread(self._client.close)
