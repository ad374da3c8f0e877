"""Planted bugs of methods that have no live check of their own: aliases, databases, users, statistics and the rest."""

from __future__ import annotations

from typing import Any

from pymilvus import MilvusException

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant


def _check(method: str) -> str:
    return f"live.call/{method}"


# Collections, partitions and indexes


@plant(_check("has_collection"), "value", "result")
class HasCollectionAlways(FaithfulClient):
    """Finds every collection."""

    async def has_collection(self, *args: Any, **words: Any) -> Any:
        await super().has_collection(*args, **words)
        return True


@plant(_check("has_partition"), "type", "result")
class HasPartitionCounts(FaithfulClient):
    """Answers 1 and 0 for True and False."""

    async def has_partition(self, *args: Any, **words: Any) -> Any:
        return int(await super().has_partition(*args, **words))


@plant(_check("list_collections"), "type", "result")
class ListCollectionsTuple(FaithfulClient):
    """Lists collections in a tuple."""

    async def list_collections(self, *args: Any, **words: Any) -> Any:
        return tuple(await super().list_collections(*args, **words))


@plant(_check("list_partitions"), "length", "result")
class ListPartitionsNoDefault(FaithfulClient):
    """Leaves out the default partition."""

    async def list_partitions(self, *args: Any, **words: Any) -> Any:
        return [name for name in await super().list_partitions(*args, **words) if name != "_default"]


@plant(_check("describe_collection"), "missing", "result.num_partitions")
class DescribeCollectionLosesKey(FaithfulClient):
    """Does not tell the number of partitions."""

    async def describe_collection(self, *args: Any, **words: Any) -> Any:
        told = await super().describe_collection(*args, **words)
        told.pop("num_partitions")
        return told


@plant(_check("describe_index"), "value", "result.metric_type")
class DescribeIndexGuesses(FaithfulClient):
    """Tells the default metric of every index."""

    async def describe_index(self, *args: Any, **words: Any) -> Any:
        told = await super().describe_index(*args, **words)
        return told and {**told, "metric_type": "COSINE"}


@plant(_check("rename_collection"), "state", "collection")
class RenameCollectionForgets(FaithfulClient):
    """Renames nothing."""

    async def rename_collection(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


@plant(_check("get_collection_stats"), "type", "result.row_count")
class StatsAsText(FaithfulClient):
    """Tells the number of rows as a text."""

    async def get_collection_stats(self, *args: Any, **words: Any) -> Any:
        told = await super().get_collection_stats(*args, **words)
        return {key: str(value) for key, value in told.items()}


@plant(_check("alter_collection_properties"), "mutated", "arguments")
class AlterPropertiesEmpties(FaithfulClient):
    """Takes the properties out of the dictionary that it is given."""

    async def alter_collection_properties(
        self, collection_name: str, properties: Any, *args: Any, **words: Any
    ) -> Any:
        given = dict(properties)
        properties.clear()
        return await super().alter_collection_properties(collection_name, given, *args, **words)


@plant(_check("flush"), "state", "collection", unseen="shows no trace of a flush")
class FlushForgets(FaithfulClient):
    """Flushes nothing."""

    async def flush(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


@plant(_check("truncate_collection"), "state", "collection")
class TruncateKeepsRows(FaithfulClient):
    """Leaves the rows where they are."""

    async def truncate_collection(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


@plant(_check("create_schema"), "type", "result")
class CreateSchemaPlain(FaithfulClient):
    """Gives a dictionary in place of a schema."""

    async def create_schema(self, *args: Any, **words: Any) -> Any:
        return (await super().create_schema(*args, **words)).to_dict()


# Aliases


@plant(_check("create_alias"), "state", "alias")
class CreateAliasElsewhere(FaithfulClient):
    """Makes an alias of the right name, and one more."""

    async def create_alias(self, collection_name: str, alias: str, *args: Any, **words: Any) -> Any:
        await super().create_alias(collection_name, f"{alias}_2", *args, **words)
        return await super().create_alias(collection_name, alias, *args, **words)


@plant(_check("drop_alias"), "state", "alias")
class DropAliasForgets(FaithfulClient):
    """Drops nothing."""

    async def drop_alias(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


@plant(_check("alter_alias"), "outcome", "result (raised, returned)")
class AlterAliasHidesErrors(FaithfulClient):
    """Keeps what goes wrong to itself."""

    async def alter_alias(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().alter_alias(*args, **words)
        except MilvusException:
            return None


@plant(_check("describe_alias"), "missing", "result.collection_name")
class DescribeAliasLosesKey(FaithfulClient):
    """Does not tell which collection an alias stands for."""

    async def describe_alias(self, *args: Any, **words: Any) -> Any:
        told = await super().describe_alias(*args, **words)
        told.pop("collection_name")
        return told


@plant(_check("describe_alias"), "error-code", "result")
class DescribeAliasOtherCode(FaithfulClient):
    """Gives every error the same code."""

    async def describe_alias(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().describe_alias(*args, **words)
        except MilvusException as error:
            raise MilvusException(1, error.message) from error


# Databases


@plant(_check("create_database"), "state", "database")
class CreateDatabaseForgets(FaithfulClient):
    """Makes no database."""

    async def create_database(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


@plant(_check("list_databases"), "length", "result")
class ListDatabasesNoDefault(FaithfulClient):
    """Leaves out the default database."""

    async def list_databases(self, *args: Any, **words: Any) -> Any:
        return [name for name in await super().list_databases(*args, **words) if name != "default"]


@plant(_check("use_database"), "length", "then")
class UseDatabaseForgets(FaithfulClient):
    """Goes on with the database that it had."""

    async def use_database(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


# Users, roles and resource groups


@plant(_check("create_user"), "state", "user", needs="users")
class CreateUserForgets(FaithfulClient):
    """Makes no user."""

    async def create_user(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


@plant(_check("list_users"), "length", "result", needs="users")
class ListUsersNoRoot(FaithfulClient):
    """Leaves out the server's owner."""

    async def list_users(self, *args: Any, **words: Any) -> Any:
        users = await super().list_users(*args, **words)
        users.remove("root")
        return users


@plant(_check("update_password"), "outcome", "then (raised, returned)", needs="users")
class UpdatePasswordForgets(FaithfulClient):
    """Changes no password."""

    async def update_password(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


@plant(_check("drop_role"), "state", "role", needs="roles")
class DropRoleForgets(FaithfulClient):
    """Drops nothing."""

    async def drop_role(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


@plant(_check("grant_role"), "state", "user", needs="users")
class GrantRoleForgets(FaithfulClient):
    """Grants nothing."""

    async def grant_role(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


@plant(_check("grant_privilege"), "outcome", "result (raised, returned)")
class GrantPrivilegeHidesErrors(FaithfulClient):
    """Grants nothing, and says nothing."""

    async def grant_privilege(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


@plant(_check("drop_resource_group"), "state", "resource group", needs="resource_groups")
class DropGroupForgets(FaithfulClient):
    """Drops nothing."""

    async def drop_resource_group(self, *args: Any, **words: Any) -> Any:
        """Do nothing."""


# What a server does not offer


@plant(_check("create_snapshot"), "error-type", "result")
class CreateSnapshotOtherError(FaithfulClient):
    """Raises another error where the server knows no snapshots."""

    async def create_snapshot(self, *args: Any, **words: Any) -> Any:
        raise NotImplementedError


@plant(_check("run_analyzer"), "outcome", "result (raised, returned)")
class RunAnalyzerFindsNothing(FaithfulClient):
    """Finds no words where the server cannot analyse."""

    async def run_analyzer(self, *args: Any, **words: Any) -> Any:
        return []
