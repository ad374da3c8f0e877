"""Planted bugs of insert, upsert and delete."""

from __future__ import annotations

import re
from typing import Any

from pymilvus import MilvusException

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant, single

ZONE = re.compile(r"(T\d\d:\d\d:\d\d)[+-]\d\d:\d\d$")
PLACE = re.compile(r"(-?\d+) (-?\d+)")

INSERT, UPSERT, DELETE = (f"live.write/{method}" for method in ("insert", "upsert", "delete"))


class _ChangedRows(FaithfulClient):
    """Inserts other rows than it is given, without touching the caller's."""

    async def insert(self, collection_name: str, data: Any, **words: Any) -> Any:
        rows = [data] if isinstance(data, dict) else data
        if all(isinstance(row, dict) for row in rows):
            data = [{key: self._changed(value) for key, value in row.items()} for row in rows]
        return await super().insert(collection_name, data, **words)

    def _changed(self, value: Any) -> Any:
        raise NotImplementedError


# insert


@plant(INSERT, "value", "state.rows")
class InsertDropsPartition(FaithfulClient):
    """Inserts into the default partition."""

    async def insert(self, *args: Any, partition_name: str = "", **words: Any) -> Any:
        return await super().insert(*args, **words)


@plant(INSERT, "value", "result.insert_count")
class InsertMiscounts(FaithfulClient):
    """Counts one row too many."""

    async def insert(self, *args: Any, **words: Any) -> Any:
        result = await super().insert(*args, **words)
        result["insert_count"] += 1
        return result


@plant(INSERT, "outcome", "result (returned, raised)")
class InsertWantsLists(FaithfulClient):
    """Refuses vectors that are arrays."""

    async def insert(self, collection_name: str, data: Any, **words: Any) -> Any:
        for row in data if isinstance(data, list) else [data]:
            for name, value in row.items() if isinstance(row, dict) else ():
                if type(value).__name__ == "ndarray":
                    raise TypeError(name)
        return await super().insert(collection_name, data, **words)


@plant(INSERT, "value", "state.rows", needs="timestamptz")
class InsertForgetsZones(_ChangedRows):
    """Takes every time for one of UTC."""

    def _changed(self, value: Any) -> Any:
        return ZONE.sub(r"\1Z", value) if isinstance(value, str) else value


@plant(INSERT, "value", "state.rows", needs="geometry")
class InsertSwapsCoordinates(_ChangedRows):
    """Takes longitude for latitude."""

    def _changed(self, value: Any) -> Any:
        return PLACE.sub(r"\2 \1", value) if isinstance(value, str) and "(" in value else value


@plant(INSERT, "outcome", needs="bm25")
class InsertWantsEveryVector(FaithfulClient):
    """Refuses rows without a vector, also where the server makes it of a text."""

    async def insert(self, collection_name: str, data: Any, **words: Any) -> Any:
        fields = (await self.describe_collection(collection_name))["fields"]
        made = [field["name"] for field in fields if field.get("is_function_output")]
        if isinstance(data, list) and any(name not in row for name in made for row in data):
            raise MilvusException(message="a vector is missing")
        return await super().insert(collection_name, data, **words)


@plant(INSERT, "length", "state.rows")
class InsertLosesLastRow(FaithfulClient):
    """Inserts all rows but the last, and answers as if it had."""

    async def insert(self, collection_name: str, data: Any, **words: Any) -> Any:
        if not isinstance(data, list) or len(data) < 2:
            return await super().insert(collection_name, data, **words)
        result = await super().insert(collection_name, data[:-1], **words)
        await super().insert(collection_name, data[-1:], **words)
        if key := next((name for name in ("id",) if name in data[-1]), ""):
            await self.delete(collection_name, ids=[data[-1][key]])
            result["insert_count"] += 1
            result["ids"].append(data[-1][key])
        return result


@plant(INSERT, "value", "state.rows")
class InsertRoundsVectors(_ChangedRows):
    """Rounds the elements of vectors and arrays to one digit."""

    def _changed(self, value: Any) -> Any:
        if isinstance(value, list) and all(type(element) is float for element in value):
            return [float(round(element)) or 1.0 for element in value]
        return value


@plant(INSERT, "value", "state.rows")
class InsertNarrowsDoubles(_ChangedRows):
    """Sends double precision as single precision."""

    def _changed(self, value: Any) -> Any:
        return single(value) if type(value) is float and abs(value) < 3e38 else value


@plant(INSERT, "value")
class InsertNarrowsIntegers(_ChangedRows):
    """Sends integers through a float."""

    def _changed(self, value: Any) -> Any:
        return min(int(float(value)), 2**63 - 1) if type(value) is int else value


@plant(INSERT, "value", "state.rows")
class InsertTrimsText(_ChangedRows):
    """Strips what looks like white space or a quote from strings."""

    def _changed(self, value: Any) -> Any:
        return value.strip(" \t\n'\"") if isinstance(value, str) else value


