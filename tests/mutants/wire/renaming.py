"""Planted bugs in parameters that are called otherwise: the reference's name goes to ``**kwargs``, and is lost."""

from __future__ import annotations

from typing import Any

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant


@plant("wire.request/list_users", "deadline", "ListCredUsers")
class SwallowsTheTimeout(FaithfulClient):
    """Calls the timeout otherwise."""

    async def list_users(self, seconds: Any = None, **kwargs: Any) -> Any:
        kwargs.pop("timeout", None)
        return await super().list_users(seconds, **kwargs)


@plant("wire.request/rename_collection", "field", "RenameCollection.newDBName")
class SwallowsTheDatabase(FaithfulClient):
    """Calls the database that a collection moves to otherwise."""

    async def rename_collection(
        self, old_name: str, new_name: str, database: Any = "", timeout: Any = None, **kwargs: Any
    ) -> Any:
        kwargs.pop("target_db", None)
        return await super().rename_collection(old_name, new_name, database, timeout, **kwargs)


@plant("wire.request/delete", "field", "Delete.partition_name")
class SwallowsThePartition(FaithfulClient):
    """Calls the partition that is deleted from otherwise."""

    async def delete(
        self,
        collection_name: str,
        ids: Any = None,
        timeout: Any = None,
        filter: Any = None,
        partition: Any = None,
        **kwargs: Any,
    ) -> Any:
        kwargs.pop("partition_name", None)
        return await super().delete(collection_name, ids, timeout, filter, partition, **kwargs)
