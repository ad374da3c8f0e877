"""Planted bugs in what is refused before it is sent."""

from __future__ import annotations

from typing import Any

from pymilvus.exceptions import ParamError

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant

DROP = "wire.validation/drop_collection"
INDEX = "wire.validation/describe_index"


@plant(DROP, "outcome", "result")
class AcceptsAnything(FaithfulClient):
    """Makes a name of whatever it is given."""

    async def drop_collection(self, collection_name: Any, *args: Any, **kwargs: Any) -> Any:
        return await super().drop_collection(str(collection_name) or "books", *args, **kwargs)


@plant("wire.validation/has_collection", "outcome", "result")
class RefusesKeywords(FaithfulClient):
    """Refuses keyword arguments that it does not know."""

    async def has_collection(self, collection_name: str, timeout: Any = None) -> Any:
        return await super().has_collection(collection_name, timeout)


@plant("wire.validation/list_resource_groups", "outcome", "result")
class SwallowsKeywords(FaithfulClient):
    """Accepts keyword arguments that it does not know."""

    async def list_resource_groups(self, timeout: Any = None, **kwargs: Any) -> Any:
        return await super().list_resource_groups(timeout)


@plant(DROP, "error-type", "result")
class RaisesAnotherError(FaithfulClient):
    """Raises ValueError for a wrong argument."""

    async def drop_collection(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().drop_collection(*args, **kwargs)
        except ParamError as error:
            raise ValueError(error.message) from error


@plant(DROP, "rpc-extra", "DescribeCollection")
class AsksBeforeItRefuses(FaithfulClient):
    """Asks the server about a name that it then refuses."""

    async def drop_collection(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().drop_collection(*args, **kwargs)
        except ParamError:
            await self.has_collection("books")
            raise
