"""A dataset: rows, queries and filters made from a seed, each with its exact answer.

The one rule: everything is made when asked for and for the rows asked for, so that a million rows need no
more memory than a block of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np

from pytest_milvus.datasets.draws import Column
from pytest_milvus.datasets.layout import Answer, Layout, Plant
from pytest_milvus.datasets.words import Words
from pytest_milvus.exact.filter import select
from pytest_milvus.exact.search import Id, Metric, Ranking, Search, sparse_matrix
from pytest_milvus.values.filter import Filter, Path
from pytest_milvus.values.schema import Indexes, Schema

__all__ = ["BLOCK", "Dataset", "KnownFilter"]

BLOCK = 10_000
"""Rows made at once, and rows under one checksum."""


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Rows, queries and filters with exact answers; from one seed, the same everywhere.

    Attributes:
        name: The recipe's name.
        description: What it is for, one sentence.
        seed: Seed of all random words.
        size: Number of rows.
        schema: The collection's schema; ``schema.build()`` gives pymilvus' own.
        indexes: Its indexes; ``indexes.build()`` gives pymilvus' own.
        layout: How the rows are made, and what the recipe states about them.
    """

    name: str
    description: str
    seed: int
    size: int
    schema: Schema = field(repr=False)
    indexes: Indexes = field(repr=False)
    layout: Layout = field(repr=False)

    def rows(
        self, start: int = 0, stop: int | None = None, *, fields: Iterable[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield rows as a client's ``insert`` takes them.

        Args:
            start: Number of the first row.
            stop: Number after the last row; ``size`` where ``None`` or larger.
            fields: Names of the fields wanted; all where ``None``.
        """
        names = self._names() if fields is None else list(fields)
        for first, last in _blocks(start, self._end(stop)):
            columns = self._columns(names, first, last)
            # A block of dense vectors as Python floats is ten times its size as an array.
            lazy = (map(np.ndarray.tolist, c) if isinstance(c, np.ndarray) else c for c in columns)
            for values in zip(*lazy, strict=True):
                yield dict(zip(names, values, strict=True))

    def batches(self, size: int = 1000) -> Iterator[list[dict[str, Any]]]:
        """Yield all rows in lists of ``size`` (the last may be shorter)."""
        for start in range(0, self.size, size):
            yield list(self.rows(start, start + size))

    def ids(self, start: int = 0, stop: int | None = None) -> list[Id]:
        """Return the primary keys of rows ``start`` to ``stop``."""
        name = self.schema.primary.name
        return [row[name] for row in self.rows(start, stop, fields=[name])]

    def vectors(self, field: str, start: int = 0, stop: int | None = None) -> Any:
        """Return the vectors of rows ``start`` to ``stop`` as a server stores them.

        Returns:
            Dense: float32, shape (rows, dim). Sparse: a ``scipy.sparse.csr_matrix`` of float32.
        """
        (column,) = self._columns([field], start, self._end(stop))
        return column.astype(np.float32) if isinstance(column, np.ndarray) else sparse_matrix(column)

    def queries(self, field: str) -> list[Any]:
        """Return the query vectors for a field, as a client's ``search`` takes them in ``data``."""
        (column,) = self._columns([field], self.size, self.size + self.layout.queries)
        return column.tolist() if isinstance(column, np.ndarray) else column

    def truth(
        self,
        field: str,
        metric: Metric | None = None,
        limit: int = 10,
        *,
        filter: KnownFilter | None = None,
    ) -> list[Ranking]:
        """Find the exact nearest neighbours of every query.

        Args:
            field: Vector field.
            metric: ``"L2"``, ``"IP"`` or ``"COSINE"``; that of the field's index where ``None``.
            limit: Neighbours per query, and the places that an ``offset`` skips.
            filter: Search only among the rows that it selects.

        Returns:
            One ranking per query, in the order of `queries`.

        Raises:
            ValueError: The metric does not suit the field (see `pytest_milvus.exact.search.exact_search`).
        """
        metric = metric or cast("Metric", self.indexes[field].metric)
        search = Search(self.queries(field), metric, limit, exact=self.layout.draws[field].exact)
        for start, stop in _blocks(0, self.size):
            ids = self.ids(start, stop)
            chosen = filter.among(start, stop) if filter else None
            mask = None if chosen is None else [key in chosen for key in ids]
            search.add(self.vectors(field, start, stop), ids, mask=mask)
        return search.rankings()

    @property
    def filters(self) -> tuple[KnownFilter, ...]:
        """Filters with known answers, apart from those on fields that this dataset leaves out."""
        names = set(self._names())
        return tuple(
            KnownFilter(condition.text, condition.count, condition.where, self)
            for condition in self.layout.conditions
            if all(part.name in names for part in condition.where.walk() if isinstance(part, Path))
        )

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Neighbours that the recipe states; `truth` finds the same."""
        return tuple(answer for answer in self.layout.answers if answer.field in self._names())

    def checksum(self) -> str:
        """Return the SHA-256 over the checksums of all blocks (a recipe states it as ``checksum``)."""
        digest = hashlib.sha256()
        for number, _ in enumerate(_blocks(0, self.size)):
            digest.update(bytes.fromhex(self.block_checksum(number)))
        return digest.hexdigest()

    def block_checksum(self, number: int) -> str:
        """Return the SHA-256 of rows ``number * BLOCK`` to ``(number + 1) * BLOCK``.

        Field by field in the order of the schema: a dense vector field as little-endian IEEE numbers, any
        other as JSON.
        """
        digest = hashlib.sha256()
        for column in self._columns(self._names(), number * BLOCK, self._end((number + 1) * BLOCK)):
            digest.update(_canonical(column))
        return digest.hexdigest()

    def without(self, *fields: str) -> Dataset:
        """Return this dataset without some fields; the others keep their values.

        Raises:
            ValueError: The primary key or every vector field would be gone.
        """
        schema = replace(self.schema, fields=tuple(f for f in self.schema.fields if f.name not in fields))
        if self.schema.primary.name in fields or not schema.vectors:
            msg = f"{self.name} without {', '.join(fields)} has no primary key or no vector field"
            raise ValueError(msg)
        entries = tuple(entry for entry in self.indexes.entries if entry.field not in fields)
        return replace(self, schema=schema, indexes=Indexes(entries))

    def fitting(self, capabilities: Collection[str]) -> Dataset:
        """Return this dataset without the fields and filters that need what an engine does not offer.

        Args:
            capabilities: Names as in ``fixtures/engines/capabilities.toml``, for example an engine's.
        """
        offered, layout = set(capabilities), self.layout
        conditions = tuple(condition for condition in layout.conditions if condition.requires <= offered)
        fitting = replace(self, layout=replace(layout, conditions=conditions))
        return fitting.without(*(name for name in self._names() if not layout.requires[name] <= offered))

    def measured(self, field: str, metric: Metric) -> Dataset:
        """Return this dataset with another metric in the index of a vector field."""
        entries = (
            replace(entry, metric=metric) if entry.field == field else entry for entry in self.indexes.entries
        )
        return replace(self, indexes=Indexes(tuple(entries)))

    def _names(self) -> list[str]:
        return [field.name for field in self.schema.fields]

    def _end(self, stop: int | None) -> int:
        return self.size if stop is None else min(stop, self.size)

    def _columns(self, names: Iterable[str], start: int, stop: int) -> list[Column]:
        draws = self.layout.draws
        widths = [draw.width for draw in draws.values()]
        words = dict(zip(draws, Words.drawn(self.seed, sum(widths), start, stop).split(widths), strict=True))
        columns = {name: draws[name].column(words[name]) for name in names}
        for plant in self.layout.plants:
            if plant.field in columns:
                self._sow(plant, columns[plant.field], start, stop)
        return list(columns.values())

    def _sow(self, plant: Plant, column: Column, start: int, stop: int) -> None:
        """Put a plant's vectors in the place of those drawn for its rows."""
        for number, rows in enumerate(plant.groups):
            for row in rows:
                if start <= row < stop:  # never so for queries, on which plants depend
                    vector = self.queries(plant.field)[plant.query]
                    component = list(vector)[number] if isinstance(vector, dict) else number
                    vector[component] += number * plant.step
                    column[row - start] = vector


@dataclass(frozen=True, slots=True, eq=False)
class KnownFilter:
    """A filter and the rows that it selects.

    Attributes:
        text: The expression, as a client takes it.
        count: How many rows it selects.
        where: Its syntax tree.
        dataset: The dataset that it belongs to.
    """

    text: str
    count: int
    where: Filter = field(repr=False)
    dataset: Dataset = field(repr=False)

    @property
    def ids(self) -> frozenset[Id]:
        """Primary keys of the rows that it selects; computed by looking at every row."""
        return self.among(0, self.dataset.size)

    def among(self, start: int, stop: int) -> frozenset[Id]:
        """Return the primary keys that it selects among rows ``start`` to ``stop``."""
        schema = self.dataset.schema
        names = {schema.primary.name} | {part.name for part in self.where.walk() if isinstance(part, Path)}
        rows = self.dataset.rows(start, stop, fields=names)
        return frozenset(select(self.where, rows, schema))


def _blocks(start: int, stop: int) -> Iterator[tuple[int, int]]:
    return ((first, min(first + BLOCK, stop)) for first in range(start, stop, BLOCK))


def _canonical(column: Column) -> bytes:
    if isinstance(column, np.ndarray):
        return column.astype(column.dtype.newbyteorder("<")).tobytes()
    return json.dumps(column, separators=(",", ":")).encode()
