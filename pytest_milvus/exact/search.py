"""Exact nearest neighbours, and whether hits are a right answer although ties may come in any order.

The one rule: compute in float64 from the float32 values that a server stores, and call distances equal
when the server's own float32 arithmetic could not tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

__all__ = [
    "NEAREST_FIRST",
    "TOLERANCE",
    "Group",
    "Id",
    "Metric",
    "Ranking",
    "Search",
    "exact_search",
    "sparse_matrix",
]

Id: TypeAlias = "int | str"
Metric: TypeAlias = Literal["L2", "IP", "COSINE", "HAMMING", "JACCARD"]
Vectors: TypeAlias = "ArrayLike | sparse.csr_matrix | sparse.csr_array | Sequence[Mapping[int, float]]"
Floats: TypeAlias = NDArray[np.float64]

NEAREST_FIRST: Mapping[str, Literal[1, -1]] = {"L2": 1, "IP": -1, "COSINE": -1, "HAMMING": 1, "JACCARD": 1}
"""Metrics that have exact answers: 1 where the nearest has the least distance, -1 where it has the largest."""

BITS = ("HAMMING", "JACCARD")
"""Metrics of binary vectors."""

TOLERANCE = 1e-5
"""Relative error granted to a server's float32 sums; about eighty times the spacing of float32."""


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours at one distance, in no order.

    Attributes:
        distance: As Milvus reports it: L2 is squared, HAMMING counts bits; under IP and COSINE larger is nearer.
        ids: Primary keys.
        tolerance: How far a reported distance may be from ``distance``.
    """

    distance: float
    ids: frozenset[Id]
    tolerance: float = 0.0

    def sorted_ids(self) -> list[Id]:
        """Return the primary keys in ascending order, for printing."""
        keys: list[Any] = list(self.ids)
        return sorted(keys)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The exact answer to one query.

    Attributes:
        groups: Nearest first. The last is whole, also where ``limit`` cuts it: any of its members will do.
        limit: Hits asked for.
    """

    groups: tuple[Group, ...]
    limit: int

    def __len__(self) -> int:
        """Return how many hits a right answer has: ``limit``, or fewer where there are fewer rows."""
        return min(self.limit, sum(len(group.ids) for group in self.groups))

    def places(self) -> list[Group]:
        """Return for each place of a right answer the group that its hit belongs to."""
        return list(chain.from_iterable([group] * len(group.ids) for group in self.groups))[: self.limit]

    def accepts(self, hits: Iterable[tuple[Any, float]], *, offset: int = 0) -> list[str]:
        """Judge an answer.

        Args:
            hits: ``(id, distance)`` in the order of the answer.
            offset: Places that the answer skips; ``limit`` counts them.

        Returns:
            What is wrong, one sentence each; empty for a right answer. Ids are compared with their types
            (``"1"`` is not ``1``), order only between groups, distances within the group's tolerance.
        """
        hits, places = list(hits), self.places()[offset:]
        problems = [] if len(hits) == len(places) else [f"{len(hits)} hits instead of {len(places)}"]
        of = {(type(key), key): group for group in self.groups for key in group.ids}
        seen: set[tuple[type, Any]] = set()
        for place, (pk, distance) in enumerate(hits):
            key, where = (type(pk), pk), f"place {place + offset}: {pk!r}"
            due, found = places[place] if place < len(places) else None, of.get(key)
            if key in seen:
                problems.append(f"{where} is there twice")
            elif found is None:
                problems.append(f"{where} is not among the nearest{_due(due)}")
            elif due is not None and found is not due:
                problems.append(f"{where} is at distance {found.distance:.9g}{_due(due)}")
            elif not abs(distance - found.distance) <= found.tolerance:  # so that NaN is a problem
                problems.append(f"{where} has distance {distance!r} instead of {found.distance:.9g}")
            seen.add(key)
        return problems