@plant(INSERT, "type", "state.rows")
class InsertNullsEmptyText(_ChangedRows):
    """Sends None for an empty string, list or object."""

    def _changed(self, value: Any) -> Any:
        return None if value in ("", [], {}) else value


@plant(INSERT, "mutated", "arguments")
class InsertChangesRows(FaithfulClient):
    """Leaves a mark in the caller's rows."""

    async def insert(self, collection_name: str, data: Any, **words: Any) -> Any:
        result = await super().insert(collection_name, data, **words)
        (data if isinstance(data, dict) else data[0])["inserted"] = True
        return result


@plant(INSERT, "type", "result.ids")
class InsertAnswersTuple(FaithfulClient):
    """Returns the keys as a tuple."""

    async def insert(self, *args: Any, **words: Any) -> Any:
        result = await super().insert(*args, **words)
        result["ids"] = tuple(result["ids"])
        return result


@plant(INSERT, "type")
class InsertAnswersDict(FaithfulClient):
    """Returns a plain dict."""

    async def insert(self, *args: Any, **words: Any) -> Any:
        return dict(await super().insert(*args, **words))


@plant(INSERT, "outcome")
class InsertSwallowsErrors(FaithfulClient):
    """Counts no rows where the server refuses some."""

    async def insert(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().insert(*args, **words)
        except MilvusException:
            return {"insert_count": 0, "ids": []}


# upsert


@plant(UPSERT, "missing", "result.upsert_count")
class UpsertInserts(FaithfulClient):
    """Inserts."""

    async def upsert(self, *args: Any, **words: Any) -> Any:
        return await self.insert(*args, **words)


@plant(UPSERT, "value", "state.rows")
class UpsertKeepsRows(FaithfulClient):
    """Leaves rows as they are whose keys exist."""

    async def upsert(self, collection_name: str, data: Any, **words: Any) -> Any:
        rows = [data] if isinstance(data, dict) else data
        keys = [row["id"] for row in rows if isinstance(row, dict) and "id" in row]
        kept = await self.get(collection_name, keys, consistency_level="Strong") if keys else []
        kept = [dict(kept[place]) for place in range(len(kept))]
        result = await super().upsert(collection_name, data, **words)
        if kept:
            await super().upsert(collection_name, kept, **words)
        return result


@plant(UPSERT, "value", "state.rows")
class UpsertDropsPartition(FaithfulClient):
    """Writes to the default partition."""

    async def upsert(self, *args: Any, partition_name: str = "", **words: Any) -> Any:
        return await super().upsert(*args, **words)


@plant(UPSERT, "value", "result.upsert_count")
class UpsertMiscounts(FaithfulClient):
    """Counts one row too few."""

    async def upsert(self, *args: Any, **words: Any) -> Any:
        result = await super().upsert(*args, **words)
        result["upsert_count"] -= 1
        return result


@plant(UPSERT, "outcome")
class UpsertAcceptsAnything(FaithfulClient):
    """Leaves out rows that are no dicts."""

    async def upsert(self, collection_name: str, data: Any, **words: Any) -> Any:
        if isinstance(data, list):
            data = [row for row in data if isinstance(row, dict)]
        return await super().upsert(collection_name, data, **words)


# delete


@plant(DELETE, "length")
class DeleteFirstKeyOnly(FaithfulClient):
    """Deletes the row of the first key."""

    async def delete(self, *args: Any, ids: Any = None, **words: Any) -> Any:
        return await super().delete(*args, ids=ids[:1] if isinstance(ids, list) else ids, **words)


@plant(DELETE, "length", "state.rows")
class DeleteDropsPartition(FaithfulClient):
    """Deletes from all partitions."""

    async def delete(self, *args: Any, partition_name: str = "", **words: Any) -> Any:
        return await super().delete(*args, **words)


@plant(DELETE, "outcome")
class DeleteIgnoresFilter(FaithfulClient):
    """Knows keys only."""

    async def delete(self, *args: Any, filter: str = "", **words: Any) -> Any:
        return await super().delete(*args, **words)


@plant(DELETE, "length", "state.rows")
class DeleteDoesNothing(FaithfulClient):
    """Answers as if it had deleted."""

    async def delete(self, collection_name: str, *args: Any, **words: Any) -> Any:
        rows = await self.query(collection_name, filter="", limit=100, output_fields=["*"])
        kept = [dict(rows[place]) for place in range(len(rows))]
        result = await super().delete(collection_name, *args, **words)
        await self.upsert(collection_name, kept)
        return result


@plant(DELETE, "outcome")
class DeleteSwallowsErrors(FaithfulClient):
    """Counts no rows where the server refuses."""

    async def delete(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().delete(*args, **words)
        except MilvusException:
            return {"delete_count": 0}
