"""The async client on each loop that pytest-asyncio may run a test on.

pytest-asyncio fixes the loop of an async fixture where the fixture is declared, so there is one for each loop
scope. The one rule: this module is a plugin for runs in which pytest-asyncio is active, else never imported.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Literal

import pytest
import pytest_asyncio
from pytest_asyncio import is_async_test

if TYPE_CHECKING:
    from pymilvus import AsyncMilvusClient

__all__ = ["fixture_for", "is_async_test"]

_SCOPES = ("function", "class", "module", "package", "session")


def _client_on(scope: Literal["function", "class", "module", "package", "session"]) -> Any:
    @pytest_asyncio.fixture(loop_scope=scope, name=f"_async_milvus_client_on_{scope}_loop")
    async def client(
        request: pytest.FixtureRequest, milvus_connection_args: dict[str, Any]
    ) -> AsyncIterator[AsyncMilvusClient]:
        from pytest_milvus.clients.bound import bound_client

        async with bound_client(request.node.nodeid, milvus_connection_args) as bound:
            yield bound

    return client


_on_function_loop = _client_on("function")
_on_class_loop = _client_on("class")
_on_module_loop = _client_on("module")
_on_package_loop = _client_on("package")
_on_session_loop = _client_on("session")


def fixture_for(item: pytest.Item) -> str:
    """Return the name of the fixture whose client lives on the loop of a test.

    A test that is no coroutine may use the client through an async fixture: it gets that fixture's loop.
    """
    config = item.config
    if is_async_test(item):
        marker = item.get_closest_marker("asyncio")
        words = marker.kwargs if marker else {}
        scope = (
            words.get("loop_scope") or words.get("scope") or config.getini("asyncio_default_test_loop_scope")
        )
    else:
        scope = config.getini("asyncio_default_fixture_loop_scope")
    return f"_async_milvus_client_on_{scope if scope in _SCOPES else 'function'}_loop"
