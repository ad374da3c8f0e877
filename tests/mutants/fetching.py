"""Planted bugs of query and get."""

from __future__ import annotations

import json
import re
from typing import Any

from pymilvus import MilvusException

from tests.mutants.faithful import FaithfulClient, Wrapper, with_methods
from tests.mutants.planting import MISSING, items, plant, single

QUERY, GET = "live.read/query", "live.read/get"

MATCH = re.compile(r"TEXT_MATCH\((\w+), (\".*?\")\)")


# query


@plant(QUERY, "length")
class QueryDropsFilter(FaithfulClient):
    """Returns rows whatever the filter says."""

    async def query(self, *args: Any, filter: str = "", **words: Any) -> Any:
        return await super().query(*args, filter="", **{"limit": 100, **words})


@plant(QUERY, "length", needs="text_match")
class QueryTakesWordsForTexts(FaithfulClient):
    """Asks for texts that are the words, not for those that have them."""

    async def query(self, *args: Any, filter: str = "", **words: Any) -> Any:
        return await super().query(*args, filter=MATCH.sub(r"(\1 == \2)", filter), **words)


@plant(QUERY, "value", needs="timestamptz")
class QueryIgnoresTimeZone(FaithfulClient):
    """Tells the hours of UTC."""

    async def query(self, *args: Any, timezone: str = "", **words: Any) -> Any:
        return await super().query(*args, **words)


@plant(QUERY, "length")
class QueryDropsKeys(FaithfulClient):
    """Returns all rows instead of those with some keys."""

    async def query(self, *args: Any, ids: Any = None, **words: Any) -> Any:
        return await super().query(*args, **({"limit": 100} | words if ids else words))


@plant(QUERY, "length")
class QueryDropsPartitions(FaithfulClient):
    """Returns rows of all partitions."""

    async def query(self, *args: Any, partition_names: Any = None, **words: Any) -> Any:
        return await super().query(*args, **words)


@plant(QUERY, "extra")
class QueryDropsOutputFields(FaithfulClient):
    """Returns all fields."""

    async def query(self, *args: Any, output_fields: Any = None, **words: Any) -> Any:
        if output_fields == ["count(*)"]:
            words["output_fields"] = output_fields
        return await super().query(*args, **words)


@plant(QUERY, "length")
class QueryLimitOffByOne(FaithfulClient):
    """Asks for one row less."""

    async def query(self, *args: Any, **words: Any) -> Any:
        if words.get("limit", 0) > 1:
            words["limit"] -= 1
        return await super().query(*args, **words)


class _ChangedRows(FaithfulClient):
    """Changes the values of the rows that a query finds."""

    async def query(self, *args: Any, **words: Any) -> Any:
        result = await super().query(*args, **words)
        for row in items(result):
            for key, value in [*row.items()]:
                row[key] = self._changed(value)
        return result

    def _changed(self, value: Any) -> Any:
        raise NotImplementedError


@plant(QUERY, "value")
class QueryRoundsVectors(_ChangedRows):
    """Rounds the elements of vectors to six digits."""

    def _changed(self, value: Any) -> Any:
        floats = isinstance(value, list) and all(isinstance(element, float) for element in value)
        return [round(element, 6) for element in value] if floats else value


@plant(QUERY, "value")
class QueryNarrowsDoubles(_ChangedRows):
    """Reads double precision as single precision."""

    def _changed(self, value: Any) -> Any:
        return single(value) if isinstance(value, float) and abs(value) < 3e38 else value


@plant(QUERY, "value")
class QueryNarrowsIntegers(_ChangedRows):
    """Reads integers through a float."""

    def _changed(self, value: Any) -> Any:
        return int(float(value)) if type(value) is int else value


@plant(QUERY, "type")
class QueryFillsNulls(_ChangedRows):
    """Turns None into an empty string."""

    def _changed(self, value: Any) -> Any:
        return "" if value is None else value


@plant(QUERY, "type")
class QueryAnswersNumbersForTruth(_ChangedRows):
    """Returns 1 for True and 0 for False."""

    def _changed(self, value: Any) -> Any:
        return int(value) if isinstance(value, bool) else value


@plant(QUERY, "type")
class QueryAnswersText(_ChangedRows):
    """Returns JSON as text."""

    def _changed(self, value: Any) -> Any:
        return json.dumps(value) if isinstance(value, dict) else value


@plant(QUERY, "type")
class QueryAnswersTuples(_ChangedRows):
    """Returns tuples where lists are due."""

    def _changed(self, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value


@plant(QUERY, "missing")
class QueryLosesNulls(FaithfulClient):
    """Leaves out what is None."""

    async def query(self, *args: Any, **words: Any) -> Any:
        result = await super().query(*args, **words)
        for row in items(result):
            for key in [key for key, value in row.items() if value is None]:
                del row[key]
        return result


@plant(QUERY, "type")
class QueryAnswersTuple(FaithfulClient):
    """Returns a tuple of rows."""

    async def query(self, *args: Any, **words: Any) -> Any:
        return tuple(items(await super().query(*args, **words)))


@plant(QUERY, MISSING)
@with_methods(without=("query",))
class WithoutQuery(Wrapper):
    """Has no method query."""


# get


@plant(GET, "length")
class GetFirstKeyOnly(FaithfulClient):
    """Looks up the first of several keys."""

    async def get(self, collection_name: str, ids: Any, **words: Any) -> Any:
        return await super().get(collection_name, ids[:1] if isinstance(ids, list) else ids, **words)


@plant(GET, "length")
class GetDropsPartitions(FaithfulClient):
    """Looks in all partitions."""

    async def get(self, *args: Any, partition_names: Any = None, **words: Any) -> Any:
        return await super().get(*args, **words)


@plant(GET, "extra")
class GetDropsOutputFields(FaithfulClient):
    """Returns all fields."""

    async def get(self, *args: Any, output_fields: Any = None, **words: Any) -> Any:
        return await super().get(*args, **words)


@plant(GET, "outcome")
class GetSwallowsErrors(FaithfulClient):
    """Finds nothing where the server refuses."""

    async def get(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().get(*args, **words)
        except MilvusException:
            return []


@plant(GET, "outcome")
class GetRefusesNoKeys(FaithfulClient):
    """Raises for an empty list of keys."""

    async def get(self, collection_name: str, ids: Any, **words: Any) -> Any:
        if ids == []:
            msg = "no keys"
            raise ValueError(msg)
        return await super().get(collection_name, ids, **words)
