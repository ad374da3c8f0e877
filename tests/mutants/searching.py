"""Planted bugs of search and hybrid_search."""

from __future__ import annotations

import asyncio
import copy
import threading
from typing import Any

from pymilvus import MilvusException, RRFRanker, WeightedRanker

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import items, plant, single

SEARCH, HYBRID = "live.read/search", "live.read/hybrid_search"


# search: what is asked


@plant(SEARCH, "length")
class SearchDropsFilter(FaithfulClient):
    """Searches all rows."""

    async def search(self, *args: Any, filter: str = "", **words: Any) -> Any:
        return await super().search(*args, **words)


@plant(SEARCH, "length")
class SearchDropsPartitions(FaithfulClient):
    """Searches all partitions."""

    async def search(self, *args: Any, partition_names: Any = None, **words: Any) -> Any:
        return await super().search(*args, **words)


@plant(SEARCH, "length")
class SearchLimitOffByOne(FaithfulClient):
    """Asks for one hit more."""

    async def search(self, *args: Any, limit: int = 10, **words: Any) -> Any:
        return await super().search(*args, limit=limit + 1, **words)


@plant(SEARCH, "length")
class SearchIgnoresOffset(FaithfulClient):
    """Starts with the first hit."""

    async def search(self, *args: Any, offset: int = 0, **words: Any) -> Any:
        return await super().search(*args, **words)


@plant(SEARCH, "length")
class SearchIgnoresRange(FaithfulClient):
    """Forgets the search parameters, radius among them."""

    async def search(self, *args: Any, search_params: Any = None, **words: Any) -> Any:
        return await super().search(*args, **words)


@plant(SEARCH, "length", needs="grouping_search")
class SearchIgnoresGroups(FaithfulClient):
    """Does not group hits by a field."""

    async def search(self, *args: Any, group_by_field: str = "", **words: Any) -> Any:
        return await super().search(*args, **words)


@plant(SEARCH, "outcome")
class SearchIgnoresField(FaithfulClient):
    """Leaves the choice of the vector field to the server."""

    async def search(self, *args: Any, anns_field: str = "", **words: Any) -> Any:
        return await super().search(*args, **words)


@plant(SEARCH, "length")
class SearchFirstVectorOnly(FaithfulClient):
    """Searches the nearest rows of the first vector only."""

    async def search(self, collection_name: str, data: Any = None, **words: Any) -> Any:
        return await super().search(collection_name, data[:1], **words)


@plant(SEARCH, "length", needs="bm25")
class SearchFirstWordOnly(FaithfulClient):
    """Searches texts by their first word."""

    async def search(self, collection_name: str, data: Any = None, **words: Any) -> Any:
        data = [one.split()[0] if isinstance(one, str) else one for one in data]
        return await super().search(collection_name, data, **words)


@plant(SEARCH, "missing", "result[][].entity")
class SearchDropsOutputFields(FaithfulClient):
    """Returns keys and distances only."""

    async def search(self, *args: Any, output_fields: Any = None, **words: Any) -> Any:
        return await super().search(*args, **words)


# search: what is answered


@plant(SEARCH, "value")
class SearchReversesHits(FaithfulClient):
    """Returns the farthest hit first."""

    async def search(self, *args: Any, **words: Any) -> Any:
        result = await super().search(*args, **words)
        for hits in result:
            hits.reverse()
        return result


@plant(SEARCH, "value", "result[][].{primary key}")
class SearchSwapsIds(FaithfulClient):
    """Gives the first hit the key of the last one, and the other way round."""

    async def search(self, *args: Any, **words: Any) -> Any:
        result = await super().search(*args, **words)
        for hits in result:
            if len(hits) > 1:
                hits[0]["id"], hits[-1]["id"] = hits[-1]["id"], hits[0]["id"]
        return result


@plant(SEARCH, "type", "result[][].{primary key}")
class SearchKeysAreText(FaithfulClient):
    """Returns integer keys as strings."""

    async def search(self, *args: Any, **words: Any) -> Any:
        result = await super().search(*args, **words)
        for hits in result:
            for hit in items(hits):
                hit["id"] = str(hit["id"])
        return result


@plant(SEARCH, "value", "result[][].distance")
class SearchRoundsDistances(FaithfulClient):
    """Rounds distances to six digits."""

    async def search(self, *args: Any, **words: Any) -> Any:
        result = await super().search(*args, **words)
        for hits in result:
            for hit in items(hits):
                hit["distance"] = round(hit["distance"], 6)
        return result


@plant(SEARCH, "type")
class SearchAnswersLists(FaithfulClient):
    """Returns plain lists without what SearchResult offers."""

    async def search(self, *args: Any, **words: Any) -> Any:
        return [items(hits) for hits in await super().search(*args, **words)]


@plant(SEARCH, "awaitable")
class SearchAnswersAtOnce(FaithfulClient):
    """Returns the answer instead of an awaitable."""

    def search(self, *args: Any, **words: Any) -> Any:
        return self._client.search(*args, **words)


@plant(SEARCH, "type")
class SearchForgetsAwait(FaithfulClient):
    """Returns a coroutine that nobody awaited."""

    async def search(self, *args: Any, **words: Any) -> Any:
        return super().search(*args, **words)


# search: what goes wrong


