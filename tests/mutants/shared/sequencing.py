"""Bugs in what both clients share of everything else: what stands where, and under which name."""

from __future__ import annotations

from typing import Any

from tests.mutants.shared.planting import edited, shared
from tests.mutants.shared.reading import PREPARE, QUERY, Original
from tests.mutants.shared.writing import DELETE, INSERT


@edited("sequence.calls/query", QUERY)
def told_query_asks_for_nothing_early(request: Any) -> None:
    """Sends `>` for `<`."""
    request.expr = request.expr.replace(" < ", " > ")


@edited("sequence.calls/insert", INSERT)
def told_insert_ignores_partition(request: Any) -> None:
    """Stores rows in the default partition."""
    request.partition_name = "_default"


@edited("sequence.calls/delete", DELETE)
def told_delete_takes_all(request: Any) -> None:
    """Deletes by number whatever the number is."""
    request.expr = request.expr.replace(" < 5", " < 500")


@shared(
    "sequence.calls/drop_partition",
    f"{PREPARE}.drop_partition_request",
    unseen="in quick runs Milvus Lite refuses nearly every call that drops a partition",
)
def another_partition_is_dropped(original: Original, collection: str, partition: str) -> Any:
    """Drops a partition that nobody has."""
    return original(collection, f"{partition}_")


@shared("sequence.calls/rename_collection", f"{PREPARE}.rename_collections_request")
def a_renamed_collection_has_another_name(original: Original, old: str, new: str, *args: Any) -> Any:
    """Renames a collection to another name."""
    return original(old, f"{new}_", *args)


@shared("sequence.calls/has_partition", f"{PREPARE}.has_partition_request")
def another_partition_is_asked_for(original: Original, collection: str, partition: str) -> Any:
    """Asks for a partition that nobody has."""
    return original(collection, f"{partition}_")


@shared("sequence.calls/alter_alias", f"{PREPARE}.alter_alias_request")
def an_altered_alias_is_another(original: Original, collection: str, alias: str) -> Any:
    """Creates an alias of another name."""
    request = original(collection, alias)
    request.alias = f"{alias}_"
    return request


@shared("sequence.calls/release_collection", f"{PREPARE}.release_collection")
def another_collection_is_released(original: Original, database: str, collection: str) -> Any:
    """Releases a collection that nobody has."""
    return original(database, f"{collection}_")


@shared(
    "sequence.calls/get_collection_stats", "pymilvus.client.grpc_handler:GrpcHandler.get_collection_stats"
)
def statistics_count_one_more(original: Original, self: Any, *args: Any, **words: Any) -> Any:
    """Counts one row more."""
    told = original(self, *args, **words)
    for pair in told:
        if pair.key == "row_count":
            pair.value = str(int(pair.value) + 1)
    return told


@edited("sequence.calls/list_partitions", f"{PREPARE}.show_partitions_request")
def partitions_of_nobody_are_listed(request: Any) -> None:
    """Asks for the partitions of a collection that nobody has."""
    request.collection_name = f"{request.collection_name}_"
