"""Planted bugs in how a client reaches its server: the first time, at once with others, and while that is away."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, ClassVar

import grpc
from pymilvus import MilvusException

from tests.mutants.planting import plant
from tests.mutants.runtime.aio import AioClient


@plant("runtime.reconnection/list_users", "ending", "server down [timeout: None]")
class WaitsForItsServer(AioClient):
    """Waits for a server that is down, where the synchronous client fails."""

    async def list_users(self, **words: Any) -> list[str]:
        try:
            return await super().list_users(**words)
        except MilvusException:
            if words:
                raise
            await asyncio.sleep(0.2)
            return await self.list_users()


@plant("runtime.reconnection/list_users", "ending", "server down [timeout: float]")
class LeaksWhatReconnectingRaises(AioClient):
    """Raises gRPC's exception where a server is down that was there."""

    async def list_users(self, **words: Any) -> list[str]:
        try:
            return await super().list_users(**words)
        except MilvusException as error:
            raise error.__cause__ if isinstance(error.__cause__, grpc.RpcError) else error from None


@plant("runtime.reconnection/list_users", "ending", "server silent [timeout: None]")
class GivesUpInSilence(AioClient):
    """Does not wait for longer than a second for a server that says nothing."""

    async def list_users(self, timeout: float | None = 1.0, **words: Any) -> list[str]:
        return await super().list_users(timeout=timeout, **words)


@plant("runtime.timeout/list_users", "ending", "first call (down) [no timeout]")
class LeaksWhatConnectingRaises(AioClient):
    """Raises gRPC's exception where it cannot connect and nobody limits the time."""

    async def _stub(self, timeout: float | None) -> Any:
        try:
            return await super()._stub(timeout)
        except MilvusException as error:
            raise RuntimeError from error.__cause__ if timeout is None else error


@plant("runtime.timeout/list_users", "ending", "first call (slow to greet) [no timeout]")
class IsInAHurryToConnect(AioClient):
    """Gives a server half a second to greet where nobody limits the time."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**{"timeout": 0.5, **words})


@plant("runtime.timeout/list_users", "late", "first call (silent) [constructor's timeout]")
class ForgetsItsTimeout(AioClient):
    """Takes a timeout when it is made, and does not heed it."""

    def __init__(self, timeout: float = 10, **words: Any) -> None:
        super().__init__(**words)


@plant("runtime.concurrency/list_users", "ending", "first calls of several clients")
class TakesTheConnectionOfAnother(AioClient):
    """Takes a connection that another client of the address is about to make for one that is there."""

    connecting: ClassVar[Counter[str]] = Counter()

    async def _stub(self, timeout: float | None) -> Any:
        if self._loop is None and self.connecting[self._address]:
            raise MilvusException(message="should create connection first")
        self.connecting[self._address] += 1
        try:
            return await super()._stub(timeout)
        finally:
            self.connecting[self._address] -= 1


@plant("runtime.concurrency/list_users", "ending", "first calls of several clients [Connect UNAVAILABLE]")
class FailsOtherwiseBesideOthers(AioClient):
    """Raises an error of its own bookkeeping where it could not connect."""

    async def _stub(self, timeout: float | None) -> Any:
        try:
            return await super()._stub(timeout)
        except MilvusException as error:
            raise KeyError(self._address) from error


@plant("runtime.concurrency/list_users", "lost", "call after the first ones [Connect UNAVAILABLE]")
class RemembersWhereNoServerWas(AioClient):
    """Does not try to connect again where any client could not once."""

    failed: ClassVar[set[str]] = set()

    async def _stub(self, timeout: float | None) -> Any:
        if self._address in self.failed:
            raise MilvusException(message="no server")
        try:
            return await super()._stub(timeout)
        except MilvusException:
            self.failed.add(self._address)
            raise
