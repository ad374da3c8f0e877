"""Planted bugs of the sequence tier: state that a client keeps wrongly between calls.

The one rule: no single call shows one of them; every first call of a method is right.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from pymilvus import MilvusException

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant


def sequence(method: str) -> str:
    return f"sequence.calls/{method}"


class _Remembering(FaithfulClient):
    """Keeps something from call to call."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.kept: dict[Any, Any] = {}


# what is remembered of a collection


@plant(sequence("insert"), "outcome", "result")
class InsertKeepsSchema(_Remembering):
    """Remembers the fields of a collection, also when it is dropped and made anew."""

    async def insert(self, collection_name: str, data: Any, *args: Any, **words: Any) -> Any:
        rows = [data] if isinstance(data, dict) else data
        if rows and isinstance(rows[0], dict):
            if collection_name not in self.kept:
                described = await self.describe_collection(collection_name)
                self.kept[collection_name] = {field["name"] for field in described["fields"]}
            known = self.kept[collection_name]
            data = [{key: value for key, value in row.items() if key in known} for row in rows]
        return await super().insert(collection_name, data, *args, **words)


@plant(sequence("describe_collection"), "value", "result")
class DescribeRemembers(_Remembering):
    """Describes a collection as it was when it was first described."""

    async def describe_collection(self, collection_name: str, *args: Any, **words: Any) -> Any:
        if collection_name not in self.kept:
            self.kept[collection_name] = await super().describe_collection(collection_name, *args, **words)
        return self.kept[collection_name]

    async def create_collection(self, collection_name: str, *args: Any, **words: Any) -> Any:
        result = await super().create_collection(collection_name, *args, **words)
        await self.describe_collection(collection_name)
        return result


@plant(sequence("has_collection"), "value", "result")
class HasRemembersCreation(_Remembering):
    """Takes for granted that what it made is still there."""

    async def create_collection(self, collection_name: str, *args: Any, **words: Any) -> Any:
        result = await super().create_collection(collection_name, *args, **words)
        self.kept[collection_name] = True
        return result

    async def has_collection(self, collection_name: str, *args: Any, **words: Any) -> Any:
        return collection_name in self.kept or await super().has_collection(collection_name, *args, **words)


@plant(sequence("list_partitions"), "length", "result")
class ListPartitionsRemembers(_Remembering):
    """Lists the partitions that a collection was made with."""

    async def create_partition(self, collection_name: str, partition_name: str, **words: Any) -> Any:
        self.kept.setdefault(collection_name, await super().list_partitions(collection_name))
        return await super().create_partition(collection_name, partition_name, **words)

    async def list_partitions(self, collection_name: str, **words: Any) -> Any:
        return self.kept.get(collection_name) or await super().list_partitions(collection_name, **words)


# what is remembered of an alias


class _AliasCache(_Remembering):
    """Remembers what an alias stands for."""

    async def create_alias(self, collection_name: str, alias: str, **words: Any) -> Any:
        result = await super().create_alias(collection_name, alias, **words)
        self.kept[alias] = collection_name
        return result


@plant(sequence("query"), "length", "result")
class QueryKeepsAlias(_AliasCache):
    """Queries what an alias stood for before it was altered."""

    async def query(self, collection_name: str, *args: Any, **words: Any) -> Any:
        return await super().query(self.kept.get(collection_name, collection_name), *args, **words)


@plant(sequence("describe_alias"), "outcome", "result (raised, returned)")
class DescribeAliasKeepsDropped(_AliasCache):
    """Describes an alias that was dropped, and one that was altered as it was."""

    async def describe_alias(self, alias: str, **words: Any) -> Any:
        if alias in self.kept:
            return {"alias": alias, "collection_name": self.kept[alias]}
        return await super().describe_alias(alias, **words)


@plant(sequence("alter_alias"), "length", "state.aliases")
class AlterAliasOnlyRemembers(_AliasCache):
    """Alters an alias that it made itself in its memory alone."""

    async def alter_alias(self, collection_name: str, alias: str, **words: Any) -> Any:
        if alias not in self.kept:
            return await super().alter_alias(collection_name, alias, **words)
        self.kept[alias] = collection_name
        return None


# what is remembered of the load state


class _LoadMemory(_Remembering):
    """Remembers what it loaded, and forgets it when it is released by the same name."""

    async def load_collection(self, collection_name: str, *args: Any, **words: Any) -> Any:
        result = await super().load_collection(collection_name, *args, **words)
        self.kept[collection_name] = True
        return result


@plant(sequence("get_load_state"), "value", "result")
class LoadStateRemembered(_LoadMemory):
    """Tells that a collection is loaded because it loaded it once."""

    async def get_load_state(self, collection_name: str, *args: Any, **words: Any) -> Any:
        from pymilvus.client.types import LoadState

        if collection_name in self.kept:
            return {"state": LoadState.Loaded}
        return await super().get_load_state(collection_name, *args, **words)


