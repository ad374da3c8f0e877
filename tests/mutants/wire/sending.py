"""Planted bugs in what is sent: RPCs, requests, metadata, deadlines."""

from __future__ import annotations

from typing import Any

from pytest_milvus.mock_server.service import rpcs
from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant
from tests.mutants.wire.tap import TappedClient

USERS = "wire.request/list_users"
LOAD = "wire.request/load_collection"
RENAME = "wire.request/rename_collection"
SEARCH = "wire.request/search"


def _without(metadata: Any, key: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in metadata if name != key]


@plant(USERS, "metadata", "ListCredUsers.dbname")
class SendsNoDatabase(TappedClient):
    """Leaves the database out of the metadata."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        return send(request, timeout=timeout, metadata=_without(metadata, "dbname"))


@plant(USERS, "metadata", "ListCredUsers.dbname")
class KeepsOldDatabase(TappedClient):
    """Names the database it was made with, whatever use_database says."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._first = words["db_name"]

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        others = _without(metadata, "dbname")
        return send(request, timeout=timeout, metadata=[*others, ("dbname", self._first)])


@plant(USERS, "metadata", "ListCredUsers.client-request-id")
class SendsNoRequestId(TappedClient):
    """Leaves the request id out of the metadata."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        return send(request, timeout=timeout, metadata=_without(metadata, "client-request-id"))


@plant(USERS, "metadata", "ListCredUsers.authorization")
class SendsNoAuthorization(FaithfulClient):
    """Connects with a token and then forgets it."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        handler = self._client._get_connection()
        handler._authorization_interceptor = None
        handler._setup_grpc_channel()
        handler._setup_identifier_interceptor("")


@plant(USERS, "deadline", "ListCredUsers")
class SendsNoDeadline(TappedClient):
    """Waits for ever."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        return send(request, timeout=None, metadata=metadata)


@plant(USERS, "deadline", "ListCredUsers")
class DoublesDeadline(TappedClient):
    """Waits twice as long as it was told."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        return send(request, timeout=timeout and 2 * timeout, metadata=metadata)


@plant(RENAME, "deadline", "RenameCollection")
class ShiftsTimeout(FaithfulClient):
    """Has one more parameter before timeout."""

    async def rename_collection(
        self,
        old_name: str,
        new_name: str,
        target_db: Any = "",
        force: bool = False,
        timeout: Any = None,
        **kwargs: Any,
    ) -> Any:
        await super().rename_collection(old_name, new_name, target_db, timeout, **kwargs)


@plant(RENAME, "field", "RenameCollection.")
class SwapsNames(FaithfulClient):
    """Renames the new collection to the old name."""

    async def rename_collection(self, old_name: str, new_name: str, *args: Any, **kwargs: Any) -> Any:
        await super().rename_collection(new_name, old_name, *args, **kwargs)


@plant(SEARCH, "rpc-extra", "DescribeCollection")
class LooksBeforeItSearches(FaithfulClient):
    """Asks whether the collection is there before each search."""

    async def search(self, collection_name: str, *args: Any, **kwargs: Any) -> Any:
        await self.has_collection(collection_name)
        return await super().search(collection_name, *args, **kwargs)


@plant(SEARCH, "field", "Search.output_fields")
class TurnsOutputFields(TappedClient):
    """Asks for the fields in another order."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        if rpc == "Search":
            request.output_fields[:] = reversed(request.output_fields)
        return send(request, timeout=timeout, metadata=metadata)


@plant(LOAD, "rpc-missing", "GetLoadingProgress")
class LoadsWithoutWaiting(TappedClient):
    """Returns before the collection is loaded."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        if rpc == "GetLoadingProgress":
            return rpcs()[rpc].response(progress=100, refresh_progress=100)
        return send(request, timeout=timeout, metadata=metadata)


@plant(LOAD, "rpc-extra", "GetLoadingProgress")
class AsksTwice(TappedClient):
    """Asks once more when it knows already."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        if rpc == "GetLoadingProgress":
            send(request, timeout=timeout, metadata=metadata)
        return send(request, timeout=timeout, metadata=metadata)


@plant(LOAD, "rpc-order", "LoadCollection GetLoadingProgress")
class WaitsBeforeItLoads(TappedClient):
    """Asks for the progress first, and then no more."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        if rpc == "GetLoadingProgress":
            return rpcs()[rpc].response(progress=100, refresh_progress=100)
        if rpc == "LoadCollection":
            asked = rpcs()["GetLoadingProgress"].request(collection_name=request.collection_name)
            self._client._get_connection()._stub._stub.GetLoadingProgress(
                asked, timeout=timeout, metadata=metadata
            )
        return send(request, timeout=timeout, metadata=metadata)


@plant("wire.request/insert", "mutated", "arguments")
class WritesIntoRows(FaithfulClient):
    """Marks the rows that it was given."""

    async def insert(self, collection_name: str, data: Any, *args: Any, **kwargs: Any) -> Any:
        result = await super().insert(collection_name, data, *args, **kwargs)
        for row in [data] if isinstance(data, dict) else data:
            row["inserted"] = True
        return result
