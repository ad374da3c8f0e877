"""Planted bugs in ``async with``: what it gives, what it hides, and what it leaves."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.mutants.planting import plant
from tests.mutants.runtime.aio import AioClient

LIVES = "runtime.lifecycle/list_users"


@plant(LIVES, "ending", "async with, left by its end")
class EntersNothing(AioClient):
    """Gives nothing when it is entered."""

    async def __aenter__(self) -> Any:
        return None


@plant(LIVES, "ending", "async with, left by its end")
class EntersAnotherClient(AioClient):
    """Gives another client, one that is closed, when it is entered."""

    async def __aenter__(self) -> Any:
        other = AioClient("http://127.0.0.1:1", timeout=0.2)
        other._closed = True
        return other


@plant(LIVES, "ending", "async with, left by an exception")
class SwallowsWhatEndsIt(AioClient):
    """Hides the exception that ends it."""

    async def __aexit__(self, kind: Any = None, *error: object) -> Any:
        await self.close()
        return kind is not None and issubclass(kind, Exception)


@plant(LIVES, "ending", "async with, left by a cancellation")
class SwallowsACancellation(AioClient):
    """Hides the cancellation that ends it."""

    async def __aexit__(self, kind: Any = None, *error: object) -> Any:
        await self.close()
        return kind is asyncio.CancelledError


@plant(LIVES, "ending", "async with, left by an exception")
class FailsAnew(AioClient):
    """Fails with an exception of its own where it is left by another one."""

    async def __aexit__(self, kind: Any = None, *error: object) -> None:
        await self.close()
        if kind is not None:
            raise RuntimeError("left by an exception")


@plant(LIVES, "left", "connection after async with, left by its end")
class StaysOpen(AioClient):
    """Closes nothing when it is left."""

    async def __aexit__(self, *error: object) -> None: ...


@plant(LIVES, "ending", "call after async with, left by an exception")
class StaysOpenAfterAnException(AioClient):
    """Closes only if all went well."""

    async def __aexit__(self, kind: Any = None, *error: object) -> None:
        if kind is None:
            await self.close()


@plant(LIVES, "task-left", "async with, left by its end")
class LeavesItsWatch(AioClient):
    """Watches something in a task that ends when it is closed, and not when it is left."""

    _watch: Any = None

    async def list_users(self, **words: Any) -> list[str]:
        if not self._closed:
            self._watch = self._watch or asyncio.ensure_future(asyncio.sleep(20))
        return await super().list_users(**words)

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        await super().close()

    async def __aexit__(self, *error: object) -> None:
        await super().close()
