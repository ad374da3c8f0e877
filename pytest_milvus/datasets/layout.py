"""How a dataset's rows are made and what its recipe states about them.

The one rule: plain values, no computing; `pytest_milvus.datasets.recipe` reads them, `Dataset` obeys them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_milvus.datasets.draws import Draw
from pytest_milvus.exact.search import Id, Metric
from pytest_milvus.values.filter import Filter

__all__ = ["Answer", "Condition", "Layout", "Plant"]


@dataclass(frozen=True, slots=True)
class Plant:
    """Rows that tie by construction: their vector is a query's, changed in one component.

    Attributes:
        field: Vector field.
        query: Number of the query.
        step: In group g, component g (of a sparse vector, its g-th weight) is ``g * step`` larger.
        groups: Row numbers; the rows of one group have the same vector.
    """

    field: str
    query: int
    step: float
    groups: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter that a recipe states.

    Attributes:
        text: The expression.
        where: Its syntax tree.
        count: How many rows it selects.
        requires: Capabilities that an engine needs for it, beside those of its fields.
    """

    text: str
    where: Filter
    count: int
    requires: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """Neighbours that a recipe states.

    Attributes:
        field: Vector field.
        metric: How it is searched.
        limit: Neighbours per query.
        rankings: For each query its groups of equal distance, nearest first, the last one whole.
    """

    field: str
    metric: Metric
    limit: int
    rankings: tuple[tuple[tuple[float, frozenset[Id]], ...], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a recipe says beside schema and indexes.

    Attributes:
        draws: One rule per field, in the order in which they take words.
        requires: Capabilities that an engine needs for a field.
        queries: How many queries there are; query i has the vectors of row ``size + i``.
        plants: Rows that tie.
        conditions: Filters with known answers.
        answers: Stated neighbours.
        checksum: Stated checksum of all rows, ``""`` where the recipe has none.
        blocks: Stated checksums of some blocks, by block number.
    """

    draws: Mapping[str, Draw]
    requires: Mapping[str, frozenset[str]]
    queries: int
    plants: tuple[Plant, ...]
    conditions: tuple[Condition, ...]
    answers: tuple[Answer, ...]
    checksum: str
    blocks: Mapping[int, str]
