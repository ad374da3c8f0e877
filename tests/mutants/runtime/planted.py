"""Planted bugs of the runtime tier: correct clients, each with one promise broken."""

from __future__ import annotations

import asyncio
import math
import socket
import threading
import time
from typing import Any, ClassVar

import grpc
from pymilvus import MilvusException
from pymilvus.grpc_gen import milvus_pb2, milvus_pb2_grpc

from tests.mutants.planting import plant
from tests.mutants.runtime.aio import AioClient


@plant("runtime.loop/list_users", "blocked", "call")
class Sleeps(AioClient):
    """Sleeps on the loop."""

    async def list_users(self, **words: Any) -> list[str]:
        time.sleep(0.4)
        return await super().list_users(**words)


@plant("runtime.loop/list_collections", "blocked", "call")
class CallsSynchronously(AioClient):
    """Makes a synchronous call on the loop."""

    async def list_collections(self, **_: Any) -> list[str]:
        with grpc.insecure_channel(self._address) as channel:
            stub = milvus_pb2_grpc.MilvusServiceStub(channel)
            return list(stub.ShowCollections(milvus_pb2.ShowCollectionsRequest()).collection_names)


@plant("runtime.loop/list_users", "blocked", "constructor")
class ConnectsWhenMade(AioClient):
    """Waits for the connection in its constructor."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        with grpc.insecure_channel(self._address) as channel:
            milvus_pb2_grpc.MilvusServiceStub(channel).Connect(milvus_pb2.ConnectRequest())


@plant("runtime.loop/list_users", "blocked", "close")
class SleepsInClose(AioClient):
    """Sleeps on the loop while it closes."""

    async def close(self) -> None:
        await super().close()
        time.sleep(0.4)


@plant("runtime.loop/list_users", "blocked", "call")
class BlocksOutsideOfTasks(AioClient):
    """Sleeps on the loop in a callback, which is no task."""

    async def list_users(self, **words: Any) -> list[str]:
        asyncio.get_running_loop().call_soon(time.sleep, 0.4)
        return await super().list_users(**words)


@plant("runtime.timeout/list_users", "late", "ListCredUsers")
class IgnoresTimeout(AioClient):
    """Does not pass the timeout on."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        return await super().list_users(**words)


@plant("runtime.timeout/list_users", "late", "ListCredUsers")
class MisreadsTimeout(AioClient):
    """Takes seconds for minutes."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        return await super().list_users(timeout=timeout and timeout * 60, **words)


@plant("runtime.timeout/list_users", "deadline", "ListCredUsers")
class CutsTimeoutsOff(AioClient):
    """Takes whole seconds of a timeout, if there are any."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        return await super().list_users(timeout=timeout and (int(timeout) or timeout), **words)


@plant("runtime.timeout/list_users", "deadline", "ListCredUsers")
class RoundsTimeoutsUp(AioClient):
    """Rounds a timeout up to whole seconds."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        return await super().list_users(timeout=timeout and math.ceil(timeout), **words)


@plant("runtime.timeout/list_users", "deadline", "ListCredUsers")
class HalvesTimeouts(AioClient):
    """Keeps half of a timeout for itself."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        return await super().list_users(timeout=timeout and timeout / 2, **words)


@plant("runtime.timeout/load_collection", "ending", "timeout")
class RaisesTimeoutError(AioClient):
    """Raises asyncio's exception."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        await asyncio.wait_for(super().load_collection(collection_name, **words), timeout)


@plant("runtime.timeout/describe_alias", "ending", "timeout (RpcError, MilvusException)")
class WrapsTimeouts(AioClient):
    """Raises its own exception where a timeout passes, in one method."""

    async def describe_alias(self, alias: str, timeout: float | None = None, **words: Any) -> dict[str, Any]:
        try:
            return await super().describe_alias(alias, timeout, **words)
        except grpc.RpcError as error:
            raise MilvusException(message=f"{alias}: out of time") from error


@plant("runtime.timeout/load_collection", "ending", "timeout (MilvusException, RpcError)")
class LeaksTimeouts(AioClient):
    """Raises gRPC's exception where it waited for work in vain."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        try:
            await super().load_collection(collection_name, timeout, **words)
        except MilvusException as error:
            raise grpc.RpcError from error