def exact_search(
    vectors: Vectors,
    ids: Sequence[Id],
    queries: Vectors,
    metric: Metric,
    limit: int,
    *,
    mask: ArrayLike | None = None,
    exact: bool = False,
) -> list[Ranking]:
    """Find the nearest neighbours of each query by comparing it with every row.

    Args:
        vectors: Dense, shape (rows, dim); binary, bytes of eight bits each, shape (rows, dim / 8); or sparse: a SciPy
            CSR matrix or one ``{index: weight}`` per row.
        ids: Primary keys, one per row.
        queries: Of the same kind as ``vectors``.
        metric: ``"L2"`` (squared), ``"IP"`` or ``"COSINE"``; of binary vectors ``"HAMMING"`` or ``"JACCARD"``;
            sparse vectors have ``"IP"`` only, and a row that shares no index with the query is no hit, as in Milvus.
        limit: Hits per query, and the places that an ``offset`` skips.
        mask: Which rows a filter selects, shape (rows,); all where ``None``.
        exact: Whether every sum is exact in float32 (small integers, or those scaled by a power of two). Then
            L2 and IP tie only where they are equal, otherwise where float32 rounding could confuse them.

    Raises:
        ValueError: The metric is unknown, a sparse vector is not searched by IP, or COSINE or JACCARD meets zero
            vectors, for which it is undefined.
    """
    search = Search(queries, metric, limit, exact=exact)
    search.add(vectors, ids, mask=mask)
    return search.rankings()


class Search:
    """An exact search over rows that arrive in blocks, keeping only the best (see `exact_search`)."""

    def __init__(self, queries: Vectors, metric: Metric, limit: int, *, exact: bool = False) -> None:
        if metric not in NEAREST_FIRST:
            msg = f"no exact answers for metric {metric!r}; there are: {', '.join(NEAREST_FIRST)}"
            raise ValueError(msg)
        self.metric, self.limit = metric, limit
        # HAMMING counts; COSINE and JACCARD divide, and so round.
        self.exact = metric == "HAMMING" or (exact and metric in ("L2", "IP"))
        if _is_sparse(queries) and metric != "IP":
            msg = f"sparse vectors are searched by IP, not by {metric}"
            raise ValueError(msg)
        self.queries = _matrix(queries, metric)
        nothing = (np.empty(0, object), np.empty(0), np.empty(0))
        self.best: list[tuple[NDArray[np.object_], Floats, Floats]] = [nothing] * self.queries.shape[0]

    def add(self, vectors: Vectors, ids: Sequence[Id], *, mask: ArrayLike | None = None) -> None:
        """Take one block of rows into account."""
        if len(ids) == 0:
            return
        keys = np.empty(len(ids), object)
        keys[:] = ids
        rows = _matrix(vectors, self.metric)
        if mask is not None:
            chosen = np.asarray(mask, bool)
            keys, rows = keys[chosen], rows[chosen]
        if sparse.issparse(rows):
            distances, scales, hits = _sparse_products(rows, self.queries)
        else:
            measure = _bit_distances if self.metric in BITS else _dense_distances
            distances, scales = measure(rows, self.queries, self.metric)
            hits = np.ones(distances.shape, bool)
        for query, (hit, distance, scale) in enumerate(zip(hits, distances, scales, strict=True)):
            self._keep(query, keys[hit], distance[hit], scale[hit])

    def rankings(self) -> list[Ranking]:
        """Return the answers so far, one per query."""
        return [Ranking(tuple(self._groups(*best)), self.limit) for best in self.best]

    def _keep(self, query: int, ids: NDArray[np.object_], distances: Floats, scales: Floats) -> None:
        pairs = zip(self.best[query], (ids, distances, scales), strict=True)
        ids, distances, scales = (np.concatenate(pair) for pair in pairs)
        order = np.argsort(NEAREST_FIRST[self.metric] * distances, kind="stable")
        starts = self._starts(distances[order], scales[order])
        later = starts[starts >= self.limit]
        order = order[: later[0]] if len(later) else order
        self.best[query] = ids[order], distances[order], scales[order]

    def _starts(self, distances: Floats, scales: Floats) -> NDArray[np.intp]:
        """Return where a new group begins: neighbours in the order whose error bars do not touch."""
        errors = np.zeros(len(scales)) if self.exact else TOLERANCE * scales
        apart = np.abs(np.diff(distances)) > errors[:-1] + errors[1:]
        return np.flatnonzero(apart) + 1

    def _groups(self, ids: NDArray[np.object_], distances: Floats, scales: Floats) -> Iterable[Group]:
        for group in np.split(np.arange(len(ids)), self._starts(distances, scales)):
            if len(group):
                of, error = distances[group], np.abs(distances[group]) if self.exact else scales[group]
                middle = float((of.min() + of.max()) / 2) if of.min() < of.max() else float(of[0])
                tolerance = float(np.max(TOLERANCE * error + np.abs(of - middle)))
                yield Group(middle, frozenset(ids[group].tolist()), tolerance)


