"""The fixtures that give a test its clients.

The one rule: a test's clients are its own; closing one, or pointing it at another database, reaches no other
test.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pymilvus import AsyncMilvusClient, MilvusClient

__all__ = [
    "async_milvus_client",
    "async_milvus_client_on_anyio_loop",
    "milvus_client",
    "register_asyncio_loops",
]

_LOOPS = "milvus-asyncio-loops"
_NO_LOOP = """\
async_milvus_client needs a test that runs on an event loop, and this one does not:
  - mark the coroutine with @pytest.mark.asyncio (or set asyncio_mode = auto), or with @pytest.mark.anyio
  - in a plain function use milvus_client"""


@pytest.fixture
def milvus_client(milvus_connection_args: dict[str, Any]) -> Iterator[MilvusClient]:
    """A connected ``pymilvus.MilvusClient`` of this test's own; closed after it."""
    from pymilvus import MilvusClient

    from pytest_milvus.clients.private import private_connection

    client = MilvusClient(**milvus_connection_args, **private_connection())
    yield client
    client.close()


@pytest.fixture
def async_milvus_client(
    request: pytest.FixtureRequest,
    milvus_connection_args: dict[str, Any],  # noqa: ARG001  # the server starts outside the loop
) -> AsyncMilvusClient:
    """A connected ``pymilvus.AsyncMilvusClient`` on the loop of this test, closed on that loop.

    Works under pytest-asyncio (strict and auto, every loop scope) and under anyio's asyncio backend.
    """
    on_anyio = "anyio_backend" in request.fixturenames
    loops: Any = request.config.pluginmanager.get_plugin(_LOOPS)
    if loops and (loops.is_async_test(request.node) or not on_anyio):
        name = loops.fixture_for(request.node)
    elif on_anyio:
        name = "_async_milvus_client_on_anyio_loop"
    else:
        pytest.fail(_NO_LOOP, pytrace=False)
    client: AsyncMilvusClient = request.getfixturevalue(name)
    return client


@pytest.fixture(name="_async_milvus_client_on_anyio_loop")
async def async_milvus_client_on_anyio_loop(
    request: pytest.FixtureRequest, anyio_backend_name: str, milvus_connection_args: dict[str, Any]
) -> AsyncIterator[AsyncMilvusClient]:
    """The async client of a test that anyio runs; anyio takes over every async fixture of such a test."""
    from pytest_milvus.clients.bound import bound_client

    if anyio_backend_name != "asyncio":
        pytest.skip(f"AsyncMilvusClient runs on asyncio only, and this test runs on {anyio_backend_name}")
    async with bound_client(request.node.nodeid, milvus_connection_args) as client:
        yield client


def register_asyncio_loops(config: pytest.Config) -> None:
    """Add the fixtures for pytest-asyncio's loops, where that plugin is active.

    To be called before collection: pytest-asyncio 1.0 looks at fixtures when tests are collected.
    """
    active = sys.modules.get("pytest_asyncio.plugin")
    if active and config.pluginmanager.is_registered(active):
        from pytest_milvus.clients import asyncio_loops

        config.pluginmanager.register(asyncio_loops, _LOOPS)
