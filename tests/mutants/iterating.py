"""Planted bugs of query_iterator and search_iterator."""

from __future__ import annotations

from typing import Any

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant

QUERY, SEARCH = "live.read/query_iterator", "live.read/search_iterator"


class _Changed:
    """An iterator that gives other batches than the one that it stands for."""

    def __init__(self, iterator: Any) -> None:
        self._iterator = iterator

    def next(self) -> Any:
        return self._iterator.next()

    def close(self) -> None:
        self._iterator.close()


class _Ending(_Changed):
    """Ends before the last batch that is not full."""

    def __init__(self, iterator: Any, size: int) -> None:
        super().__init__(iterator)
        self._size = size

    def next(self) -> Any:
        batch = super().next()
        return batch if len(batch) == self._size else []


class _Repeating(_Changed):
    """Gives the first batch twice."""

    def __init__(self, iterator: Any) -> None:
        super().__init__(iterator)
        self._first: Any = None

    def next(self) -> Any:
        if self._first is None:
            self._first = super().next()
            return self._first
        batch, self._first = self._first, []
        return batch or super().next()


@plant(QUERY, "length")
class QueryIteratorDropsFilter(FaithfulClient):
    """Iterates over all rows."""

    async def query_iterator(self, *args: Any, filter: str = "", **words: Any) -> Any:
        return await super().query_iterator(*args, **words)


@plant(QUERY, "length")
class QueryIteratorIgnoresLimit(FaithfulClient):
    """Iterates over as many rows as there are."""

    async def query_iterator(self, *args: Any, limit: int = -1, **words: Any) -> Any:
        return await super().query_iterator(*args, **words)


@plant(QUERY, "length")
class QueryIteratorIgnoresBatchSize(FaithfulClient):
    """Gives all rows at once."""

    async def query_iterator(self, *args: Any, batch_size: int = 1000, **words: Any) -> Any:
        return await super().query_iterator(*args, **words)


@plant(QUERY, "length")
class QueryIteratorLosesTheRest(FaithfulClient):
    """Ends with the last batch that is full."""

    async def query_iterator(self, *args: Any, batch_size: int = 1000, **words: Any) -> Any:
        iterator = await super().query_iterator(*args, batch_size=batch_size, **words)
        return _Ending(iterator, batch_size)


@plant(SEARCH, "length")
class SearchIteratorRepeats(FaithfulClient):
    """Gives the first batch twice."""

    async def search_iterator(self, *args: Any, **words: Any) -> Any:
        return _Repeating(await super().search_iterator(*args, **words))


@plant(SEARCH, "length")
class SearchIteratorDropsPartitions(FaithfulClient):
    """Searches all partitions."""

    async def search_iterator(self, *args: Any, partition_names: Any = None, **words: Any) -> Any:
        return await super().search_iterator(*args, **words)
