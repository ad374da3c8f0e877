"""Hypothesis strategies for Milvus: schemas, indexes, rows, vectors and filters that fit each other.

Public API. They draw readable values and shrink to a two-row collection with short names; what an engine does not
offer is left out by its ``capabilities``, see `conformance.strategies.exclusions`.
"""

from conformance.strategies.exclusions import EXCLUSIONS, Exclusion, exclusions
from conformance.strategies.filters import filters
from conformance.strategies.indexes import indexes
from conformance.strategies.rows import rows
from conformance.strategies.scalars import documents, scalars
from conformance.strategies.schemas import schemas
from conformance.strategies.texts import search_texts
from conformance.strategies.vectors import query_vectors, sparse_vectors, vector_inputs, vectors

__all__ = [
    "EXCLUSIONS",
    "Exclusion",
    "documents",
    "exclusions",
    "filters",
    "indexes",
    "query_vectors",
    "rows",
    "scalars",
    "schemas",
    "search_texts",
    "sparse_vectors",
    "vector_inputs",
    "vectors",
]
