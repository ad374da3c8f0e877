"""Operations on a scene: one strategy for each client method that the suite drives on a server."""

from conformance.strategies.operations.calls import operations
from conformance.strategies.operations.definitions import (
    collection_creations,
    collection_drops,
    index_creations,
    index_drops,
    loads,
    partition_creations,
    partition_drops,
    partition_loads,
    partition_releases,
    releases,
)
from conformance.strategies.operations.disjoint import disjoint
from conformance.strategies.operations.iterations import query_iterations, search_iterations
from conformance.strategies.operations.reads import gets, hybrid_searches, queries, searches
from conformance.strategies.operations.writes import deletes, inserts, upserts

__all__ = [
    "collection_creations",
    "collection_drops",
    "deletes",
    "disjoint",
    "gets",
    "hybrid_searches",
    "index_creations",
    "index_drops",
    "inserts",
    "loads",
    "operations",
    "partition_creations",
    "partition_drops",
    "partition_loads",
    "partition_releases",
    "queries",
    "query_iterations",
    "releases",
    "search_iterations",
    "searches",
    "upserts",
]
