"""Planted bugs in what users read from a result beside its items."""

from __future__ import annotations

from typing import Any

from pymilvus.client.search_result import HybridHits
from pymilvus.client.types import HybridExtraList

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant

SEARCH = "wire.answer/search"
ANY_SEARCH = "wire.request/search"
ANY_QUERY = "wire.request/query"
"""What the default answers show is for ``wire.request`` to tell."""


class _ChangedSearch(FaithfulClient):
    """Changes the result of a search, none of whose hits it touches."""

    async def search(self, *args: Any, **kwargs: Any) -> Any:
        result = await super().search(*args, **kwargs)
        self.change(result)
        return result

    def change(self, result: Any) -> None:
        """Change a result."""


@plant(SEARCH, "type", "result(.recalls)")
class LosesRecalls(_ChangedSearch):
    """Returns no recalls."""

    def change(self, result: Any) -> None:
        result.recalls = None


@plant(SEARCH, "missing", "result(.extra).scanned_remote_bytes")
class LosesScannedBytes(_ChangedSearch):
    """Tells what a search cost, and not what it read."""

    def change(self, result: Any) -> None:
        result.extra.pop("scanned_remote_bytes", None)


@plant(SEARCH, "type", "result[][](.id)")
class TakesEveryKeyForId(_ChangedSearch):
    """Takes ``id`` for the name of the primary key, whatever it is."""

    def change(self, result: Any) -> None:
        for hits in result:
            for hit in hits:
                hit._pk_name = "id"


@plant(ANY_SEARCH, "value", "result[](.ids)[]")
class TurnsIds(_ChangedSearch):
    """Has the ids of the hits in another order than the hits."""

    def change(self, result: Any) -> None:
        for hits in result:
            hits.ids = [*reversed(hits.ids)]


@plant(ANY_SEARCH, "value", "result[](.distances)[]")
class RoundsDistances(_ChangedSearch):
    """Rounds the distances, and not those in the hits."""

    def change(self, result: Any) -> None:
        for hits in result:
            hits.distances = [float(round(distance)) for distance in hits.distances]


@plant(ANY_SEARCH, "value", "result(.get_session_ts())")
class ForgetsSession(_ChangedSearch):
    """Forgets the time of the session, with which an iterator goes on."""

    def change(self, result: Any) -> None:
        result._session_ts = 0


@plant(SEARCH, "length", "result(.agg_buckets)")
class LosesBuckets(_ChangedSearch):
    """Returns no aggregations."""

    def change(self, result: Any) -> None:
        result.agg_buckets = []


def _passes_for(kind: type) -> Any:
    """Return what gives a class the name of another one, since a difference of types is told anyway."""

    def rename(changed: type) -> type:
        changed.__module__, changed.__qualname__ = kind.__module__, kind.__qualname__
        return changed

    return rename


@_passes_for(HybridHits)
class _LastFirst(HybridHits):
    def __iter__(self) -> Any:
        return iter([*super().__iter__()][::-1])


@plant(ANY_SEARCH, "extra", "result[](iterated)")
class IteratesBackwards(_ChangedSearch):
    """Gives hits in the opposite order to whoever iterates."""

    def change(self, result: Any) -> None:
        for hits in result:
            hits.__class__ = _LastFirst


@_passes_for(HybridExtraList)
class _Unsliced(HybridExtraList):
    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            raise TypeError
        return super().__getitem__(index)


@plant(ANY_QUERY, "extra", "result([:1])")
class RefusesSlices(FaithfulClient):
    """Returns rows of which no slice can be taken."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        rows = await super().query(*args, **kwargs)
        rows.__class__ = _Unsliced
        return rows


@_passes_for(HybridExtraList)
class _Unread(HybridExtraList):
    def __iter__(self) -> Any:
        return list.__iter__(self)


@plant(ANY_QUERY, "extra", "result(as JSON)")
class IteratesOverUnread(FaithfulClient):
    """Returns rows whose lazy fields are read by index alone, so that JSON does not have them."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        rows = await super().query(*args, **kwargs)
        rows.__class__ = _Unread
        return rows


@plant("wire.answer/query", "value", "result(.extra).cache_hit_ratio")
class RoundsRatio(FaithfulClient):
    """Tells the share of hits of the cache without its fraction."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        rows = await super().query(*args, **kwargs)
        if "cache_hit_ratio" in rows.extra:
            rows.extra["cache_hit_ratio"] = float(int(rows.extra["cache_hit_ratio"]))
        return rows


@plant("wire.answer/insert", "value", "result.cost")
class CostsNothing(FaithfulClient):
    """Tells of every insert that it cost nothing."""

    async def insert(self, *args: Any, **kwargs: Any) -> Any:
        result = await super().insert(*args, **kwargs)
        if "cost" in result:
            result["cost"] = 0
        return result
