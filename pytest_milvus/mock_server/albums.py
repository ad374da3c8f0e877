"""The albums: a collection whose rows and description have what those of the others lack.

The one rule: what is told of them is what a server may tell, and differs from what a client takes for granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_milvus.mock_server.described import described
from pytest_milvus.mock_server.world import ALBUM_SCHEMA

__all__ = ["ALBUM_ROWS", "told_of_albums"]

ALBUM_ROWS = (
    {"code": "größe", "artist": "a", "owned": True, "print": b"\x01\x80", "cover": bytes(range(8)),
     "songs": [{"name": "one", "seconds": 90, "clip": [0.5, -1.0, 2.0, 0.0]},
               {"name": "", "seconds": 0, "clip": [1.0, 0.0, 0.0, 0.0]}]},
    {"code": "7", "artist": "", "owned": False, "print": b"\x00\x00", "cover": bytes(8), "songs": []},
)  # fmt: skip
"""What is found in them."""

_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "code": {"description": "key: gro\u0308\u00dfe  \ufb01lm"},
    "artist": {"isClusteringKey": True, "nullable": True, "defaultValue": {"stringData": ""}},
    "owned": {"description": "whether it is  here", "defaultValue": {"boolData": False}},
}
"""What is told of fields beside their types."""


def told_of_albums() -> Mapping[str, Any]:
    """Return their description as protobuf's JSON of a ``schema.CollectionSchema``, without a name."""
    made = described(ALBUM_SCHEMA)
    return {
        **made,
        "fields": [{**field, **_FIELDS.get(field["name"], {})} for field in made["fields"]],
        "description": "x" * 500,
        "properties": [{"key": "a", "value": ""}, {"key": "\ufb01lm", "value": "two  spaces"}],
        "functions": [
            {
                "name": "prints",
                "id": 7,
                "type": "MinHash",
                "description": "gro\u0308\u00dfe",
                "inputFieldNames": ["artist", "code"],
                "outputFieldNames": ["print"],
                "params": [{"key": "shingles", "value": "3"}],
            }
        ],
    }
