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


@plant("live.together/hybrid_search", "length")
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
