"""What stands in a collection after a write, and what the write must tell, from the rows before it.

The one rule: a refused write leaves everything as it was; of one that makes no sense, and is not refused, the oracle
has no opinion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.model import DEFAULT_PARTITION, Scene
from conformance.oracle.problem import Problem
from conformance.oracle.rows import Row, rows_with_keys, to_be_quoted
from pytest_milvus.exact.filter import matches
from pytest_milvus.values.filter import Filter

__all__ = ["Written", "deleted", "stored", "unchanged"]

Placed = tuple[Row, str]


@dataclass(frozen=True, slots=True)
class Written:
    """What a write must have done.

    Attributes:
        rows: The rows after it, each with its partition.
        count: Name of the number of rows in the answer, ``""`` where there is none.
        keys: Primary keys of the rows that were written or are gone, in order; ``None`` where the server made them.
        named: How many there are; by keys, some servers count those that are not there.
        limits: What it was limited to, for the name of a problem.
    """

    rows: Sequence[Placed]
    count: str = ""
    keys: Sequence[Any] | None = None
    named: int = 0
    limits: str = ""

    def problems(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with the answer."""
        if isinstance(value, list):  # some servers tell a delete's keys, and pymilvus nothing else then
            told, due = sorted(map(repr, value)), sorted(map(repr, self.keys or ()))
            if not {*due} <= {*told} or len(told) > self.named:
                text = f"tells {told} instead of {due}"
                yield Problem(f"keys of rows deleted{self.limits}", text, "sorted(map(repr, value))", due)
            return
        fewest = self.named if self.keys is None else min(self.named, len(self.keys))
        if not fewest <= value[self.count] <= self.named:
            text = f"{self.count} is {value[self.count]!r} instead of {fewest}"
            yield Problem(f"count of rows written{self.limits}", text, f"value[{self.count!r}]", fewest)
        if self.keys is not None and "ids" in value and list(value["ids"]) != list(self.keys):
            text = f"the keys are {value['ids']!r} instead of {self.keys!r}"
            yield Problem("keys of rows written", text, "list(value['ids'])", list(self.keys))


def unchanged(scene: Scene) -> Written:
    """Return what a refused write leaves."""
    return Written(scene.rows)


def stored(scene: Scene, words: Mapping[str, Any], count: str) -> Written | None:
    """Return what a write of rows must have done; ``None`` for no opinion.

    Args:
        scene: What stood on the server.
        words: The call's arguments.
        count: Name of the number of rows in the answer.
    """
    data = words.get("data")
    rows = [data] if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    primary, where = scene.schema.primary, words.get("partition_name") or DEFAULT_PARTITION
    new = [(row, where) for row in rows]
    if primary.auto_id:
        return Written((*scene.rows, *new), count, None, len(rows)) if "insert" in count else None
    keys = [row[primary.name] for row in rows]
    kept = [(row, place) for row, place in scene.rows if row[primary.name] not in keys]
    return Written((*kept, *new), count, keys, len(rows))


def deleted(scene: Scene, words: Mapping[str, Any], count: str) -> Written | None:
    """Return what a delete must have done; the arguments are those of `stored`."""
    ids, condition, where = words.get("ids"), words.get("filter"), words.get("partition_name")
    schema, quoted = scene.schema, False
    if schema.primary.auto_id or (ids is None) == (condition is None):
        return None
    rows = [row for row, place in scene.rows if where in (None, place)]
    if ids is not None:
        gone = rows_with_keys(schema, rows, ids)
        listed = ids if isinstance(ids, list) else [ids]
        most, quoted = len(listed), to_be_quoted(listed)
    elif isinstance(condition, Filter):
        gone = [row for row in rows if matches(condition, row, schema) is True]
        most = len(gone)
    else:
        return None
    keys = [row[schema.primary.name] for row in gone]
    names = {*map(repr, keys)}
    kept = [(row, place) for row, place in scene.rows if repr(row[schema.primary.name]) not in names]
    limits = " by keys to be quoted" if quoted else " in a partition" if where else ""
    return Written(kept, count, keys, most, limits)
