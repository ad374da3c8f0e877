"""A small correct client on ``grpc.aio``: the candidate for what threads cannot keep.

The one rule: it does what `pymilvus.MilvusClient` does, and what an async client owes; it is not fast and not whole.
"""

from __future__ import annotations

import asyncio
import base64
import time
from typing import Any

import grpc
from pymilvus import MilvusException
from pymilvus.exceptions import SchemaMismatchRetryableException
from pymilvus.grpc_gen import common_pb2, milvus_pb2, milvus_pb2_grpc

__all__ = ["AioClient"]

FINAL = (
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.ALREADY_EXISTS,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.UNIMPLEMENTED,
)
PAUSE = 0.1
"""Seconds between two looks at work that goes on."""
GRACE = 1.0
"""Seconds that calls get to end when the client is closed."""


class AioClient:
    """A few methods of `pymilvus.MilvusClient`, awaitable."""

    def __init__(self, uri: str, token: str = "", db_name: str = "", timeout: float = 10) -> None:
        self._connects_within = timeout
        self._address = uri.partition("://")[2]
        self._metadata = [("authorization", base64.b64encode(token.encode()).decode())] if token else []
        self._metadata += [("dbname", db_name)] if db_name else []
        self._channel: Any = None
        self._loop: Any = None
        self._connecting: Any = None
        self._connected = False
        self._closed = False

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        answer = await self._send("ListCredUsers", milvus_pb2.ListCredUsersRequest(), timeout, words)
        return list(answer.usernames)

    async def list_collections(self, timeout: float | None = None, **words: Any) -> list[str]:
        answer = await self._send("ShowCollections", milvus_pb2.ShowCollectionsRequest(), timeout, words)
        return list(answer.collection_names)

    async def describe_alias(self, alias: str, timeout: float | None = None, **words: Any) -> dict[str, Any]:
        answer = await self._send(
            "DescribeAlias", milvus_pb2.DescribeAliasRequest(alias=alias), timeout, words
        )
        return {"alias": answer.alias, "collection_name": answer.collection, "db_name": answer.db_name}

    async def load_collection(self, collection_name: str, timeout: float | None = None, **words: Any) -> None:
        started = time.monotonic()
        await self._send(
            "LoadCollection",
            milvus_pb2.LoadCollectionRequest(collection_name=collection_name),
            timeout,
            words,
        )
        asked = milvus_pb2.GetLoadingProgressRequest(collection_name=collection_name)
        while (await self._send("GetLoadingProgress", asked, timeout, words)).progress < 100:
            if timeout is not None and time.monotonic() - started > timeout:
                raise MilvusException(message=f"{collection_name} was not loaded in time")
            await asyncio.sleep(PAUSE)

    async def close(self) -> None:
        self._closed = True
        channel, self._channel = self._channel, None
        if channel is not None:
            await channel.close(GRACE)  # else calls under way would be told that their callers cancelled them

    async def __aenter__(self) -> AioClient:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def _stub(self, timeout: float | None) -> Any:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # a channel, a lock and what waits for them belong to one loop
            self._loop, self._connecting = loop, asyncio.Lock()
            self._channel, self._connected = grpc.aio.insecure_channel(self._address), False
        stub = milvus_pb2_grpc.MilvusServiceStub(self._channel)
        async with self._connecting:
            if not self._connected:
                request = milvus_pb2.ConnectRequest(client_info=common_pb2.ClientInfo(sdk_type="Python"))
                try:
                    await stub.Connect(
                        request, timeout=timeout or self._connects_within, metadata=self._metadata
                    )
                except grpc.RpcError as error:
                    raise MilvusException(code=2, message="cannot connect") from error
                self._connected = True
        return stub

    async def _send(self, rpc: str, request: Any, timeout: float | None, words: dict[str, Any]) -> Any:
        tag = [("client-request-id", str(words["client_request_id"]))] if "client_request_id" in words else []
        end, pause = None if timeout is None else time.monotonic() + timeout, 0.01
        while True:
            if self._closed:
                raise MilvusException(message="should create connection first")
            left = None if end is None else max(0.0, end - time.monotonic())
            try:
                stub = await self._stub(left)
                answer = await getattr(stub, rpc)(request, timeout=left, metadata=[*self._metadata, *tag])
                status = getattr(answer, "status", answer)
                if status.code == 8 and status.retriable:
                    raise MilvusException(status.code, status.reason)
                if status.error_code == common_pb2.SchemaMismatch:
                    raise SchemaMismatchRetryableException(status.reason)
                if status.code or status.error_code:
                    raise MilvusException(status.code, status.reason, status.error_code)
                return answer
            except grpc.RpcError as error:
                if error.code() in FINAL:
                    raise
                if end is not None and time.monotonic() >= end:
                    raise MilvusException(message="out of time") from error
                if error.code() is grpc.StatusCode.UNAVAILABLE:
                    self._connected = False  # it fails now, or tries again on a connection that is there
            except MilvusException as error:
                if error.code != 8 or (end is not None and time.monotonic() >= end):
                    raise
            await asyncio.sleep(pause)
            pause = min(3 * pause, 3.0)
