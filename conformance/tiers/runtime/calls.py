"""How calls of a scenario are made: awaited on the loop, or, of a synchronous reference, in threads.

The one rule: a synchronous client that is put through what async clients owe is used as an application with a loop uses
one: what blocks is done in a thread.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from conformance.clients import Equalities
from conformance.clients.handle import finished
from conformance.model import Operation

__all__ = ["asynchronous", "awaited", "renamed", "threaded"]

Act = Callable[..., Awaitable[Any]]


def asynchronous(client: type | None) -> bool:
    """Return whether a class has methods that are coroutine functions."""
    members = [] if client is None else [inspect.getattr_static(client, name) for name in dir(client)]
    return any(inspect.iscoroutinefunction(inspect.unwrap(item)) for item in members if callable(item))


def awaited(operation: Operation, gave: dict[type, bool]) -> Act:
    """Return what makes a call and follows its result to its end.

    Args:
        operation: The call.
        gave: Receives the class of what it returned, and whether that is followed: an iterator or a task.
    """

    async def act(client: Any, **words: Any) -> Any:
        result = await _made(operation, client, words)
        gave[type(result)] = True  # even if its end is never seen
        end = await finished(result)
        gave[type(result)] = end is not result
        return end

    return act


async def _made(operation: Operation, client: Any, words: Mapping[str, Any]) -> Any:
    """Return what a call gives, with some more arguments; of what another call gives, that call is made first."""
    receiver = await _made(operation.of, client, {}) if operation.of else client
    args, kwargs = operation.arguments()
    result = getattr(receiver, operation.method)(*args, **{**kwargs, **words})
    return await result if inspect.isawaitable(result) else result


def renamed(act: Act, equalities: Equalities) -> Act:
    """Return what makes a call whose exceptions have the names of those that they are declared to stand for."""

    async def call(client: Any, **words: Any) -> Any:
        try:
            return await act(client, **words)
        except Exception as error:
            wanted = equalities.standing_for(type(error).__name__)
            if wanted is None:
                raise
            raise type(wanted, (Exception,), {})(str(error)) from error

    return call if equalities.exceptions else act


def threaded(operation: Operation) -> Act:
    """Return what makes a call of a synchronous client in a thread, and follows its result to its end there."""

    async def act(client: Any, **words: Any) -> Any:
        async def call() -> Any:
            return await finished(await _made(operation, client, words))

        return await asyncio.to_thread(lambda: asyncio.run(call()))

    return act
