"""What calls give: the task of ``optimize(wait=False)``, while its work goes on."""

import asyncio
import inspect
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from typing import Any

import pytest
from pymilvus import AsyncMilvusClient, MilvusClient, MilvusException

from pytest_milvus.mock_server import Late, MockServer, Rule, Script

pytestmark = [
    pytest.mark.xfail(
        raises=AssertionError, strict=version("pymilvus") == "3.0.2", reason="the clients' tasks differ"
    ),
    pytest.mark.filterwarnings("ignore"),
]


async def awaited(value: Any) -> Any:
    """The result of a call of a client of either kind."""
    return await value if inspect.isawaitable(value) else value


async def waited(task: Any, look: Callable[[], Any]) -> Any:
    """What is seen when somebody waited for a task, not long enough."""
    with suppress(MilvusException):
        await awaited(task.result(timeout=0.2))
    return look()


async def cancelled(task: Any, look: Callable[[], Any]) -> Any:
    """What is seen when a task was cancelled, a moment later."""
    task.cancel()
    await asyncio.sleep(0.2)
    return look()


FINDINGS = {
    "wire.object/optimize value result [done after result, DescribeCollection late]": lambda task: waited(
        task, task.done
    ),
    "wire.object/optimize length result [progress_history after cancel, DescribeCollection late]": lambda task: (
        cancelled(task, task.progress_history)
    ),
    "wire.object/optimize missing result.Thread": lambda task: hasattr(task, "join"),
}
"""By fingerprint: what is looked at on the task of a client of each kind, and should be alike."""


async def shown(kind: type, look: Callable[[Any], Any]) -> Any:
    """What a task shows while the server does not answer."""
    with MockServer(Script((Rule("DescribeCollection", Late(20)),))) as server:
        client = kind(uri=server.uri)
        task = await awaited(client.optimize("books", wait=False))
        await asyncio.to_thread(server.wait_for, lambda: server.sent("DescribeCollection"))
        seen = await awaited(look(task))
        server.give_up()
        if isinstance(task, threading.Thread):
            task.join()
        await awaited(client.close())
        return seen


@pytest.mark.parametrize("finding", FINDINGS)
def test_objects(finding: str) -> None:
    reference, candidate = (
        asyncio.run(shown(kind, FINDINGS[finding])) for kind in (MilvusClient, AsyncMilvusClient)
    )
    assert candidate == reference