@plant("runtime.timeout/load_collection", "error-message", "timeout")
class ForgetsWhatItWaitedFor(AioClient):
    """Does not say what it waited for."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        try:
            await super().load_collection(collection_name, timeout, **words)
        except MilvusException as error:
            raise MilvusException(message="out of time") from error


@plant("runtime.timeout/list_users", "late", "ListCredUsers")
class TakesZeroForNone(AioClient):
    """Asks whether there is a timeout, not whether it is None."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        return await super().list_users(timeout=timeout or None, **words)


@plant("runtime.timeout/list_users", "ending", "no timeout")
class GivesUpWithoutTimeout(AioClient):
    """Has a timeout of its own where none is given."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        return await super().list_users(timeout=0.5 if timeout is None else timeout, **words)


@plant("runtime.timeout/load_collection", "late", "GetLoadingProgress")
class WaitsBeyondTheTimeout(AioClient):
    """Gives the timeout to each RPC, and waits for the work as long as it takes."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        await self._send(
            "LoadCollection",
            milvus_pb2.LoadCollectionRequest(collection_name=collection_name),
            timeout,
            words,
        )
        asked = milvus_pb2.GetLoadingProgressRequest(collection_name=collection_name)
        while (await self._send("GetLoadingProgress", asked, timeout, words)).progress < 100:
            await asyncio.sleep(0.1)


@plant("runtime.timeout/load_collection", "budget", "all answers")
class CountsOneTimeoutForAll(AioClient):
    """Counts the timeout for the call, where it is for each RPC."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        try:
            await asyncio.wait_for(super().load_collection(collection_name, timeout, **words), timeout)
        except asyncio.TimeoutError:
            raise MilvusException(message="out of time") from None


@plant("runtime.timeout/list_users", "late", "connecting (slow to greet)")
class ConnectsWithoutTimeout(AioClient):
    """Forgets the timeout of the call while it connects."""

    async def _stub(self, timeout: float | None) -> Any:
        return await super()._stub(None)


@plant("runtime.timeout/list_users", "ending", "connecting (down)")
class RaisesConnectionError(AioClient):
    """Raises Python's exception where no server is."""

    async def _stub(self, timeout: float | None) -> Any:
        try:
            return await super()._stub(timeout)
        except MilvusException as error:
            raise ConnectionError from error


@plant("runtime.cancellation/list_users", "poisoned", "Connect")
class NeverConnectsAgain(AioClient):
    """Remembers a connection that was given up as the one that is being made."""

    _first: Any = None

    async def _stub(self, timeout: float | None) -> Any:
        if self._first is None:
            self._first = asyncio.get_running_loop().create_future()
            stub = await super()._stub(timeout)
            self._first.set_result(stub)
        return await asyncio.shield(self._first)


@plant("runtime.cancellation/list_users", "swallowed", "CancelledError")
class SwallowsCancellation(AioClient):
    """Makes an error of its own of a cancellation."""

    async def list_users(self, **words: Any) -> list[str]:
        try:
            return await super().list_users(**words)
        except asyncio.CancelledError:
            raise MilvusException(message="cancelled") from None


@plant("runtime.cancellation/list_users", "server-not-told", "ListCredUsers")
class ShieldsTheCall(AioClient):
    """Lets the RPC go on when its caller is gone."""

    async def list_users(self, **words: Any) -> list[str]:
        return await asyncio.shield(asyncio.ensure_future(super().list_users(**words)))


@plant("runtime.cancellation/list_users", "task-left", "ListCredUsers")
class LeavesATask(AioClient):
    """Leaves a task behind that nobody ends."""

    async def list_users(self, **words: Any) -> list[str]:
        watching = asyncio.ensure_future(asyncio.sleep(3))
        users = await super().list_users(**words)
        watching.cancel()
        return users


