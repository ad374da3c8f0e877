"""Scenes and test cases: what stands on the server before a call, and the calls to compare.

The one rule: a test case is complete. Whoever holds it can run it on any server, shrink it, store it, and print it
as a script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from conformance.model.operation import COLLECTION, Operation
from pytest_milvus.values.schema import Indexes, Schema

__all__ = ["DEFAULT_PARTITION", "Scene", "SceneTestCase", "State"]

State = Literal["absent", "bare", "indexed", "loaded"]

DEFAULT_PARTITION = "_default"


@dataclass(frozen=True, slots=True)
class Scene:
    """A collection before the calls.

    Attributes:
        schema: Its schema.
        indexes: Its indexes.
        rows: Its rows, each with the partition it lies in.
        partitions: Partitions besides the default one.
        state: ``absent`` (no collection), ``bare`` (no index), ``indexed`` (not loaded) or ``loaded``.
    """

    schema: Schema
    indexes: Indexes
    rows: tuple[tuple[Mapping[str, Any], str], ...] = ()
    partitions: tuple[str, ...] = ()
    state: State = "loaded"

    @property
    def contents(self) -> tuple[Mapping[str, Any], ...]:
        """The rows without their partitions."""
        return tuple(row for row, _ in self.rows)

    def setup(self) -> Iterator[Operation]:
        """Yield the operations that make the scene, for the reference client."""
        if self.state == "absent":
            return
        # Strong, because a read follows every write (design 7.5).
        words = {"schema": self.schema, "consistency_level": "Strong"}
        yield Operation("create_collection", (COLLECTION,), words)
        for name in self.partitions:
            yield Operation("create_partition", (COLLECTION, name))
        if self.state in ("indexed", "loaded"):
            # sync=False: the wait sleeps half a second, and loading waits for the index anyway.
            yield Operation("create_index", (COLLECTION, self.indexes), {"sync": False})
        if self.state == "loaded":
            yield Operation("load_collection", (COLLECTION,))
        elif self.state == "indexed":
            # Milvus Lite counts a new collection as loaded.
            yield Operation("release_collection", (COLLECTION,))
        yield from self.inserts()

    def inserts(self) -> Iterator[Operation]:
        """Yield the operations that insert the rows."""
        for partition in (DEFAULT_PARTITION, *self.partitions):
            rows = [dict(row) for row, where in self.rows if where == partition]
            if rows:
                # Milvus refuses a partition's name, the default one's too, where a partition key decides.
                words = {} if partition == DEFAULT_PARTITION else {"partition_name": partition}
                yield Operation("insert", (COLLECTION, rows), words)


@dataclass(frozen=True, slots=True)
class SceneTestCase:
    """Calls that both clients make in the same situation.

    Attributes:
        scene: What stands on the server.
        acts: One operation or several; their outcomes are compared in turn.
        twins: Whether each client works on a collection of its own, made alike; if not, both read the same.
        fresh: Whether each client is made for this test case only (it may be closed by it).
        together: Whether the candidate makes all calls at the same time; the reference makes them one by one.
    """

    scene: Scene
    acts: tuple[Operation, ...]
    twins: bool = False
    fresh: bool = False
    together: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Order of simplicity: rows first, then the length of the printed calls."""
        return len(self.scene.rows), len(self.scene.schema.code()) + sum(len(str(act)) for act in self.acts)
