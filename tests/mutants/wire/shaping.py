"""Planted bugs in single shapes of values: each behaves as long as arguments are of the usual shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pymilvus.client.embedding_list import EmbeddingList
from pymilvus.exceptions import ParamError

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant
from tests.mutants.wire.tap import TappedClient

CREATE = "wire.request/create_collection"
INSERT = "wire.request/insert"
QUERY = "wire.request/query"
SEARCH = "wire.request/search"


def _refuse(what: str) -> None:
    raise ParamError(message=f"{what} is refused")


@plant(CREATE, "outcome", "result (returned, raised)")
class RefusesNumbersAsText(FaithfulClient):
    """Refuses a schema that has a dimension as a text."""

    async def create_collection(self, *args: Any, **kwargs: Any) -> Any:
        schema = kwargs.get("schema")
        if schema is not None and any(isinstance(item.params.get("dim"), str) for item in schema.fields):
            _refuse("dim")
        return await super().create_collection(*args, **kwargs)


@plant("wire.request/add_collection_field", "outcome", "result (returned, raised)")
class TakesTypesByNameAlone(FaithfulClient):
    """Refuses the number of a data type."""

    async def add_collection_field(
        self, collection_name: str, field_name: str, data_type: Any, *args: Any, **kwargs: Any
    ) -> Any:
        if type(data_type) is int:
            _refuse("data_type")
        return await super().add_collection_field(collection_name, field_name, data_type, *args, **kwargs)


@plant(SEARCH, "outcome", "result (returned, raised)")
class TakesLevelsByNameAlone(FaithfulClient):
    """Refuses the number of a consistency level."""

    async def search(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(kwargs.get("consistency_level"), int):
            _refuse("consistency_level")
        return await super().search(*args, **kwargs)


@plant(INSERT, "field", "Insert.fields_data")
class LosesStructFields(TappedClient):
    """Sends rows without their structs."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        if rpc == "Insert":
            kept = [item for item in request.fields_data if not item.HasField("struct_arrays")]
            del request.fields_data[:]
            request.fields_data.extend(kept)
        return send(request, timeout=timeout, metadata=metadata)


@plant(SEARCH, "field", "Search.")
class FlattensEmbeddingLists(FaithfulClient):
    """Searches by each vector of an embedding list for itself."""

    async def search(self, collection_name: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        if isinstance(data, list) and data and isinstance(data[0], EmbeddingList):
            data = [vector for some in data for vector in some]
        return await super().search(collection_name, data, *args, **kwargs)


def _plain(value: Any) -> bool:
    """Return whether a value is no list of several types."""
    return not isinstance(value, list) or len({type(item) for item in value}) < 2


@plant(QUERY, "field", "Query.expr_template_values")
class DropsMixedParameters(FaithfulClient):
    """Drops the parameters of a filter that are lists of several types."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(kwargs.get("filter_params"), Mapping):
            kwargs["filter_params"] = {
                name: value for name, value in kwargs["filter_params"].items() if _plain(value)
            }
        return await super().query(*args, **kwargs)


@plant(QUERY, "field", "Query.output_fields")
class CutsNestedPaths(TappedClient):
    """Asks for the whole of a field in place of what is at a path in it."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        if rpc == "Query":
            request.output_fields[:] = [name.partition("[")[0] for name in request.output_fields]
        return send(request, timeout=timeout, metadata=metadata)


@plant(QUERY, "field", "Query.query_params")
class LosesOrdersAsText(FaithfulClient):
    """Drops an order that is one text."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(kwargs.get("order_by"), str):
            del kwargs["order_by"]
        return await super().query(*args, **kwargs)


@plant("wire.request/upsert", "outcome", "result (returned, raised)")
class KnowsNoAliases(FaithfulClient):
    """Refuses the name of an operation on a field."""

    async def upsert(self, *args: Any, **kwargs: Any) -> Any:
        if any(isinstance(item, str) for item in (kwargs.get("field_ops") or {}).values()):
            _refuse("field_ops")
        return await super().upsert(*args, **kwargs)


@plant(SEARCH, "outcome", "result (returned, raised)")
class TakesNoNumpyIds(FaithfulClient):
    """Refuses ids that NumPy made."""

    async def search(self, *args: Any, **kwargs: Any) -> Any:
        ids = kwargs.get("ids")
        if isinstance(ids, list) and any(isinstance(item, np.integer) for item in ids):
            _refuse("ids")
        return await super().search(*args, **kwargs)


@plant(SEARCH, "field", "Search.")
class ScoresByTheFirst(FaithfulClient):
    """Ranks by the first of several functions."""

    async def search(self, *args: Any, **kwargs: Any) -> Any:
        if hasattr(kwargs.get("ranker"), "functions"):
            kwargs["ranker"] = kwargs["ranker"].functions[0]
        return await super().search(*args, **kwargs)


@plant("wire.request/create_index", "field", "CreateIndex.extra_params")
class LosesPathOfIndex(FaithfulClient):
    """Indexes a whole document in place of a path in it."""

    async def create_index(self, collection_name: str, index_params: Any, *args: Any, **kwargs: Any) -> Any:
        for item in index_params:
            item._configs.pop("json_path", None)
        return await super().create_index(collection_name, index_params, *args, **kwargs)


@plant("wire.request/hybrid_search", "field", "HybridSearch.requests")
class LosesParametersOfRequests(FaithfulClient):
    """Drops the parameters of the filters of single requests, as the async client did (pymilvus#2874)."""

    async def hybrid_search(self, collection_name: str, reqs: Any, *args: Any, **kwargs: Any) -> Any:
        for item in reqs if isinstance(reqs, list) else ():
            item._expr_params = None
        return await super().hybrid_search(collection_name, reqs, *args, **kwargs)


@plant(INSERT, "outcome", "result (returned, raised)")
class TakesNoArrays(FaithfulClient):
    """Refuses rows with a vector that NumPy made."""

    async def insert(self, collection_name: str, data: Any, *args: Any, **kwargs: Any) -> Any:
        rows = [data] if isinstance(data, dict) else data
        if any(isinstance(value, np.ndarray) for row in rows for value in row.values()):
            _refuse("data")
        return await super().insert(collection_name, data, *args, **kwargs)