@plant("runtime.cancellation/list_users", "poisoned", "ListCredUsers")
class IsPoisoned(AioClient):
    """Is of no use after a cancellation: its lock stays taken."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._busy = asyncio.Lock()

    async def list_users(self, **words: Any) -> list[str]:
        await self._busy.acquire()
        users = await super().list_users(**words)
        self._busy.release()
        return users


@plant("runtime.lifecycle/list_users", "task-left", "close")
class LeavesATaskAfterClose(AioClient):
    """Keeps a task after it was closed."""

    async def list_users(self, **words: Any) -> list[str]:
        self._refreshing = asyncio.ensure_future(asyncio.sleep(3))
        return await super().list_users(**words)


@plant("runtime.lifecycle/describe_alias", "task-left", "close")
class LeavesATaskOfEachAlias(AioClient):
    """Keeps a task for each alias, of a method that a quick run with seed 0 leaves out but for that."""

    async def describe_alias(self, *args: Any, **words: Any) -> dict[str, Any]:
        self._refreshing = asyncio.ensure_future(asyncio.sleep(3))
        return await super().describe_alias(*args, **words)


@plant("runtime.lifecycle/describe_alias", "task-left", "close")
class LeavesATaskThatWillNotEnd(AioClient):
    """Cancels what it has begun for each alias when it is closed, and that goes on."""

    async def describe_alias(self, *args: Any, **words: Any) -> dict[str, Any]:
        self._refreshing = asyncio.ensure_future(self._refreshed())
        return await super().describe_alias(*args, **words)

    async def _refreshed(self) -> None:
        try:
            await asyncio.sleep(3)
        except asyncio.CancelledError:
            await asyncio.sleep(3)

    async def close(self) -> None:
        if hasattr(self, "_refreshing"):
            self._refreshing.cancel()
        await super().close()


@plant("runtime.lifecycle/list_users", "ending", "call after close")
class LivesOn(AioClient):
    """Connects again when it is used after it was closed."""

    async def list_users(self, **words: Any) -> list[str]:
        if self._closed:
            self._closed, self._loop = False, None
        return await super().list_users(**words)


@plant("runtime.lifecycle/list_users", "ending", "close again")
class ClosesOnce(AioClient):
    """Fails when it is closed twice."""

    async def close(self) -> None:
        if self._closed:
            raise MilvusException(message="closed")
        await super().close()


@plant("runtime.timeout/list_users", "late", "ListCredUsers")
class RetriesForEver(AioClient):
    """Tries again whatever the timeout says."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        try:
            return await super().list_users(timeout=timeout, **words)
        except (MilvusException, grpc.RpcError):
            await asyncio.sleep(0.05)
            return await self.list_users(timeout=timeout, **words)


@plant("runtime.concurrency/list_users", "connections", "Connect")
class ConnectsForEachCall(AioClient):
    """Looks whether it is connected before it waits, not after."""

    async def _stub(self, timeout: float | None) -> Any:
        if self._channel is None:
            self._channel = grpc.aio.insecure_channel(self._address)
        stub = milvus_pb2_grpc.MilvusServiceStub(self._channel)
        if not self._connected:
            await stub.Connect(milvus_pb2.ConnectRequest(), timeout=timeout or 10)
            self._connected = True
        return stub


@plant("runtime.concurrency/load_collection", "mixed-up", "metadata")
class MixesUpMetadata(AioClient):
    """Keeps the request id of a call where the next one finds it."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        self._words = words
        await asyncio.sleep(0)
        await super().load_collection(collection_name, timeout, **self._words)


@plant("runtime.concurrency/list_users", "different", "result")
class MixesUpAnswers(AioClient):
    """Gives a caller what another one asked for."""

    _busy = 0

    async def list_users(self, **words: Any) -> list[str]:
        self._busy += 1
        users = await super().list_users(**words)
        self._busy -= 1
        return users if self._busy == 0 else await self.list_collections()


@plant("runtime.concurrency/list_users", "mixed-up", "metadata")
class SharesTheDatabase(AioClient):
    """Keeps the metadata by address, for all clients."""

    async def list_users(self, **words: Any) -> list[str]:
        self._metadata = _METADATA.setdefault(self._address, self._metadata)
        return await super().list_users(**words)


_METADATA: dict[str, list[tuple[str, str]]] = {}


@plant("runtime.concurrency/list_users", "hung", "together")
class IsFullAfterForty(AioClient):
    """Answers forty calls, and no more."""

    _inside = 0

    async def list_collections(self, **words: Any) -> list[str]:
        self._inside += 1
        if self._inside > 40:
            await asyncio.sleep(60)
        names = await super().list_collections(**words)
        await asyncio.sleep(0)
        return names


@plant("runtime.concurrency/list_users", "different", "describe_alias")
class MixesUpMethods(AioClient):
    """Gives the answer to another method's call where many are made."""

    _busy = 0

    async def list_collections(self, **words: Any) -> list[str]:
        self._busy += 1
        names = await super().list_collections(**words)
        self._busy -= 1
        return names

    async def describe_alias(self, alias: str, **words: Any) -> Any:
        return await (self.list_collections() if self._busy else super().describe_alias(alias, **words))


@plant("runtime.retry/list_users", "ending", "UNAVAILABLE")
class NeverRetries(AioClient):
    """Gives up at the first failure."""

    async def list_users(self, timeout: float | None = None, **_: Any) -> list[str]:
        stub = await self._stub(timeout)
        return list((await stub.ListCredUsers(milvus_pb2.ListCredUsersRequest(), timeout=timeout)).usernames)


