"""Planted bugs in how a client lives: nobody closes it, its loop is over, threads, others that fail beside it."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, ClassVar

import grpc

from tests.mutants.planting import plant
from tests.mutants.runtime.aio import AioClient

LIVES = "runtime.lifecycle/list_users"
TOGETHER = "runtime.concurrency/list_users"


@plant(LIVES, "left", "channels of clients that nobody closed")
class IsKeptUntilItIsClosed(AioClient):
    """Is kept by its class until somebody closes it."""

    _open: ClassVar[set[Any]] = set()

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._open.add(self)

    async def close(self) -> None:
        self._open.discard(self)
        await super().close()


@plant(LIVES, "left", "threads of clients that nobody closed")
class WatchesUntilItIsClosed(AioClient):
    """Watches something in a thread that only close ends."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._end = threading.Event()
        threading.Thread(target=self._end.wait, args=(20,), daemon=True).start()

    async def close(self) -> None:
        self._end.set()
        await super().close()


@plant(LIVES, "ending", "made in a loop that is over")
class WaitsForTheLoopItWasMadeIn(AioClient):
    """Waits for what is done in the loop that it was made in, if there was one."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        try:
            self._made_in: Any = asyncio.get_running_loop()
        except RuntimeError:
            self._made_in = None

    async def list_users(self, **words: Any) -> list[str]:
        if self._made_in is not None and self._made_in.is_closed():
            await asyncio.sleep(3600)
        return await super().list_users(**words)


@plant(LIVES, "ending", "beside a collected client")
class TakesOthersAlong(AioClient):
    """Closes all clients of its address when it is collected."""

    _gone: ClassVar[set[str]] = set()

    def __del__(self) -> None:
        if not self._closed:
            self._gone.add(self._address)

    async def list_users(self, **words: Any) -> list[str]:
        if self._address in self._gone:
            raise ValueError("the connection is closed")
        return await super().list_users(**words)


@plant(LIVES, "ending", "a client for each thread")
class ClosesForOtherThreads(AioClient):
    """Closes the clients of other threads, too."""

    _open: ClassVar[list[AioClient]] = []

    async def list_users(self, **words: Any) -> list[str]:
        self._open.append(self)
        return await super().list_users(**words)

    async def close(self) -> None:
        mine = self._loop
        await super().close()
        for other in self._open:
            other._closed = other._closed or (other._loop is not mine and other._address == self._address)


@plant(LIVES, "ending", "one client in two threads")
class BelongsToOneThread(AioClient):
    """Waits in one thread for what belongs to another one that still runs."""

    _home: Any = None

    async def list_users(self, **words: Any) -> list[str]:
        loop = asyncio.get_running_loop()
        self._home = self._home or loop
        if self._home is not loop and self._home.is_running():
            await asyncio.sleep(3600)
        return await super().list_users(**words)


@plant(TOGETHER, "ending", "call in flight [ListCredUsers INVALID_ARGUMENT]")
class FailsTogether(AioClient):
    """Gives up all calls where one fails."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._under_way: set[Any] = set()

    async def list_users(self, **words: Any) -> list[str]:
        task = asyncio.ensure_future(super().list_users(**words))
        self._under_way.add(task)
        try:
            return await task
        except grpc.RpcError:
            for other in self._under_way:
                other.cancel()
            raise
        finally:
            self._under_way.discard(task)


@plant(TOGETHER, "ending", "call in flight [ListCredUsers UNAVAILABLE]")
class ReconnectsUnderOthers(AioClient):
    """Closes the connection where one call meets a fault, however many others use it."""

    async def _send(self, rpc: str, request: Any, timeout: float | None, words: dict[str, Any]) -> Any:
        stub = await self._stub(timeout)
        try:
            return await getattr(stub, rpc)(request, timeout=timeout, metadata=self._metadata)
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.UNAVAILABLE:
                channel, self._channel, self._loop = self._channel, None, None
                await channel.close()
            return await super()._send(rpc, request, timeout, words)


@plant(TOGETHER, "ending", "call in flight [ListCredUsers cancelled]")
class IsCancelledTogether(AioClient):
    """Gives up the connection, and the calls on it, where one call is cancelled."""

    async def list_users(self, **words: Any) -> list[str]:
        try:
            return await super().list_users(**words)
        except asyncio.CancelledError:
            if self._channel is not None:
                await self._channel.close()
            raise


@plant(TOGETHER, "ending", "call in flight [Connect cancelled first]")
class ConnectsForWhoIsCancelled(AioClient):
    """Connects once for all that wait, and not at all where one of them is cancelled."""

    _made: Any = None

    async def _stub(self, timeout: float | None) -> Any:
        if self._made is None:
            self._made = asyncio.ensure_future(super()._stub(timeout))
        return await self._made


@plant("runtime.debug/list_users", "complaint", "RuntimeWarning [asyncio, nobody closes]")
class ClosesInVainWhenCollected(AioClient):
    """Makes a coroutine that closes it when it is collected, and awaits it nowhere."""

    def __del__(self) -> None:
        if not self._closed:
            self.close()  # type: ignore[unused-coroutine]
