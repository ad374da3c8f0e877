"""Planted bugs of clients that are not really concurrent, or not really idle: each is correct and on time."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import grpc
from pymilvus.grpc_gen import milvus_pb2

from tests.mutants.planting import plant
from tests.mutants.runtime.aio import AioClient


@plant("runtime.concurrency/list_users", "in-turn", "ListCredUsers")
class ServesOneAfterTheOther(AioClient):
    """Has a lock around each call."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._turn = asyncio.Lock()

    async def list_users(self, **words: Any) -> list[str]:
        async with self._turn:
            return await super().list_users(**words)


@plant("runtime.concurrency/list_users", "in-turn", "ListCredUsers")
class HasFewPlaces(AioClient):
    """Makes ten calls at once, and no more."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._places = asyncio.Semaphore(10)

    async def list_users(self, **words: Any) -> list[str]:
        async with self._places:
            return await super().list_users(**words)


@plant("runtime.loop/list_users", "spins", "call")
class SpinsWhileItWaits(AioClient):
    """Asks again and again whether the answer is there."""

    async def list_users(self, **words: Any) -> list[str]:
        task = asyncio.ensure_future(super().list_users(**words))
        try:
            while not task.done():
                await asyncio.sleep(0)
        finally:
            task.cancel()
        return task.result()


@plant("runtime.loop/list_users", "spins", "loop")
class TurnsTheLoop(AioClient):
    """Looks in each turn of the loop, outside of tasks."""

    async def list_users(self, **words: Any) -> list[str]:
        loop, busy = asyncio.get_running_loop(), True

        def look() -> None:
            if busy:
                loop.call_soon(look)

        look()
        try:
            return await super().list_users(**words)
        finally:
            busy = False


@plant("runtime.loop/list_users", "spins", "process")
class SpinsInAThread(AioClient):
    """Lets a thread wait for the answer, which never sleeps."""

    async def list_users(self, **words: Any) -> list[str]:
        answered = threading.Event()

        def look() -> None:
            while not answered.is_set():
                pass

        threading.Thread(target=look, daemon=True).start()
        try:
            return await super().list_users(**words)
        finally:
            answered.set()


@plant("runtime.process/list_users", "blocks", "sleep")
class SleepsOftenAndShortly(AioClient):
    """Sleeps on the loop, each time too shortly to be noticed."""

    async def list_users(self, **words: Any) -> list[str]:
        for _ in range(10):
            time.sleep(0.02)
            await asyncio.sleep(0)
        return await super().list_users(**words)


@plant("runtime.loop/list_users", "works", "call")
class WorksOftenAndShortly(AioClient):
    """Computes on the loop, each time too shortly to be noticed."""

    async def list_users(self, **words: Any) -> list[str]:
        for _ in range(40):
            end = time.thread_time() + 0.01
            while time.thread_time() < end:
                pass
            await asyncio.sleep(0)
        return await super().list_users(**words)


@plant("runtime.process/list_users", "blocks", "sleep")
class SleepsBetweenTries(AioClient):
    """Sleeps on the loop before it tries again."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        stub = await self._stub(timeout)
        try:
            await stub.ListCredUsers(
                milvus_pb2.ListCredUsersRequest(), timeout=timeout, metadata=self._metadata
            )
        except grpc.RpcError:
            time.sleep(0.02)
        return await super().list_users(timeout=timeout, **words)


@plant("runtime.retry/list_users", "blocked", "UNAVAILABLE")
class SleepsLongBetweenTries(AioClient):
    """Sleeps long on the loop before it tries again."""

    async def _send(self, rpc: str, request: Any, timeout: float | None, words: dict[str, Any]) -> Any:
        for _ in range(2):
            try:
                stub = await self._stub(timeout)
                return await getattr(stub, rpc)(request, timeout=timeout, metadata=self._metadata)
            except grpc.RpcError:  # noqa: PERF203
                time.sleep(0.6)
        return await super()._send(rpc, request, timeout, words)


@plant("runtime.process/list_users", "blocks", "wait")
class BlocksWhenItFails(AioClient):
    """Waits on the loop for what writes an error down."""

    async def list_users(self, **words: Any) -> list[str]:
        try:
            return await super().list_users(**words)
        except grpc.RpcError:
            written = threading.Event()
            threading.Timer(0.05, written.set).start()
            written.wait()
            raise


@plant("runtime.cancellation/list_users", "blocked", "ListCredUsers")
class BlocksWhenCancelled(AioClient):
    """Sleeps on the loop when it is cancelled."""

    async def list_users(self, **words: Any) -> list[str]:
        try:
            return await super().list_users(**words)
        except asyncio.CancelledError:
            time.sleep(0.8)
            raise


@plant("runtime.cancellation/list_users", "sent-again", "ListCredUsers")
class SendsAgainWhenCancelled(AioClient):
    """Makes sure that what was cancelled is done."""

    async def list_users(self, **words: Any) -> list[str]:
        try:
            return await super().list_users(**words)
        except asyncio.CancelledError:
            self._again = asyncio.ensure_future(super().list_users(**words))
            raise
