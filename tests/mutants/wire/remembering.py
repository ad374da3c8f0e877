"""Planted bugs in what a client keeps of a collection between calls: its schema, and when it wrote to it last.

Both stand in `pymilvus.client.cache.GlobalCache`, by address, database and collection.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, cast

from pymilvus.client.cache import CacheRegion, GlobalCache

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant

DESCRIBES = "DescribeCollection"
SINCE = "guarantee_timestamp"

Key = tuple[str, str, str]
"""Address, database and collection."""


class _Keeper(FaithfulClient):
    """A client whose bugs are about what is kept for its own server."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._database = words["db_name"] or "default"

    def _kept(self, region: CacheRegion) -> dict[Key, Any]:
        address = self._client._get_connection().server_address
        return {key: value for key, value in _entries(region).items() if key[0] == address}

    def _drop(self, region: CacheRegion) -> None:
        for key in self._kept(region):
            del _entries(region)[key]

    @contextmanager
    def _unchanged(self, region: CacheRegion) -> Iterator[None]:
        """Put what is kept back as it was."""
        before = self._kept(region)
        yield
        self._drop(region)
        _entries(region).update(before)

    def _carried(self, region: CacheRegion, db_name: str) -> None:
        """Take what is kept of all databases for another one's."""
        for (address, _, name), value in self._kept(region).items():
            _entries(region)[address, db_name, name] = value


def _entries(region: CacheRegion) -> MutableMapping[Key, Any]:
    return cast("MutableMapping[Key, Any]", region._cache)


@plant("wire.request/insert", "rpc-missing", DESCRIBES)
class KeepsSchemaOfDropped(_Keeper):
    """Knows the schema of a collection that it dropped."""

    async def drop_collection(self, *args: Any, **kwargs: Any) -> Any:
        with self._unchanged(GlobalCache.schema):
            return await super().drop_collection(*args, **kwargs)


@plant("wire.request/upsert", "rpc-missing", DESCRIBES)
class KeepsSchemaOfGrown(_Keeper):
    """Knows the schema that a collection had before it added a field."""

    async def add_collection_field(self, *args: Any, **kwargs: Any) -> Any:
        with self._unchanged(GlobalCache.schema):
            return await super().add_collection_field(*args, **kwargs)


@plant("wire.request/get", "rpc-extra", DESCRIBES)
class ForgetsSchemaOfAltered(_Keeper):
    """Asks anew for a schema after it changed a property of the collection."""

    async def alter_collection_properties(self, *args: Any, **kwargs: Any) -> Any:
        result = await super().alter_collection_properties(*args, **kwargs)
        self._drop(GlobalCache.schema)
        return result


@plant("wire.request/insert", "rpc-extra", DESCRIBES)
class ForgetsSchemaOfRenamed(_Keeper):
    """Asks anew for a schema after it renamed the collection."""

    async def rename_collection(self, *args: Any, **kwargs: Any) -> Any:
        result = await super().rename_collection(*args, **kwargs)
        self._drop(GlobalCache.schema)
        return result


@plant("wire.request/get", "rpc-extra", DESCRIBES)
class ForgetsSchemaOfAlias(_Keeper):
    """Asks anew for a schema after the alias that it knows it by is another collection's."""

    async def alter_alias(self, *args: Any, **kwargs: Any) -> Any:
        result = await super().alter_alias(*args, **kwargs)
        self._drop(GlobalCache.schema)
        return result


@plant("wire.request/insert", "rpc-missing", DESCRIBES)
class KeepsSchemaOfAllDatabases(_Keeper):
    """Takes a collection's schema for that of its namesake in another database."""

    async def use_database(self, db_name: str, **kwargs: Any) -> Any:
        result = await super().use_database(db_name, **kwargs)
        self._carried(GlobalCache.schema, db_name)
        return result


@plant("wire.request/get", "rpc-extra", DESCRIBES)
class DescribesEachTime(_Keeper):
    """Asks for the schema before each get, known or not."""

    async def get(self, *args: Any, **kwargs: Any) -> Any:
        self._drop(GlobalCache.schema)
        return await super().get(*args, **kwargs)


