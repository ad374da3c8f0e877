"""Planted bugs that show only in several calls: made at the same time, or one right after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant


def keeps(method: str) -> Callable[..., Any]:
    """Return a method that keeps its arguments in the client, where the next call finds them and puts its own."""

    async def call(self: Any, *args: Any, **words: Any) -> Any:
        self.kept = args, words
        await asyncio.sleep(0)
        args, words = self.kept
        return await getattr(super(type(self), self), method)(*args, **words)

    return call


@plant("live.together/search", "length")
class SearchesForTheLast(FaithfulClient):
    """Searches for what the last caller searches for."""

    search = keeps("search")


@plant("live.together/hybrid_search", "length", needs="hybrid_search")
class HybridSearchesForTheLast(FaithfulClient):
    """Searches for what the last caller searches for, in several fields."""

    hybrid_search = keeps("hybrid_search")


@plant("live.together/query", "length")
class QueriesForTheLast(FaithfulClient):
    """Gives every caller the rows that the last one asks for."""

    query = keeps("query")


@plant("live.together/get", "length")
class GetsForTheLast(FaithfulClient):
    """Gives every caller the rows of the last one's keys."""

    get = keeps("get")


def loses(method: str) -> Callable[..., Any]:
    """Return a method that does nothing, and answers as if it had, while another call of the client is under way."""

    async def call(self: Any, *args: Any, **words: Any) -> Any:
        rows = words.get("data", words.get("ids", args[-1]))
        if self.under_way:
            return {f"{method}_count": len(rows), "ids": [], "cost": 0}
        return await Busy.busy(self, method, *args, **words)

    return call


class Busy(FaithfulClient):
    """Counts the calls that are under way."""

    under_way = 0

    async def busy(self, method: str, *args: Any, **words: Any) -> Any:
        """Make a call of a faithful client, and count it."""
        self.under_way += 1
        try:
            return await getattr(super(), method)(*args, **words)
        finally:
            self.under_way -= 1

    async def get(self, *args: Any, **words: Any) -> Any:
        return await self.busy("get", *args, **words)

    async def has_collection(self, *args: Any, **words: Any) -> Any:
        return await self.busy("has_collection", *args, **words)


@plant("live.together/insert", "length", "state.rows")
class InsertsOnlyAlone(Busy):
    """Loses rows that are inserted while another call is under way."""

    insert = loses("insert")


@plant("live.together/upsert", "value")
class UpsertsOnlyAlone(Busy):
    """Loses rows that are put in place of others while another call is under way."""

    upsert = loses("upsert")


@plant("live.together/delete", "length", "state.rows")
class DeletesOnlyAlone(Busy):
    """Keeps rows that are deleted while another call is under way."""

    delete = loses("delete")


@plant("live.together/insert", "length", "state.rows", needs="concurrent_writes")
class InsertsTheLast(FaithfulClient):
    """Inserts the rows of the last caller for every caller."""

    insert = keeps("insert")


@plant("live.together/upsert", "value", "state.rows", needs="concurrent_writes")
class UpsertsTheLast(FaithfulClient):
    """Puts the rows of the last caller there for every caller."""

    upsert = keeps("upsert")


@plant("live.together/delete", "length", "state.rows", needs="concurrent_writes")
class DeletesTheLast(FaithfulClient):
    """Deletes the rows of the last caller for every caller."""

    delete = keeps("delete")


class ReadsTooEarly(FaithfulClient):
    """Does not see at once what it wrote: for a while it reads as if the rows were not there."""

    unseen: frozenset[Any] = frozenset()

    async def insert(self, *args: Any, **words: Any) -> Any:
        return self._wrote(await super().insert(*args, **words))

    async def upsert(self, *args: Any, **words: Any) -> Any:
        return self._wrote(await super().upsert(*args, **words))

    def _wrote(self, result: Any) -> Any:
        self.unseen = frozenset(result["ids"])
        return result


@plant("live.session/query", "length", "result of call 2")
class QueriesTooEarly(ReadsTooEarly):
    """Does not see in a query what it wrote before."""

    async def query(self, *args: Any, **words: Any) -> Any:
        return _without(await super().query(*args, **words), self.unseen)


@plant("live.session/get", "length", "result of call 2")
class GetsTooEarly(ReadsTooEarly):
    """Does not see in get what it wrote before."""

    async def get(self, *args: Any, **words: Any) -> Any:
        return _without(await super().get(*args, **words), self.unseen)


@plant("live.session/search", "length", "result of call 2")
class SearchesTooEarly(ReadsTooEarly):
    """Does not see in a search what it wrote before."""

    async def search(self, *args: Any, **words: Any) -> Any:
        result = await super().search(*args, **words)
        for hits in result:
            _without(hits, self.unseen)
        return result


def _without(rows: Any, unseen: frozenset[Any]) -> Any:
    """Take the rows or hits of some keys out of a result, whatever field the key is."""
    for place in reversed(range(len(rows))):
        row = rows[place]
        values = [row["id"], *row.get("entity", {}).values()] if "distance" in row else row.values()
        if unseen & {value for value in values if isinstance(value, (int, str))}:
            del rows[place]
    return rows
