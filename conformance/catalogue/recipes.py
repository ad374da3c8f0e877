"""Arguments that several records give: recipes for the world of the wire tier.

The one rule: they fit `pytest_milvus.mock_server.world`, so that what arrives can be seen.
"""

from __future__ import annotations

from conformance.model import Made, Name
from pytest_milvus.mock_server.world import WORLD_INDEXES

__all__ = ["ARRAY", "EMBEDDING", "INT64", "ONE_INDEX", "OTHER_ROW", "ROW", "TYPES", "UNICODE", "VECTORS"]

TYPES = "pymilvus:DataType"
"""Where the names of field types stand."""

INT64, ARRAY = Name(f"{TYPES}.INT64"), Name(f"{TYPES}.ARRAY")

UNICODE = "gro\u0308\u00dfe \ufb01lm"
"""A text that Unicode normalisation would change: composed and decomposed characters, and a ligature."""

ROW = {"id": 7, "title": "Vektor", "year": 2001, "price": 1.5, "tags": ["a"], "extra": {"k": 2**53 + 1},
       "vector": [0.5, 1.0, -2.0, 0.0], "words": {3: 0.5, 70000: 1.25}}  # fmt: skip
"""A row of a collection of the world."""

OTHER_ROW = {**ROW, "id": 2**53 + 1, "title": "", "year": None, "tags": None, "note": "dynamic"}
"""A row with what may be missing, and a field that the schema does not know."""

VECTORS = (
    [[0.5, 1.0, -2.0, 0.25]],
    [[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 1.0, 0.0]],
    Made("numpy:array", ([[0.5, 1.0, -2.0, 0.25]],), {"dtype": "float32"}),
    [Made("numpy:array", ([0.5, 1.0, -2.0, 0.25],), {"dtype": "float32"})],
    [bytes(range(8))],
)
"""Vectors to search by, in the forms that a client takes."""

ONE_INDEX = type(WORLD_INDEXES)(WORLD_INDEXES.entries[:1])
"""The index of the world's dense vectors."""

EMBEDDING = Made(
    "pymilvus:Function", ("embeds", Name("pymilvus:FunctionType.TEXTEMBEDDING"), ["id"], ["vector"])
)
"""A function that makes the vectors."""
