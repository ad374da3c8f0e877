"""The async client of one test: made, used and closed on one event loop.

The one rule: a call from another loop is refused with the reason, and a call after the test is warned of;
grpc would answer the first with a hang or with "attached to a different loop".
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pymilvus import AsyncMilvusClient

from pytest_milvus import MilvusClientWarning
from pytest_milvus.clients.private import private_connection
from pytest_milvus.errors import RemedyError

__all__ = ["bound_client"]


@dataclass(slots=True)
class _Home:
    """Where a client belongs: the test it was made for and that test's loop, until the client is closed."""

    test: str
    loop: asyncio.AbstractEventLoop | None

    def check(self, method: str) -> None:
        __tracebackhide__ = True
        if self.loop is None:
            message = (
                f"async_milvus_client was made for {self.test} and is closed; {method}() was called after it"
            )
            warnings.warn(message, MilvusClientWarning, stacklevel=3)
        elif self.loop is not asyncio.get_running_loop():
            raise RemedyError(
                f"Calling {method}() of async_milvus_client in {self.test}",
                "the client belongs to the event loop of that test, and this is another loop",
                "give the async fixture that uses the client the test's loop scope: "
                '@pytest_asyncio.fixture(loop_scope="module") for @pytest.mark.asyncio(loop_scope="module")',
                "or set asyncio_default_fixture_loop_scope and asyncio_default_test_loop_scope alike",
                "on a loop of your own make your own client: AsyncMilvusClient(**milvus_connection_args)",
            )


class _BoundClient(AsyncMilvusClient):  # type: ignore[misc]  # pymilvus is untyped
    """An ``AsyncMilvusClient`` whose coroutines first look where they run."""

    def __init__(self, home: _Home, **arguments: Any) -> None:
        self._pytest_milvus_home = home
        super().__init__(**arguments)

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or name == "close" or not inspect.iscoroutinefunction(found):
            return found
        home = self._pytest_milvus_home

        @functools.wraps(found)
        async def checked(*args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            home.check(name)
            return await found(*args, **kwargs)

        return checked


@asynccontextmanager
async def bound_client(test: str, arguments: Mapping[str, Any]) -> AsyncIterator[AsyncMilvusClient]:
    """Give a connected client that belongs to the running loop, and close it on that loop.

    Args:
        test: Node id of the test that the client is for.
        arguments: Keyword arguments of ``AsyncMilvusClient``.
    """
    home = _Home(test, asyncio.get_running_loop())
    client = _BoundClient(home, **arguments, **private_connection())
    try:
        if hasattr(client, "__aenter__"):  # pymilvus 2 connects when a client is made
            await client.__aenter__()
        yield client
    finally:
        home.loop = None
        await client.close()
