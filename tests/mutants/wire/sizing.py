"""Planted bugs that show with many values, long ones, equal ones, or with what Unicode or a caller changes."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

from pymilvus.exceptions import ParamError

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant
from tests.mutants.wire.tap import TappedClient

CREATE = "wire.request/create_collection"
DESCRIBE = "wire.request/describe_collection"
GET = "wire.request/get"
INSERT = "wire.request/insert"
LIST = "wire.request/list_collections"
QUERY = "wire.request/query"
SEARCH = "wire.request/search"

MANY = 200
"""What is more than so many is too much for them."""


@plant(INSERT, "field", "Insert.")
class CutsLongInserts(FaithfulClient):
    """Sends the first rows of many."""

    async def insert(self, collection_name: str, data: Any, *args: Any, **kwargs: Any) -> Any:
        rows = data[:MANY] if isinstance(data, list) else data
        return await super().insert(collection_name, rows, *args, **kwargs)


@plant(INSERT, "rpc-extra", "Insert")
class InsertsInBatches(FaithfulClient):
    """Sends many rows in several requests."""

    async def insert(self, collection_name: str, data: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(data, list) or len(data) <= MANY:
            return await super().insert(collection_name, data, *args, **kwargs)
        first = await super().insert(collection_name, data[:MANY], *args, **kwargs)
        more = await self.insert(collection_name, data[MANY:], *args, **kwargs)
        first["ids"] = [*first["ids"], *more["ids"]]
        first["insert_count"] += more["insert_count"]
        return first


@plant(INSERT, "field", "Insert.fields_data")
class CutsLongTexts(TappedClient):
    """Sends the beginning of long texts."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        if rpc == "Insert":
            for column in request.fields_data:
                texts = column.scalars.string_data.data
                if any(len(text) > MANY for text in texts):
                    texts[:] = [text[:MANY] for text in texts]
        return send(request, timeout=timeout, metadata=metadata)


@plant(INSERT, "outcome", "result (returned, raised)")
class RefusesWhatIsNoNumber(FaithfulClient):
    """Refuses rows with a NaN."""

    async def insert(self, collection_name: str, data: Any, *args: Any, **kwargs: Any) -> Any:
        for row in data if isinstance(data, list) else ():
            if any(isinstance(value, float) and math.isnan(value) for value in row.values()):
                raise ParamError(message="NaN is refused")
        return await super().insert(collection_name, data, *args, **kwargs)


@plant(GET, "field", "Query.expr")
class AsksForEachOnce(FaithfulClient):
    """Asks once for a key that is given twice."""

    async def get(self, collection_name: str, ids: Any, *args: Any, **kwargs: Any) -> Any:
        once = list(dict.fromkeys(ids)) if isinstance(ids, list) else ids
        return await super().get(collection_name, once, *args, **kwargs)


@plant("wire.request/delete", "field", "Delete.expr")
class DeletesTheFirst(FaithfulClient):
    """Deletes the first of many keys."""

    async def delete(self, collection_name: str, ids: Any = None, *args: Any, **kwargs: Any) -> Any:
        some = ids[:MANY] if isinstance(ids, list) else ids
        return await super().delete(collection_name, some, *args, **kwargs)


