"""Planted bugs in what is made of an answer."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from pymilvus.grpc_gen import schema_pb2

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant
from tests.mutants.wire.tap import TappedClient

COLLECTIONS = "wire.request/list_collections"
DESCRIBE = "wire.answer/describe_collection"
QUERY = "wire.answer/query"
SEARCH = "wire.answer/search"
USERS = "wire.request/list_users"
"""What the default answers show is for ``wire.request`` to tell."""


@plant(COLLECTIONS, "type", "result")
class HandsOutContainer(FaithfulClient):
    """Returns a protobuf container in place of a list."""

    async def list_collections(self, *args: Any, **kwargs: Any) -> Any:
        return schema_pb2.StringArray(data=await super().list_collections(*args, **kwargs)).data


@plant(COLLECTIONS, "value", "result[]")
class TurnsCollections(FaithfulClient):
    """Returns the collections in the opposite order."""

    async def list_collections(self, *args: Any, **kwargs: Any) -> Any:
        return [*reversed(await super().list_collections(*args, **kwargs))]


@plant(USERS, "type", "result")
class HandsOutList(FaithfulClient):
    """Returns a list in place of a protobuf container."""

    async def list_users(self, *args: Any, **kwargs: Any) -> Any:
        return [*await super().list_users(*args, **kwargs)]


@plant("wire.request/get_load_state", "awaitable", "result")
class AnswersAtOnceUntold(FaithfulClient):
    """Returns a plain value where its definition says nothing of what it returns."""

    def get_load_state(self, *args: Any, **kwargs: Any) -> Any:
        return self._client.get_load_state(*args, **kwargs)


@plant(COLLECTIONS, "awaitable", "result")
class AnswersAtOnceUnlikeItsPromise(FaithfulClient):
    """Returns a plain value where its definition says that it may be awaited."""

    def list_collections(self, *args: Any, **kwargs: Any) -> Awaitable[Any] | list[str]:
        return self._client.list_collections(*args, **kwargs)


@plant("wire.request/get_load_state", "type", "result")
class AnswersNothing(FaithfulClient):
    """Returns None in place of a value."""

    async def get_load_state(self, *args: Any, **kwargs: Any) -> Any:
        await super().get_load_state(*args, **kwargs)


@plant("wire.request/describe_collection", "missing", "result.properties")
class LosesProperties(FaithfulClient):
    """Returns a description without properties."""

    async def describe_collection(self, *args: Any, **kwargs: Any) -> Any:
        description = dict(await super().describe_collection(*args, **kwargs))
        description.pop("properties", None)
        return description


@plant(DESCRIBE, "value", "result.num_shards")
class CountsFromOne(FaithfulClient):
    """Returns 1 where the server says 0."""

    async def describe_collection(self, *args: Any, **kwargs: Any) -> Any:
        description = await super().describe_collection(*args, **kwargs)
        description["num_shards"] = description.get("num_shards") or 1
        return description


class _ChangedColumns(TappedClient):
    """Changes the columns of an answer before they are decoded."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        response = send(request, timeout=timeout, metadata=metadata)
        if rpc == "Query":
            for column in response.fields_data:
                self.change(column)
        return response

    def change(self, column: Any) -> None:
        """Change a column."""


@plant("wire.request/query", "value", "result[].")
class RoundsIntegers(_ChangedColumns):
    """Passes int64 through a float."""

    def change(self, column: Any) -> None:
        if column.scalars.HasField("long_data"):
            numbers = column.scalars.long_data.data
            numbers[:] = [max(-(2**63), min(2**63 - 1024, int(float(number)))) for number in numbers]


@plant(QUERY, "type", "result[].")
class FillsNulls(_ChangedColumns):
    """Returns a default in place of null."""

    def change(self, column: Any) -> None:
        column.valid_data[:] = [True] * len(column.valid_data)


@plant(QUERY, "missing", "result[].")
class LosesDynamicFields(_ChangedColumns):
    """Loses what is not in the schema."""

    def change(self, column: Any) -> None:
        if column.is_dynamic:
            column.scalars.json_data.data[:] = [b"{}"] * len(column.scalars.json_data.data)


@plant(SEARCH, "length", "result")
class LosesEmptyResults(FaithfulClient):
    """Leaves out the queries that found nothing."""

    async def search(self, *args: Any, **kwargs: Any) -> Any:
        result = await super().search(*args, **kwargs)
        result[:] = [hits for hits in result if len(hits)]
        return result
