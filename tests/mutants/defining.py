"""Planted bugs of the methods that define and load collections, partitions and indexes."""

from __future__ import annotations

import copy
from typing import Any

from pymilvus import MilvusException

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant

CREATE, DROP, CREATE_PARTITION, DROP_PARTITION, CREATE_INDEX, DROP_INDEX = (
    f"live.definition/{method}"
    for method in (
        *("create_collection", "drop_collection", "create_partition"),
        *("drop_partition", "create_index", "drop_index"),
    )
)
LOAD, RELEASE, LOAD_PARTITIONS, RELEASE_PARTITIONS = (
    f"live.definition/{method}"
    for method in ("load_collection", "release_collection", "load_partitions", "release_partitions")
)


# create_collection


@plant(CREATE, "value", "state.schema")
class CreateIgnoresAutoId(FaithfulClient):
    """Makes collections whose keys the user gives."""

    async def create_collection(self, *args: Any, auto_id: bool = False, **words: Any) -> Any:
        return await super().create_collection(*args, **words)


@plant(CREATE, "value", "state.schema.consistency_level", unseen="answers Strong for every collection")
class CreateIgnoresConsistency(FaithfulClient):
    """Makes collections of the default consistency."""

    async def create_collection(self, *args: Any, consistency_level: Any = None, **words: Any) -> Any:
        return await super().create_collection(*args, **words)


@plant(CREATE, "value", "state.schema.enable_dynamic_field")
class CreateIgnoresDynamic(FaithfulClient):
    """Forgets what is said of dynamic fields."""

    async def create_collection(
        self, *args: Any, schema: Any = None, enable_dynamic_field: bool = True, **words: Any
    ) -> Any:
        if schema is not None:
            schema = type(schema)(schema.fields)
        return await super().create_collection(*args, schema=schema, **words)


@plant(CREATE, "outcome", "result (returned, raised)", needs="bm25")
class CreateLosesFunctions(FaithfulClient):
    """Makes collections without the functions of the schema."""

    async def create_collection(self, *args: Any, schema: Any = None, **words: Any) -> Any:
        if schema is not None:
            schema = copy.copy(schema)
            schema._functions = []
        return await super().create_collection(*args, schema=schema, **words)


@plant(CREATE, "value", "state.schema.description", unseen="keeps no descriptions")
class CreateDropsDescription(FaithfulClient):
    """Forgets the description."""

    async def create_collection(self, *args: Any, description: str = "", **words: Any) -> Any:
        return await super().create_collection(*args, **words)


@plant(CREATE, "missing", "state.indexes")
class CreateDropsIndexes(FaithfulClient):
    """Makes no indexes."""

    async def create_collection(self, *args: Any, index_params: Any = None, **words: Any) -> Any:
        return await super().create_collection(*args, **words)


@plant(CREATE, "value", "state.indexes.{index}.metric_type")
class CreateIgnoresMetric(FaithfulClient):
    """Makes collections of the default metric."""

    async def create_collection(self, *args: Any, metric_type: str = "", **words: Any) -> Any:
        return await super().create_collection(*args, **words)


@plant(CREATE, "value", "state.schema.fields[].name")
class CreateIgnoresNames(FaithfulClient):
    """Calls the fields id and vector."""

    async def create_collection(
        self, *args: Any, primary_field_name: str = "", vector_field_name: str = "", **words: Any
    ) -> Any:
        return await super().create_collection(*args, **words)


@plant(CREATE, "mutated", "arguments")
class CreateChangesSchema(FaithfulClient):
    """Leaves a mark in the caller's schema."""

    async def create_collection(self, *args: Any, schema: Any = None, **words: Any) -> Any:
        result = await super().create_collection(*args, schema=schema, **words)
        if schema is not None:
            schema.fields[0].name = "created"
        return result


@plant(CREATE, "outcome")
class CreateSwallowsErrors(FaithfulClient):
    """Says nothing when the server refuses."""

    async def create_collection(self, *args: Any, **words: Any) -> Any:
        try:
            await super().create_collection(*args, **words)
        except MilvusException:
            return


@plant(CREATE, "type")
class CreateAnswersTrue(FaithfulClient):
    """Returns True."""

    async def create_collection(self, *args: Any, **words: Any) -> Any:
        await super().create_collection(*args, **words)
        return True


# drop_collection


@plant(DROP, "value", "state.exists")
class DropDoesNothing(FaithfulClient):
    """Drops nothing."""

    async def drop_collection(self, *args: Any, **words: Any) -> Any:
        return None


@plant(DROP, "outcome")
class DropRefusesUnknown(FaithfulClient):
    """Raises for a collection that does not exist."""

    async def drop_collection(self, collection_name: str, *args: Any, **words: Any) -> Any:
        if not await self.has_collection(collection_name):
            raise MilvusException(message="no such collection")
        await super().drop_collection(collection_name, *args, **words)


# partitions


@plant(CREATE_PARTITION, "length", "state.partitions")
class CreatePartitionDoesNothing(FaithfulClient):
    """Creates nothing where nothing was to refuse."""

    async def create_partition(self, collection_name: str, partition_name: str, **words: Any) -> Any:
        known = await self.list_partitions(collection_name)
        result = await super().create_partition(collection_name, partition_name, **words)
        if partition_name not in known:
            await self.release_partitions(collection_name, [partition_name]) if False else None
            await self.drop_partition(collection_name, partition_name)
        return result