@plant("runtime.retry/list_users", "attempts", "UNAVAILABLE")
class RetriesTooOften(AioClient):
    """Asks once more when it has an answer."""

    async def list_users(self, **words: Any) -> list[str]:
        await super().list_users(**words)
        return await super().list_users(**words)


@plant("runtime.retry/list_users", "schedule", "UNAVAILABLE")
class RetriesWithoutPause(AioClient):
    """Tries again at once, as often as it is to."""

    async def _send(self, rpc: str, request: Any, timeout: float | None, words: dict[str, Any]) -> Any:
        while True:
            try:
                stub = await self._stub(timeout)
                return await getattr(stub, rpc)(request, timeout=timeout, metadata=self._metadata)
            except grpc.RpcError as error:  # noqa: PERF203
                if error.code() is not grpc.StatusCode.UNAVAILABLE or self._closed:
                    raise


@plant("runtime.reconnection/list_users", "lost", "between calls")
class NeverReconnects(AioClient):
    """Is of no use once its connection broke."""

    async def list_users(self, **words: Any) -> list[str]:
        if self._connected and self._channel.get_state() is not grpc.ChannelConnectivity.READY:
            raise MilvusException(message="not connected")
        return await super().list_users(**words)


@plant("runtime.reconnection/list_users", "in-flight", "during a call")
class CancelsCallsInFlight(AioClient):
    """Tells a caller that it was cancelled when the connection breaks."""

    async def list_users(self, timeout: float | None = None, **_: Any) -> list[str]:
        stub = await self._stub(timeout)
        try:
            answer = await stub.ListCredUsers(milvus_pb2.ListCredUsersRequest(), timeout=timeout)
        except grpc.RpcError:
            raise asyncio.CancelledError from None
        return list(answer.usernames)


@plant("runtime.completion/load_collection", "early", "GetLoadingProgress")
class ReturnsEarly(AioClient):
    """Looks at the work once."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        for rpc in ("LoadCollection", "GetLoadingProgress"):
            request = getattr(milvus_pb2, f"{rpc}Request")(collection_name=collection_name)
            await self._send(rpc, request, timeout, words)


@plant("runtime.completion/load_collection", "never", "GetLoadingProgress")
class NeverReturns(AioClient):
    """Forgets to look again."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        asked = milvus_pb2.GetLoadingProgressRequest(collection_name=collection_name)
        if (await self._send("GetLoadingProgress", asked, timeout, words)).progress < 100:
            await asyncio.sleep(3600)
        await super().load_collection(collection_name, timeout, **words)


@plant("runtime.completion/load_collection", "no-pause", "GetLoadingProgress")
class PollsWithoutPause(AioClient):
    """Looks again at once."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        request = milvus_pb2.LoadCollectionRequest(collection_name=collection_name)
        await self._send("LoadCollection", request, timeout, words)
        asked = milvus_pb2.GetLoadingProgressRequest(collection_name=collection_name)
        while (await self._send("GetLoadingProgress", asked, timeout, words)).progress < 100:
            pass


@plant("runtime.completion/load_collection", "early", "GetLoadingProgress")
class NeverLooks(AioClient):
    """Asks for the work and never looks at it."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        request = milvus_pb2.LoadCollectionRequest(collection_name=collection_name)
        await self._send("LoadCollection", request, timeout, words)


