"""The world of the wire tier: what stands on a server that exists only as answers.

Strategies take names from here and the wire server answers for them, so that any generated call can run to its
end. The one rule: whatever is named here is there, loaded, indexed, flushed and finished.
"""

from __future__ import annotations

from pytest_milvus.values.schema import Field, Index, Indexes, Schema

__all__ = [
    "ALBUMS",
    "ALBUM_SCHEMA",
    "ALIAS",
    "COLLECTIONS",
    "DATABASE",
    "GROUP",
    "JOB",
    "PARTITIONS",
    "PRIVILEGE_GROUP",
    "ROLE",
    "SNAPSHOT",
    "USER",
    "WORLD_INDEXES",
    "WORLD_SCHEMA",
]

COLLECTIONS = ("books", "papers")
ALBUMS = "albums"
"""A collection of another schema, which no list names."""
PARTITIONS = ("_default", "novels")
ALIAS = "shelf"
DATABASE = "library"
USER = "ann"
ROLE = "reader"
PRIVILEGE_GROUP = "readers"
GROUP = "east"
SNAPSHOT = "monday"
JOB = 2**53 + 1
"""Id of every job (compaction, refresh, restore): one that a double cannot hold."""

WORLD_SCHEMA = Schema(
    (
        Field("id", "INT64", primary=True),
        Field("title", "VARCHAR", {"max_length": 100}),
        Field("year", "INT32", nullable=True),
        Field("price", "DOUBLE", default=9.5),
        Field(
            "tags", "ARRAY", {"element_type": "VARCHAR", "max_capacity": 4, "max_length": 20}, nullable=True
        ),
        Field("extra", "JSON"),
        Field("vector", "FLOAT_VECTOR", {"dim": 4}),
        Field("words", "SPARSE_FLOAT_VECTOR"),
    ),
    dynamic=True,
)
"""Schema of each collection but the albums."""

ALBUM_SCHEMA = Schema(
    (
        Field("code", "VARCHAR", {"max_length": 20}, primary=True),
        Field("artist", "VARCHAR", {"max_length": 100}, partition_key=True),
        Field("owned", "BOOL", default=True),
        Field(
            "songs",
            "ARRAY",
            {"element_type": "STRUCT", "max_capacity": 8},
            parts=(
                Field("name", "VARCHAR", {"max_length": 50}),
                Field("seconds", "INT32"),
                Field("clip", "FLOAT_VECTOR", {"dim": 4}),
            ),
        ),
        Field("cover", "FLOAT16_VECTOR", {"dim": 4}),
        Field("print", "BINARY_VECTOR", {"dim": 16}),
    )
)
"""Schema of the albums: texts as keys, structs, vectors of bytes."""

WORLD_INDEXES = Indexes(
    (Index("vector", "FLAT", "vector", "L2"), Index("words", "SPARSE_INVERTED_INDEX", "words", "IP"))
)
"""Indexes of each collection, named as Milvus names them: by their fields."""