@plant(SEARCH, "outcome")
class SearchSwallowsErrors(FaithfulClient):
    """Finds nothing where the server refuses."""

    async def search(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().search(*args, **words)
        except MilvusException:
            return []


@plant(SEARCH, "outcome")
class SearchReturnsErrors(FaithfulClient):
    """Returns the error instead of raising it."""

    async def search(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().search(*args, **words)
        except MilvusException as error:
            return error


@plant(SEARCH, "error-type")
class SearchRaisesAnotherClass(FaithfulClient):
    """Raises RuntimeError for what the server refuses."""

    async def search(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().search(*args, **words)
        except MilvusException as error:
            raise RuntimeError(str(error)) from error


@plant(SEARCH, "error-code")
class SearchLosesErrorCode(FaithfulClient):
    """Raises the right class with a code of its own."""

    async def search(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().search(*args, **words)
        except MilvusException as error:
            raise type(error)(code=-7, message=str(error)) from error


@plant(SEARCH, "outcome")
class SearchRefuses(FaithfulClient):
    """Raises instead of returning an empty result."""

    async def search(self, *args: Any, **words: Any) -> Any:
        result = await super().search(*args, **words)
        if not any(len(hits) for hits in result):
            raise MilvusException(message="nothing found")
        return result


@plant(SEARCH, "outcome", "result (returned, timedout)", deadline=2.0)
class SearchHangs(FaithfulClient):
    """Never returns, while the event loop runs on."""

    async def search(self, *args: Any, **words: Any) -> Any:
        await asyncio.Event().wait()


@plant(
    SEARCH, "outcome", "result (returned, timedout)", deadline=5.0
)  # its script shows a faithful client, too, in whatever time it needs
class SearchBlocks(FaithfulClient):
    """Never returns, and blocks the event loop."""

    async def search(self, *args: Any, **words: Any) -> Any:
        threading.Event().wait()


@plant(SEARCH, "outcome", "result (returned, raised)")
class SearchCancelsItself(FaithfulClient):
    """Cancels the task of its caller."""

    async def search(self, *args: Any, **words: Any) -> Any:
        raise asyncio.CancelledError


@plant(SEARCH, "mutated", "arguments")
class SearchChangesVectors(FaithfulClient):
    """Rounds the caller's own vectors."""

    async def search(self, collection_name: str, data: Any = None, **words: Any) -> Any:
        for vector in data:
            if isinstance(vector, list) and not isinstance(vector[0], tuple):
                vector[:] = [single(element) for element in vector]
        return await super().search(collection_name, data, **words)


# hybrid_search


@plant(HYBRID, "value", needs="hybrid_search")
class HybridDropsRequest(FaithfulClient):
    """Forgets the last of several requests."""

    async def hybrid_search(
        self, collection_name: str, reqs: Any, ranker: Any, *args: Any, **words: Any
    ) -> Any:
        if len(reqs) > 1:
            weights = getattr(ranker, "_weights", None)
            reqs, ranker = reqs[:-1], WeightedRanker(*weights[:-1]) if weights else ranker
        return await super().hybrid_search(collection_name, reqs, ranker, *args, **words)


@plant(HYBRID, "value", needs="bm25")
class HybridFirstWordOnly(FaithfulClient):
    """Searches texts by their first word."""

    async def hybrid_search(self, collection_name: str, reqs: Any, *args: Any, **words: Any) -> Any:
        reqs = [copy.copy(one) for one in reqs]
        for one in reqs:
            if isinstance(one.data[0], str):
                one._data = [one.data[0].split()[0]]
        return await super().hybrid_search(collection_name, reqs, *args, **words)


@plant(HYBRID, "value", needs="hybrid_search")
class HybridSwapsWeights(FaithfulClient):
    """Gives the first request the weight of the last one."""

    async def hybrid_search(
        self, collection_name: str, reqs: Any, ranker: Any, *args: Any, **words: Any
    ) -> Any:
        if isinstance(ranker, WeightedRanker):
            ranker = WeightedRanker(*reversed(ranker._weights))
        return await super().hybrid_search(collection_name, reqs, ranker, *args, **words)


@plant(HYBRID, "value", "result[][].distance", needs="hybrid_search")
class HybridIgnoresConstant(FaithfulClient):
    """Ranks with the default constant of reciprocal rank fusion."""

    async def hybrid_search(
        self, collection_name: str, reqs: Any, ranker: Any, *args: Any, **words: Any
    ) -> Any:
        if isinstance(ranker, RRFRanker):
            ranker = RRFRanker()
        return await super().hybrid_search(collection_name, reqs, ranker, *args, **words)


@plant(HYBRID, "length", needs="hybrid_search")
class HybridDropsPartitions(FaithfulClient):
    """Searches all partitions."""

    async def hybrid_search(self, *args: Any, partition_names: Any = None, **words: Any) -> Any:
        return await super().hybrid_search(*args, **words)


@plant(HYBRID, "missing", "result[][].entity", needs="hybrid_search")
class HybridDropsOutputFields(FaithfulClient):
    """Returns keys and distances only."""

    async def hybrid_search(self, *args: Any, output_fields: Any = None, **words: Any) -> Any:
        return await super().hybrid_search(*args, **words)


@plant(HYBRID, "length", needs="hybrid_search")
class HybridLosesLastHit(FaithfulClient):
    """Returns one hit less than there are."""

    async def hybrid_search(self, *args: Any, **words: Any) -> Any:
        result = await super().hybrid_search(*args, **words)
        for hits in result:
            if len(hits) > 1:
                hits.pop()
        return result