def sparse_matrix(rows: Iterable[Mapping[int, float]]) -> sparse.csr_matrix:
    """Return sparse vectors, each ``{index: weight}``, as a matrix of float32."""
    rows = list(rows)
    lengths = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter(chain.from_iterable(rows), np.int64)
    weights = np.fromiter(chain.from_iterable(row.values() for row in rows), np.float32)
    width = int(indices.max()) + 1 if len(indices) else 1
    return sparse.csr_matrix((weights, indices, lengths), shape=(len(rows), width))


def _is_sparse(vectors: Vectors) -> bool:
    listed = isinstance(vectors, Sequence) and len(vectors) > 0
    return sparse.issparse(vectors) or (listed and isinstance(vectors[0], Mapping))  # type: ignore[index]


def _matrix(vectors: Vectors, metric: Metric) -> Any:
    if metric in BITS:
        return np.unpackbits(np.asarray(vectors, np.uint8), axis=1).astype(np.float64)
    if not _is_sparse(vectors):
        return np.asarray(vectors, np.float32).astype(np.float64)
    if not sparse.issparse(vectors):
        vectors = sparse_matrix(vectors)  # type: ignore[arg-type]
    return sparse.csr_matrix(vectors, dtype=np.float32).astype(np.float64)


def _bit_distances(rows: Floats, queries: Floats, metric: Metric) -> tuple[Floats, Floats]:
    """Return distances, and the size of what a server rounds for them; both (queries, rows)."""
    common = queries @ rows.T
    either = queries.sum(1)[:, None] + rows.sum(1)[None, :] - common
    if metric == "HAMMING":
        return either - common, np.zeros(common.shape)
    if not either.all():
        msg = "JACCARD is undefined for two zero vectors; leave such rows or queries out"
        raise ValueError(msg)
    return 1 - common / either, np.ones(common.shape)


def _dense_distances(rows: Floats, queries: Floats, metric: Metric) -> tuple[Floats, Floats]:
    """Return distances, and the size of the terms that a server adds up for them; both (queries, rows)."""
    products = queries @ rows.T
    of_queries = np.einsum("ij,ij->i", queries, queries)[:, None]
    of_rows = np.einsum("ij,ij->i", rows, rows)[None, :]
    if metric == "L2":
        scales = of_queries + of_rows
        return np.maximum(scales - 2 * products, 0.0), scales
    squares = of_queries * of_rows
    if metric == "IP":
        return products, np.sqrt(squares)
    if not squares.all():
        msg = "COSINE is undefined for a zero vector; leave such rows and queries out"
        raise ValueError(msg)
    return products / np.sqrt(squares), np.ones(products.shape)


def _sparse_products(rows: Any, queries: Any) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return products, their scales, and which rows share an index with the query; each (queries, rows)."""
    # Indices go up to 2**32 - 2, and SciPy would allocate that many columns to multiply.
    used, columns = np.unique(np.concatenate([rows.indices, queries.indices]), return_inverse=True)
    cut, width = len(rows.indices), max(len(used), 1)
    rows = sparse.csr_matrix((rows.data, columns[:cut], rows.indptr), (rows.shape[0], width))
    queries = sparse.csr_matrix((queries.data, columns[cut:], queries.indptr), (queries.shape[0], width))
    products = (queries @ rows.T).toarray()
    sizes = (abs(queries) @ abs(rows).T).toarray()
    return products, sizes, sizes > 0


def _due(group: Group | None) -> str:
    if group is None:
        return ""
    shown = ", ".join(map(repr, group.sorted_ids()[:5])) + (", ..." if len(group.ids) > 5 else "")
    return f"; due there: {shown} at distance {group.distance:.9g}"