@plant(CREATE_PARTITION, "value", "state.partitions")
class CreatePartitionChangesName(FaithfulClient):
    """Writes names in capitals."""

    async def create_partition(self, collection_name: str, partition_name: str, **words: Any) -> Any:
        return await super().create_partition(collection_name, partition_name.upper(), **words)


@plant(CREATE_PARTITION, "outcome")
class CreatePartitionSwallowsErrors(FaithfulClient):
    """Says nothing when the server refuses."""

    async def create_partition(self, *args: Any, **words: Any) -> Any:
        try:
            await super().create_partition(*args, **words)
        except MilvusException:
            return


@plant(DROP_PARTITION, "length", "state.partitions")
class DropPartitionDoesNothing(FaithfulClient):
    """Drops nothing."""

    async def drop_partition(self, *args: Any, **words: Any) -> Any:
        return None


@plant(DROP_PARTITION, "outcome")
class DropPartitionSwallowsErrors(FaithfulClient):
    """Says nothing when the server refuses."""

    async def drop_partition(self, *args: Any, **words: Any) -> Any:
        try:
            await super().drop_partition(*args, **words)
        except MilvusException:
            return


# indexes


@plant(CREATE_INDEX, "missing", "state.indexes")
class CreateIndexFirstOnly(FaithfulClient):
    """Creates the first of several indexes."""

    async def create_index(self, collection_name: str, index_params: Any, **words: Any) -> Any:
        if isinstance(index_params, list):
            index_params = type(index_params)(index_params[:1])
        return await super().create_index(collection_name, index_params, **words)


@plant(CREATE_INDEX, "outcome")
class CreateIndexAcceptsNone(FaithfulClient):
    """Takes an empty list for nothing to do."""

    async def create_index(self, collection_name: str, index_params: Any, **words: Any) -> Any:
        if len(index_params):
            await super().create_index(collection_name, index_params, **words)


@plant(CREATE_INDEX, "value", "state.indexes.{index}.metric_type")
class CreateIndexIgnoresMetric(FaithfulClient):
    """Builds indexes of the default metric."""

    async def create_index(self, collection_name: str, index_params: Any, **words: Any) -> Any:
        if not isinstance(index_params, list):
            return await super().create_index(collection_name, index_params, **words)
        changed = type(index_params)()
        for entry in index_params:
            known = entry.to_dict()
            if known.get("metric_type") in ("L2", "IP") and known["index_type"] == "FLAT":
                known["metric_type"] = "COSINE"
            changed.add_index(**known)
        return await super().create_index(collection_name, changed, **words)


@plant(CREATE_INDEX, "mutated", "arguments")
class CreateIndexChangesParameters(FaithfulClient):
    """Empties the caller's list of indexes."""

    async def create_index(self, collection_name: str, index_params: Any, **words: Any) -> Any:
        result = await super().create_index(collection_name, index_params, **words)
        index_params.clear()
        return result


@plant(DROP_INDEX, "extra", "state.indexes")
class DropIndexDoesNothing(FaithfulClient):
    """Drops nothing."""

    async def drop_index(self, *args: Any, **words: Any) -> Any:
        return None


@plant(DROP_INDEX, "missing", "state.indexes", unseen="drops every index, whatever name is given")
class DropIndexDropsAll(FaithfulClient):
    """Drops every index."""

    async def drop_index(self, collection_name: str, index_name: str, **words: Any) -> Any:
        result = await super().drop_index(collection_name, index_name, **words)
        for name in await self.list_indexes(collection_name):
            await super().drop_index(collection_name, name)
        return result


# loading


@plant(LOAD, "value", "state.load.state")
class LoadDoesNothing(FaithfulClient):
    """Loads nothing."""

    async def load_collection(self, *args: Any, **words: Any) -> Any:
        return None


@plant(LOAD, "outcome")
class LoadSwallowsErrors(FaithfulClient):
    """Says nothing when the server refuses."""

    async def load_collection(self, *args: Any, **words: Any) -> Any:
        try:
            await super().load_collection(*args, **words)
        except MilvusException:
            return


@plant(RELEASE, "value", "state.load.state")
class ReleaseDoesNothing(FaithfulClient):
    """Releases nothing."""

    async def release_collection(self, *args: Any, **words: Any) -> Any:
        return None


@plant(LOAD_PARTITIONS, "outcome")
class LoadPartitionsLoadsCollection(FaithfulClient):
    """Loads all partitions; an engine that cannot load some must be heard."""

    async def load_partitions(self, collection_name: str, partition_names: Any, **words: Any) -> Any:
        return await self.load_collection(collection_name, **words)


@plant(RELEASE_PARTITIONS, "outcome")
class ReleasePartitionsReleasesCollection(FaithfulClient):
    """Releases all partitions; an engine that cannot release some must be heard."""

    async def release_partitions(self, collection_name: str, partition_names: Any, **words: Any) -> Any:
        return await self.release_collection(collection_name, **words)