@plant(SEARCH, "field", "Search.")
class SearchesByTheFirst(FaithfulClient):
    """Searches by the first of many vectors."""

    async def search(self, collection_name: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        some = data[:MANY] if isinstance(data, list) else data
        return await super().search(collection_name, some, *args, **kwargs)


@plant(QUERY, "field", "Query.query_params[offset]")
class LosesOffsetsBesideLimits(FaithfulClient):
    """Drops an offset that stands beside a limit."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("limit") is not None:
            kwargs.pop("offset", None)
        return await super().query(*args, **kwargs)


@plant(DESCRIBE, "field", "DescribeCollection.collection_name")
class ComposesNames(FaithfulClient):
    """Composes the characters of a name."""

    async def describe_collection(self, collection_name: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(collection_name, str):
            collection_name = unicodedata.normalize("NFC", collection_name)
        return await super().describe_collection(collection_name, *args, **kwargs)


@plant(QUERY, "field", "Query.expr")
class SqueezesFilters(FaithfulClient):
    """Puts one space where a filter has several."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(kwargs.get("filter"), str):
            kwargs["filter"] = " ".join(kwargs["filter"].split())
        return await super().query(*args, **kwargs)


@plant(CREATE, "field", "CreateCollection.schema")
class LosesDescriptionsOfFields(FaithfulClient):
    """Creates fields without what is said of them."""

    async def create_collection(self, *args: Any, **kwargs: Any) -> Any:
        for item in getattr(kwargs.get("schema"), "fields", ()):
            item._description = ""
        return await super().create_collection(*args, **kwargs)


@plant(CREATE, "field", "CreateCollection.schema")
class LosesClusteringKeys(FaithfulClient):
    """Creates a clustering key as any other field."""

    async def create_collection(self, *args: Any, **kwargs: Any) -> Any:
        for item in getattr(kwargs.get("schema"), "fields", ()):
            item.is_clustering_key = False
        return await super().create_collection(*args, **kwargs)


@plant(DESCRIBE, "missing", "result.fields[].default_value")
class LosesFalseDefaults(FaithfulClient):
    """Tells of no default that counts as false."""

    async def describe_collection(self, *args: Any, **kwargs: Any) -> Any:
        description = await super().describe_collection(*args, **kwargs)
        for item in description.get("fields", ()):
            held = item.get("default_value")
            if held is not None and not any(value for _, value in held.ListFields()):
                del item["default_value"]
        return description


@plant("wire.answer/query", "length", "result")
class LosesTails(FaithfulClient):
    """Returns the first of many rows."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        result = await super().query(*args, **kwargs)
        del result[MANY:]
        return result


@plant("wire.answer/query", "value", "result[].")
class ComposesTexts(FaithfulClient):
    """Composes the characters of what it found."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        result = await super().query(*args, **kwargs)
        for place in range(len(result)):
            row = result[place]
            for key, value in row.items():
                if isinstance(value, str):
                    row[key] = unicodedata.normalize("NFC", value)
        return result


@plant("wire.answer/search", "length", "result[]")
class LosesLateHits(FaithfulClient):
    """Returns the first of many hits."""

    async def search(self, *args: Any, **kwargs: Any) -> Any:
        result = await super().search(*args, **kwargs)
        for hits in result:
            del hits[MANY:]
        return result


@plant(QUERY, "field", "Query.output_fields")
class SortsFields(FaithfulClient):
    """Asks for fields in the order of the alphabet."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(kwargs.get("output_fields"), list):
            kwargs["output_fields"] = sorted(kwargs["output_fields"])
        return await super().query(*args, **kwargs)


@plant(LIST, "type", "result")
class HandsOutGenerator(FaithfulClient):
    """Returns a generator in place of a list."""

    async def list_collections(self, *args: Any, **kwargs: Any) -> Any:
        return (name for name in await super().list_collections(*args, **kwargs))


@plant(DESCRIBE, "missing", "result.")
class HandsOutOneObject(FaithfulClient):
    """Returns the description that it returned before, brought up to date: what a caller took out is missing."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._kept: dict[Any, Any] = {}

    async def describe_collection(self, collection_name: Any, *args: Any, **kwargs: Any) -> Any:
        new = await super().describe_collection(collection_name, *args, **kwargs)
        return self._kept.setdefault(repr(collection_name), new)


@plant(LIST, "length", "result")
class HandsOutOneList(FaithfulClient):
    """Returns one list each time, as long as the names are the same."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._kept: dict[Any, Any] = {}

    async def list_collections(self, *args: Any, **kwargs: Any) -> Any:
        new = await super().list_collections(*args, **kwargs)
        return self._kept.setdefault(repr(new), new)