@plant(sequence("load_collection"), "value", "state.load")
class LoadsOnlyOnce(_LoadMemory):
    """Does not load again what it loaded once, though it was released or made anew since."""

    async def load_collection(self, collection_name: str, *args: Any, **words: Any) -> Any:
        if collection_name in self.kept:
            return None
        return await super().load_collection(collection_name, *args, **words)


# writes that depend on what was before


@plant(sequence("flush"), "length", "state.rows")
class FlushForgetsDeletes(_Remembering):
    """Brings deleted rows back with a flush."""

    async def insert(self, collection_name: str, data: Any, **words: Any) -> Any:
        result = await super().insert(collection_name, data, **words)
        self.kept[collection_name] = data, False
        return result

    async def delete(self, collection_name: str, *args: Any, **words: Any) -> Any:
        result = await super().delete(collection_name, *args, **words)
        if collection_name in self.kept:
            self.kept[collection_name] = self.kept[collection_name][0], True
        return result

    async def flush(self, collection_name: str, *args: Any, **words: Any) -> Any:
        rows, deleted = self.kept.pop(collection_name, ([], False))
        if deleted:
            with suppress(MilvusException):
                await super().upsert(collection_name, rows)
        return await super().flush(collection_name, *args, **words)


@plant(sequence("rename_collection"), "length", "state.rows")
class RenameLosesRows(FaithfulClient):
    """Renames a collection and loses its rows."""

    async def rename_collection(self, old_name: str, new_name: str, **words: Any) -> Any:
        result = await super().rename_collection(old_name, new_name, **words)
        described = await super().describe_collection(new_name)
        key = next(field["name"] for field in described["fields"] if field.get("is_primary"))
        await super().delete(new_name, filter="id >= 0" if key == "id" else 'name >= ""')
        return result


@plant(sequence("upsert"), "length", "state.rows")
class UpsertMixesCollections(_Remembering):
    """Upserts into the collection that was written to last, where there are two."""

    async def insert(self, collection_name: str, *args: Any, **words: Any) -> Any:
        result = await super().insert(collection_name, *args, **words)
        self.kept["last"] = collection_name
        return result

    async def upsert(self, collection_name: str, data: Any, *args: Any, **words: Any) -> Any:
        last = self.kept.get("last", collection_name)
        if last != collection_name:
            with suppress(MilvusException):
                await super().upsert(last, data, *args, **words)
        return await super().upsert(collection_name, data, *args, **words)


@plant(sequence("delete"), "length", "state.rows")
class DeleteOnceOnly(_Remembering):
    """Deletes nothing from a collection that it wrote to twice."""

    async def insert(self, collection_name: str, *args: Any, **words: Any) -> Any:
        self.kept[collection_name] = self.kept.get(collection_name, 0) + 1
        return await super().insert(collection_name, *args, **words)

    async def upsert(self, collection_name: str, *args: Any, **words: Any) -> Any:
        self.kept[collection_name] = self.kept.get(collection_name, 0) + 1
        return await super().upsert(collection_name, *args, **words)

    async def delete(self, collection_name: str, *args: Any, **words: Any) -> Any:
        if self.kept.get(collection_name, 0) > 1 and "ids" in words:
            words["ids"] = [-1 if isinstance(words["ids"][0], int) else "-"]
        return await super().delete(collection_name, *args, **words)


# after errors


@plant(sequence("search"), "outcome", "result (raised, returned)")
class SearchSwallowsAfterError(_Remembering):
    """Answers with no hits where a search is refused, once another call was refused before."""

    async def get(self, *args: Any, **words: Any) -> Any:
        return await self._noted(super().get(*args, **words))

    async def query(self, *args: Any, **words: Any) -> Any:
        return await self._noted(super().query(*args, **words))

    async def drop_index(self, *args: Any, **words: Any) -> Any:
        return await self._noted(super().drop_index(*args, **words))

    async def insert(self, *args: Any, **words: Any) -> Any:
        return await self._noted(super().insert(*args, **words))

    async def _noted(self, call: Any) -> Any:
        try:
            return await call
        except Exception:
            self.kept["failed"] = True
            raise

    async def search(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().search(*args, **words)
        except MilvusException:
            if "failed" in self.kept:
                return [[]]
            raise


@plant(sequence("create_collection"), "outcome", "result (raised, returned)")
class CreateForgivesTakenName(_Remembering):
    """Takes a name that it used before for free, and says nothing when it is not."""

    async def create_collection(self, collection_name: str, *args: Any, **words: Any) -> Any:
        try:
            result = await super().create_collection(collection_name, *args, **words)
        except MilvusException:
            if collection_name in self.kept:
                return None
            raise
        self.kept[collection_name] = True
        return result
