"""Planted bugs in what is done about faults: statuses, gRPC errors, retries, timeouts."""

from __future__ import annotations

from typing import Any

import grpc
from pymilvus import MilvusException
from pymilvus.grpc_gen import common_pb2

from pytest_milvus.mock_server.service import rpcs
from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant
from tests.mutants.wire.tap import TappedClient

DROP = "wire.fault/drop_collection"
USERS = "wire.fault/list_users"
INSERT = "wire.fault/insert"


@plant(DROP, "outcome", "result")
class IgnoresStatus(TappedClient):
    """Takes every answer for success."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        response = send(request, timeout=timeout, metadata=metadata)
        if rpc == "DropCollection":
            response.Clear()
        return response


@plant(USERS, "outcome", "result")
class IgnoresStatusInside(TappedClient):
    """Takes an answer for success that carries its status beside the result."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        response = send(request, timeout=timeout, metadata=metadata)
        if rpc == "ListCredUsers":
            response.ClearField("status")
        return response


@plant(USERS, "outcome", "result")
class IgnoresOldStatus(TappedClient):
    """Reads the new error code only."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        response = send(request, timeout=timeout, metadata=metadata)
        if rpc == "ListCredUsers" and response.status.code == 0:
            response.status.error_code = 0
        return response


@plant(USERS, "error-code", "result")
class LosesCode(FaithfulClient):
    """Raises every error with the same code."""

    async def list_users(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().list_users(*args, **kwargs)
        except MilvusException as error:
            raise MilvusException(code=1, message=error.message) from error


@plant(USERS, "error-type", "result")
class WrapsErrors(TappedClient):
    """Raises its own error where gRPC's is meant to come through."""

    async def list_users(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().list_users(*args, **kwargs)
        except grpc.RpcError as error:
            raise MilvusException(message=str(error)) from error


@plant(USERS, "error-type", "result")
class LeaksGrpcErrors(FaithfulClient):
    """Raises gRPC's error where MilvusException is meant."""

    async def list_users(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().list_users(*args, **kwargs)
        except MilvusException as error:
            raise grpc.RpcError(error.message) from error


@plant(USERS, "outcome", "result")
class GivesUpAtOnce(TappedClient):
    """Does not try again when the server is unavailable."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        try:
            return send(request, timeout=timeout, metadata=metadata)
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.UNAVAILABLE:
                raise MilvusException(message=error.details()) from error
            raise


@plant(USERS, "outcome", "result")
class GivesUpOnRateLimit(FaithfulClient):
    """Does not try again after a rate limit."""

    async def list_users(self, *args: Any, **kwargs: Any) -> Any:
        return await super().list_users(*args, **{**kwargs, "retry_on_rate_limit": False})


@plant(INSERT, "outcome", "result")
class GivesUpOnOldSchema(TappedClient):
    """Does not fetch the schema again when the server says that it has changed."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        response = send(request, timeout=timeout, metadata=metadata)
        if rpc == "Insert" and response.status.error_code == common_pb2.SchemaMismatch:
            response.status.error_code = common_pb2.UnexpectedError
        return response


@plant(USERS, "rpc-extra", "ListCredUsers")
class TriesInVain(TappedClient):
    """Tries again where that cannot help."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        try:
            return send(request, timeout=timeout, metadata=metadata)
        except grpc.RpcError:
            return send(request, timeout=timeout, metadata=metadata)


@plant(USERS, "outcome", "result")
class ToleratesUnimplemented(TappedClient):
    """Takes an RPC that the server does not know for one that answers nothing."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        try:
            return send(request, timeout=timeout, metadata=metadata)
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.UNIMPLEMENTED:
                return rpcs()[rpc].response()
            raise


@plant(USERS, "outcome", "result")
class OutlivesTimeout(FaithfulClient):
    """Waits for the answer, however short the timeout."""

    async def list_users(self, timeout: Any = None, **kwargs: Any) -> Any:
        return await super().list_users(timeout and max(timeout, 2), **kwargs)
