"""Planted bugs behind another difference, which a baseline may know: each must be told besides that one."""

from __future__ import annotations

from typing import Any

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import items, plant

SEARCH, HYBRID = "live.read/search", "live.read/hybrid_search"
QUERY, GET = "live.read/query", "live.read/get"
INSERT, DELETE = "live.write/insert", "live.write/delete"


class _Rows(list):  # type: ignore[type-arg]
    """A list of another type."""


class _Row(dict):  # type: ignore[type-arg]
    """A mapping of another type."""


def _lists(result: Any) -> list[list[dict[str, Any]]]:
    """Return hits as plain lists of dictionaries, which is another type already."""
    return [[dict(hit) for hit in items(hits)] for hits in result]


@plant(SEARCH, "value", "result[][].distance")
class ListsWithWrongDistances(FaithfulClient):
    """Returns plain lists, and every distance is off by one."""

    async def search(self, *args: Any, **words: Any) -> Any:
        found = _lists(await super().search(*args, **words))
        return [[{**hit, "distance": hit["distance"] + 1} for hit in hits] for hits in found]


@plant(SEARCH, "length", "result[]")
class ListsWithoutLastHit(FaithfulClient):
    """Returns plain lists without the last hit of each."""

    async def search(self, *args: Any, **words: Any) -> Any:
        return [hits[:-1] for hits in _lists(await super().search(*args, **words))]


@plant(SEARCH, "value", "result[][].distance")
class FewerHitsWithWrongDistances(FaithfulClient):
    """Loses the last hit, and every distance is off by one."""

    async def search(self, *args: Any, **words: Any) -> Any:
        result = await super().search(*args, **words)
        for hits in result:
            for hit in items(hits):
                hit["distance"] += 1
            if hits:
                hits.pop()
        return result


@plant(HYBRID, "type", "result[][].entity", needs="hybrid_search")
class ListsWithEmptyEntities(FaithfulClient):
    """Returns plain lists, and a list in place of what was asked for of each row."""

    async def hybrid_search(self, *args: Any, **words: Any) -> Any:
        found = _lists(await super().hybrid_search(*args, **words))
        return [[{**hit, "entity": []} for hit in hits] for hits in found]


@plant(QUERY, "missing", "result[].{")
class RowsOfAnotherTypeLoseField(FaithfulClient):
    """Returns rows of another type, without their last field."""

    async def query(self, *args: Any, **words: Any) -> Any:
        rows = items(await super().query(*args, **words))
        return [_Row(list(row.items())[:-1]) if len(row) > 1 else row for row in rows]


@plant(QUERY, "missing", "result[].{")
class FewerRowsLoseField(FaithfulClient):
    """Returns one row less, and the others without their last field."""

    async def query(self, *args: Any, **words: Any) -> Any:
        result = await super().query(*args, **words)
        if len(result) > 1:
            result.pop()
            for row in items(result):
                if len(row) > 1:
                    row.popitem()
        return result


@plant(GET, "missing", "result[].{")
class RowsOfAnotherTypeLoseOneAndField(FaithfulClient):
    """Returns a list of another type, without the last row and without the last field of the others."""

    async def get(self, *args: Any, **words: Any) -> Any:
        rows = items(await super().get(*args, **words))[:-1]
        return _Rows({**dict(list(row.items())[:-1])} if len(row) > 1 else row for row in rows)


@plant(GET, "value", "result[].{primary key}")
class KeysAsOtherTexts(FaithfulClient):
    """Returns keys as texts, each the text of another key."""

    async def get(self, *args: Any, **words: Any) -> Any:
        result = await super().get(*args, **words)
        for row in items(result):
            for name in ("id", "key", "pk"):
                if isinstance(row.get(name), int):
                    row[name] = str(row[name] + 1)
        return result


@plant(INSERT, "value", "result.insert_count")
class AnswerOfAnotherTypeMiscounts(FaithfulClient):
    """Returns a mapping of another type, with one row too many."""

    async def insert(self, *args: Any, **words: Any) -> Any:
        answer = await super().insert(*args, **words)
        return _Row({**answer, "insert_count": answer["insert_count"] + 1})


@plant(DELETE, "extra", "result.")
class AnswerOfAnotherTypeTellsMore(FaithfulClient):
    """Returns a mapping of another type, with a key that nobody knows."""

    async def delete(self, *args: Any, **words: Any) -> Any:
        return _Row({**await super().delete(*args, **words), "elsewhere": 1})