@plant("wire.request/get", "rpc-extra", DESCRIBES)
class LearnsNothingFromUpsert(_Keeper):
    """Does not keep the schema that it asked for to upsert."""

    async def upsert(self, *args: Any, **kwargs: Any) -> Any:
        with self._unchanged(GlobalCache.schema):
            return await super().upsert(*args, **kwargs)


@plant("wire.request/get", "rpc-missing", DESCRIBES)
class KeepsSchemaUnderNoName(_Keeper):
    """Takes the schema of any collection for that of all."""

    async def get(self, collection_name: str, *args: Any, **kwargs: Any) -> Any:
        for (address, database, _), value in self._kept(GlobalCache.schema).items():
            _entries(GlobalCache.schema)[address, database, collection_name] = value
        return await super().get(collection_name, *args, **kwargs)


@plant("wire.request/search", "field", f"Search.{SINCE}")
class ForgetsWhatItInserted(_Keeper):
    """Searches without waiting for its own inserts."""

    async def insert(self, *args: Any, **kwargs: Any) -> Any:
        with self._unchanged(GlobalCache.collection_ts):
            return await super().insert(*args, **kwargs)


@plant("wire.request/query", "field", f"Query.{SINCE}")
class ForgetsWhatItDeleted(_Keeper):
    """Queries without waiting for its own deletions."""

    async def delete(self, *args: Any, **kwargs: Any) -> Any:
        with self._unchanged(GlobalCache.collection_ts):
            return await super().delete(*args, **kwargs)


@plant("wire.request/query", "field", f"Query.{SINCE}")
class KeepsFirstWrite(_Keeper):
    """Waits for the first thing that it wrote, and for nothing after it."""

    async def upsert(self, *args: Any, **kwargs: Any) -> Any:
        before = self._kept(GlobalCache.collection_ts)
        result = await super().upsert(*args, **kwargs)
        _entries(GlobalCache.collection_ts).update(before)
        return result


@plant("wire.request/search", "field", f"Search.{SINCE}")
class KeepsLastWrite(_Keeper):
    """Waits for the last thing that it was told of, though it wrote something later."""

    async def insert(self, *args: Any, **kwargs: Any) -> Any:
        self._drop(GlobalCache.collection_ts)
        return await super().insert(*args, **kwargs)


@plant("wire.request/search", "field", f"Search.{SINCE}")
class WaitsInAllDatabases(_Keeper):
    """Waits for what it wrote to a namesake in another database."""

    async def use_database(self, db_name: str, **kwargs: Any) -> Any:
        result = await super().use_database(db_name, **kwargs)
        self._carried(GlobalCache.collection_ts, db_name)
        return result


@plant("wire.request/query", "field", f"Query.{SINCE}")
class ForgetsWritesToDropped(_Keeper):
    """Does not wait for what it wrote to a collection before it dropped it."""

    async def drop_collection(self, *args: Any, **kwargs: Any) -> Any:
        result = await super().drop_collection(*args, **kwargs)
        self._drop(GlobalCache.collection_ts)
        return result


@plant("wire.request/search", "field", f"Search.{SINCE}")
class WaitsForNobodyElse(_Keeper):
    """Searches without waiting for what another client of the process inserted."""

    async def insert(self, *args: Any, **kwargs: Any) -> Any:
        with self._unchanged(GlobalCache.collection_ts):
            result = await super().insert(*args, **kwargs)
            self._written = self._kept(GlobalCache.collection_ts)
        return result

    async def search(self, *args: Any, **kwargs: Any) -> Any:
        with self._unchanged(GlobalCache.collection_ts):
            for key, time in getattr(self, "_written", {}).items():
                GlobalCache.collection_ts.set(*key, time)
            return await super().search(*args, **kwargs)


@plant("wire.request/insert", "rpc-missing", DESCRIBES)
class DropsForItselfAlone(_Keeper):
    """Lets other clients of the process know the schema of a collection that it dropped."""

    _dropped = False

    async def drop_collection(self, *args: Any, **kwargs: Any) -> Any:
        self._dropped = True
        with self._unchanged(GlobalCache.schema):
            return await super().drop_collection(*args, **kwargs)

    async def insert(self, *args: Any, **kwargs: Any) -> Any:
        if self._dropped:
            self._drop(GlobalCache.schema)
        return await super().insert(*args, **kwargs)
