"""Planted bugs in keywords that no signature names: what decorators read, and what begins with an underscore."""

from __future__ import annotations

from typing import Any

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant


def _without(words: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in words.items() if name not in names}


@plant("wire.request/rename_collection", "metadata", "RenameCollection.log_level")
class LosesLogLevel(FaithfulClient):
    """Does not pass the level of the server's log on."""

    async def rename_collection(self, *args: Any, **kwargs: Any) -> Any:
        return await super().rename_collection(*args, **_without(kwargs, "log_level"))


@plant("wire.request/describe_alias", "metadata", "DescribeAlias.log_level")
class KnowsOneSpelling(FaithfulClient):
    """Knows the log level with an underscore only."""

    async def describe_alias(self, *args: Any, **kwargs: Any) -> Any:
        return await super().describe_alias(*args, **_without(kwargs, "log-level"))


@plant("wire.request/list_partitions", "outcome", "result")
class FailsWithLogLevel(FaithfulClient):
    """Cannot set the level of the server's log."""

    async def list_partitions(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("log_level"):
            raise AttributeError("set_onetime_loglevel")
        return await super().list_partitions(*args, **kwargs)


@plant("wire.fault/drop_collection", "outcome", "result")
class TriesForEver(FaithfulClient):
    """Tries again as often as by default, however often it is told to."""

    async def drop_collection(self, *args: Any, **kwargs: Any) -> Any:
        return await super().drop_collection(*args, **_without(kwargs, "retry_times"))


@plant("wire.fault/has_collection", "rpc-missing", "DescribeCollection")
class TakesRetriesForAttempts(FaithfulClient):
    """Counts the first attempt as one of the retries."""

    async def has_collection(self, *args: Any, **kwargs: Any) -> Any:
        if "retry_times" in kwargs:
            kwargs["retry_times"] -= 1
        return await super().has_collection(*args, **kwargs)


@plant("wire.fault/insert", "outcome", "result")
class WaitsForTheRateLimit(FaithfulClient):
    """Tries again after a rate limit though it is told not to."""

    async def insert(self, *args: Any, **kwargs: Any) -> Any:
        return await super().insert(*args, **_without(kwargs, "retry_on_rate_limit"))


@plant("wire.request/load_collection", "field", "LoadCollection.resource_groups")
class LoadsInAnyGroup(FaithfulClient):
    """Knows the resource groups without an underscore only."""

    async def load_collection(self, *args: Any, **kwargs: Any) -> Any:
        return await super().load_collection(*args, **_without(kwargs, "_resource_groups"))


@plant("wire.request/load_partitions", "field", "LoadPartitions.load_fields")
class LoadsAllFields(FaithfulClient):
    """Drops every keyword that begins with an underscore."""

    async def load_partitions(self, *args: Any, **kwargs: Any) -> Any:
        private = [name for name in kwargs if name.startswith("_")]
        return await super().load_partitions(*args, **_without(kwargs, *private))


@plant("wire.request/refresh_load", "field", "LoadCollection.skip_load_dynamic_field")
class LoadsDynamicFields(FaithfulClient):
    """Knows the short way to leave the dynamic field out without an underscore only."""

    async def refresh_load(self, *args: Any, **kwargs: Any) -> Any:
        return await super().refresh_load(*args, **_without(kwargs, "_skip_load_dynamic_field"))
