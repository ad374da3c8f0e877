"""The catalogue: one entry for each client method that the suite knows how to drive.

The one rule: a method without an entry is reported as ``uncatalogued``, never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Area", "Effect", "Entry", "Shape", "entries", "lookup", "wait"]

Area = Literal["client", "collection", "partition", "index", "vector"]
Effect = Literal["read", "write", "definition", "local"]
Shape = Literal["plain", "rows", "hits", "batches"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the suite knows of a method.

    Attributes:
        method: Its name.
        area: What it is about.
        effect: Whether it reads, writes rows, changes definitions, or stays inside the client.
        shape: How its result is compared: as it is, as rows (by primary key), or as hits (ties as groups). Batches of
            an iterator are compared as they are, because the order of the rows is a part of what it gives.
        weight: Nominal cost of one example in milliseconds on the embedded engine, preparation included.
            A profile's time budget divided by it gives the number of examples, so that the number does
            not depend on the clock.
        requires: Engine capability without which the server refuses it, ``""`` for none.
    """

    method: str
    area: Area
    effect: Effect
    shape: Shape
    weight: int
    requires: str = ""

    @property
    def choice(self) -> int:
        """Test cases that are drawn for each one that is made, so that a costly method gets the telling ones."""
        return max(1, self.weight // DRAWING)


DRAWING = 40
"""Cost of an example, in milliseconds, that one more drawn test case is worth."""

_ENTRIES = {
    entry.method: entry
    for entry in (
        Entry("close", "client", "local", "plain", 60),
        Entry("create_collection", "collection", "definition", "plain", 200),
        Entry("drop_collection", "collection", "definition", "plain", 160),
        Entry("create_partition", "partition", "definition", "plain", 160),
        Entry("drop_partition", "partition", "definition", "plain", 160),
        Entry("create_index", "index", "definition", "plain", 200),
        Entry("drop_index", "index", "definition", "plain", 160),
        Entry("load_collection", "collection", "definition", "plain", 160),
        Entry("release_collection", "collection", "definition", "plain", 160),
        Entry("load_partitions", "partition", "definition", "plain", 160, "partition_load"),
        Entry("release_partitions", "partition", "definition", "plain", 160, "partition_load"),
        Entry("insert", "vector", "write", "plain", 140),
        Entry("upsert", "vector", "write", "plain", 140),
        Entry("delete", "vector", "write", "plain", 140),
        Entry("search", "vector", "read", "hits", 25),
        Entry("query", "vector", "read", "rows", 25),
        Entry("hybrid_search", "vector", "read", "hits", 40, "hybrid_search"),
        Entry("get", "vector", "read", "rows", 25),
        Entry("query_iterator", "vector", "read", "batches", 60, "iterators"),
        Entry("search_iterator", "vector", "read", "batches", 60, "iterators"),
    )
}


def entries() -> Iterable[Entry]:
    """Return every entry, in the order of the tutorial's table, iterators last."""
    return _ENTRIES.values()


def lookup(method: str) -> Entry | None:
    """Return the entry of a method, ``None`` when it is uncatalogued."""
    return _ENTRIES.get(method)


_WAITS = {"create_index": 500, "create_collection": 200, "optimize": 2000}
"""Milliseconds that pymilvus sleeps in a planned call of a method, on average: half a second where it waits for an
index, two in `optimize`, and not all calls of create_collection wait."""


def wait(method: str) -> int:
    """Return the milliseconds that a method sleeps even where everything is finished at once."""
    return _WAITS.get(method, 0)
