"""Planted bugs behind another difference on the wire, which a baseline may know: each must be told besides that one."""

from __future__ import annotations

from typing import Any

from pymilvus.grpc_gen import schema_pb2

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant
from tests.mutants.wire.tap import TappedClient


@plant("wire.request/list_collections", "value", "result[]")
class ContainerOfOtherNames(FaithfulClient):
    """Returns a protobuf container, with other names in it."""

    async def list_collections(self, *args: Any, **kwargs: Any) -> Any:
        names = await super().list_collections(*args, **kwargs)
        return schema_pb2.StringArray(data=[f"{name}!" for name in names]).data


@plant("wire.request/list_partitions", "length", "result")
class TupleWithoutLastName(FaithfulClient):
    """Returns a tuple without the last name."""

    async def list_partitions(self, *args: Any, **kwargs: Any) -> Any:
        return tuple(await super().list_partitions(*args, **kwargs))[:-1]


@plant("wire.request/describe_index", "value", "result.")
class PairsWithOtherValues(FaithfulClient):
    """Returns a mapping of another type, with other texts in it."""

    async def describe_index(self, *args: Any, **kwargs: Any) -> Any:
        told = await super().describe_index(*args, **kwargs)
        return _Mapping(
            {key: f"{value}!" if isinstance(value, str) else value for key, value in told.items()}
        )


@plant("wire.request/has_collection", "value", "result")
class NumberForTheOpposite(FaithfulClient):
    """Returns a number that means the opposite."""

    async def has_collection(self, *args: Any, **kwargs: Any) -> Any:
        return int(not await super().has_collection(*args, **kwargs))


@plant("wire.request/insert", "field", "Insert.fields_data[].field_name")
class FewerColumnsOfOtherNames(TappedClient):
    """Sends one column less, and the others under other names."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        if rpc == "Insert" and len(request.fields_data) > 1:
            del request.fields_data[-1]
            for column in request.fields_data:
                column.field_name += "!"
        return send(request, timeout=timeout, metadata=metadata)


@plant("wire.request/create_index", "field", "CreateIndex.extra_params[metric_type]")
class TwiceTheParametersAndAnotherMetric(TappedClient):
    """Sends one parameter twice, and another metric."""

    def pass_on(self, rpc: str, send: Any, request: Any, timeout: Any, metadata: Any) -> Any:
        if rpc == "CreateIndex" and request.extra_params:
            for pair in request.extra_params:
                if pair.key == "metric_type":
                    pair.value = "OTHER"
            request.extra_params.add().CopyFrom(request.extra_params[0])
        return send(request, timeout=timeout, metadata=metadata)


class _Mapping(dict):  # type: ignore[type-arg]
    """A mapping of another type."""