@plant("runtime.completion/load_collection", "early", "GetLoadingProgress")
class DoesNothing(AioClient):
    """Sends nothing, and says that the work is done."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        await asyncio.sleep(0)


@plant("runtime.completion/load_collection", "early", "GetLoadingProgress")
class LooksElsewhere(AioClient):
    """Looks at what is loaded already, and not at the work."""

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        for rpc in ("LoadCollection", "GetLoadState"):
            request = getattr(milvus_pb2, f"{rpc}Request")(collection_name=collection_name)
            await self._send(rpc, request, timeout, words)


class _SendsMore(AioClient):
    """Asks for something else after the call."""

    async def _first(self, stub: Any, timeout: float | None) -> Any:
        return await stub.ListCredUsers(milvus_pb2.ListCredUsersRequest(), timeout=timeout)

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        names = list((await self._first(await self._stub(timeout), timeout)).usernames)
        await self.list_collections(timeout=timeout, **words)
        return names


@plant("runtime.retry/list_users", "ending", "UNAVAILABLE")
class RetriesTheLastAlone(_SendsMore):
    """Tries again what it asks for at the end, and not what the call is about."""


@plant("runtime.timeout/list_users", "late", "ListCredUsers")
class BoundsTheLastAlone(_SendsMore):
    """Heeds the timeout in what it asks for at the end, and not in what the call is about."""

    async def _first(self, stub: Any, timeout: float | None) -> Any:
        return await super()._first(stub, None)


@plant("runtime.cancellation/list_users", "server-not-told", "ListCredUsers")
class CancelsTheLastAlone(_SendsMore):
    """Lets what the call is about go on when its caller is gone."""

    async def _first(self, stub: Any, timeout: float | None) -> Any:
        return await asyncio.shield(asyncio.ensure_future(super()._first(stub, timeout)))


@plant("runtime.timeout/describe_alias", "late", "DescribeAlias")
class RenamesAndIgnoresTimeout(AioClient):
    """Calls the alias otherwise, and does not pass the timeout on."""

    async def describe_alias(self, name: str, timeout: float | None = None, **words: Any) -> dict[str, Any]:
        return await super().describe_alias(name, **words)


@plant("runtime.completion/load_collection", "early", "GetLoadingProgress")
class RenamesAndReturnsEarly(AioClient):
    """Calls the collection otherwise, and never looks at the work."""

    async def load_collection(self, name: str, timeout: float | None = None, **words: Any) -> None:
        await self._send(
            "LoadCollection", milvus_pb2.LoadCollectionRequest(collection_name=name), timeout, words
        )


@plant("runtime.timeout/list_users", "late", "ListCredUsers")
class RenamesAndMisreadsTimeout(AioClient):
    """Calls the timeout otherwise, and takes seconds for minutes."""

    async def list_users(self, seconds: float | None = None, **words: Any) -> list[str]:
        return await super().list_users(timeout=seconds and seconds * 60, **words)


@plant("runtime.cancellation/describe_alias", "swallowed", "CancelledError")
class RenamesAndSwallowsCancellation(AioClient):
    """Calls the alias otherwise, and makes an error of its own of a cancellation."""

    async def describe_alias(self, name: str, timeout: float | None = None, **words: Any) -> dict[str, Any]:
        try:
            return await super().describe_alias(name, timeout, **words)
        except asyncio.CancelledError:
            raise MilvusException(message="cancelled") from None


class _Lacks(AioClient):
    """Has no method that is asked first to stand for all."""

    @property
    def list_users(self) -> Any:  # type: ignore[override]
        raise AttributeError


class _Fails(AioClient):
    """Has a method that fails by itself, of those that may stand for all."""

    async def list_users(self, **words: Any) -> list[str]:
        raise RuntimeError("always")


@plant("runtime.timeout/describe_alias", "late", "connecting (slow to greet)")
class LacksAndConnectsWithoutTimeout(_Lacks):
    """Forgets the timeout of the call while it connects, and lacks a method."""

    async def _stub(self, timeout: float | None) -> Any:
        return await super()._stub(None)


@plant("runtime.lifecycle/describe_alias", "ending", "close unused")
class LacksAndClosesOnlyWhatWasUsed(_Lacks):
    """Fails when it is closed before it was used, and lacks a method."""

    async def close(self) -> None:
        if not self._closed:
            await self._channel.close(1.0)
        self._closed = True


@plant("runtime.lifecycle/describe_alias", "ending", "made outside of a loop")
class FailsAndKeepsTheLoop(_Fails):
    """Needs a loop when it is made, and has a method that always fails."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._made_in = asyncio.get_running_loop()


@plant("runtime.timeout/describe_alias", "ending", "connecting (down)")
class FailsAndRaisesConnectionError(_Fails):
    """Raises Python's exception where no server is, and has a method that always fails."""

    async def _stub(self, timeout: float | None) -> Any:
        try:
            return await super()._stub(timeout)
        except MilvusException as error:
            raise ConnectionError from error


@plant("runtime.debug/list_users", "complaint", "RuntimeWarning")
class ForgetsToAwait(AioClient):
    """Calls a coroutine function and lets its coroutine go."""

    async def list_users(self, **words: Any) -> list[str]:
        self.list_collections()
        return await super().list_users(**words)


@plant("runtime.debug/list_users", "complaint", "Task was destroyed")
class LeavesATaskToTheLoop(AioClient):
    """Leaves a task pending when its loop is closed."""

    async def list_users(self, **words: Any) -> list[str]:
        self._refreshing = asyncio.ensure_future(asyncio.sleep(60))
        return await super().list_users(**words)


@plant("runtime.debug/list_users", "complaint", "Task exception was")
class LooksAwayFromFailures(AioClient):
    """Starts a task beside the call, and never asks how it ended."""

    async def list_users(self, **words: Any) -> list[str]:
        self._beside = asyncio.ensure_future(self._fail())
        return await super().list_users(**words)

    async def _fail(self) -> None:
        raise MilvusException(message="nobody asks")


@plant("runtime.debug/list_users", "complaint", "ResourceWarning")
class LeavesAnOpenSocket(AioClient):
    """Looks whether the server is there, and does not close what it looked with."""

    async def list_users(self, **words: Any) -> list[str]:
        host, _, port = self._address.partition(":")
        self._probe = socket.create_connection((host, int(port)))
        return await super().list_users(**words)


@plant("runtime.debug/list_users", "ending", "asyncio in debug mode")
class FailsInDebugMode(AioClient):
    """Has never been run in debug mode."""

    async def list_users(self, **words: Any) -> list[str]:
        if asyncio.get_running_loop().get_debug():
            raise MilvusException(message="nobody tried")
        return await super().list_users(**words)


@plant("runtime.lifecycle/list_users", "ending", "call that was closed")
class CancelsCallsWhenClosed(AioClient):
    """Tells a caller that it was cancelled when another one closes the client."""

    async def close(self) -> None:
        self._closed = True
        if self._channel is not None:
            await self._channel.close()


@plant("runtime.lifecycle/list_users", "ending", "close unused")
class ClosesOnlyWhatWasUsed(AioClient):
    """Fails when it is closed before it was used."""

    async def close(self) -> None:
        if not self._closed:
            await self._channel.close(1.0)
        self._closed = True


@plant("runtime.lifecycle/list_users", "ending", "other client")
class SharesAChannel(AioClient):
    """Shares the channel of an address with other clients, and closes it for all."""

    _shared: ClassVar[dict[str, Any]] = {}

    async def _stub(self, timeout: float | None) -> Any:
        self._loop = asyncio.get_running_loop()
        self._connecting = asyncio.Lock()
        if self._address not in self._shared:
            self._shared[self._address] = grpc.aio.insecure_channel(self._address)
        self._channel = self._shared[self._address]
        return await super()._stub(timeout)


@plant("runtime.lifecycle/list_users", "ending", "async with")
class LeavesItsContextOpen(AioClient):
    """Is not ready when it is entered."""

    async def __aenter__(self) -> Any:
        return await super().__aenter__().connect()


@plant("runtime.lifecycle/list_users", "ending", "made outside of a loop")
class KeepsTheLoopOfItsConstructor(AioClient):
    """Needs a loop when it is made."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._made_in = asyncio.get_running_loop()


@plant("runtime.lifecycle/list_users", "left", "channels of one loop")
class LeavesAChannel(AioClient):
    """Forgets to close its channel, which something else keeps."""

    _kept: ClassVar[list[Any]] = []

    async def close(self) -> None:
        if self._channel is not None:
            self._kept.append(self._channel)
        self._closed = True


@plant("runtime.lifecycle/list_users", "left", "open files of one loop")
class LeavesAFile(AioClient):
    """Opens something for each client, which something else keeps open."""

    _kept: ClassVar[list[Any]] = []

    async def close(self) -> None:
        self._kept.append(socket.socket())
        await super().close()


@plant("runtime.lifecycle/list_users", "left", "threads of a new loop each")
class LeavesAThread(AioClient):
    """Watches something in a thread that nobody ends, one for each loop."""

    async def list_users(self, **words: Any) -> list[str]:
        threading.Thread(target=threading.Event().wait, args=(20,), daemon=True).start()
        return await super().list_users(**words)


@plant("runtime.lifecycle/list_users", "ending", "same client in a second loop")
class WaitsForAnotherLoop(AioClient):
    """Waits in one loop for what belongs to another."""

    _home: Any = None

    async def list_users(self, **words: Any) -> list[str]:
        loop = asyncio.get_running_loop()
        self._home = self._home or loop
        if self._home is not loop:
            await asyncio.sleep(3600)
        return await super().list_users(**words)


@plant("runtime.loop/list_users", "ending", "call")
class AlwaysRaises(AioClient):
    """Has a method that never returns anything: no promise about it was ever seen kept."""

    async def list_users(self, **words: Any) -> list[str]:
        await super().list_users(**words)
        raise RuntimeError("always")
