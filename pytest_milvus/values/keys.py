"""Keys: how a key of a result is called in the path of a difference.

The one rule: a key of an API has its own name, so that losing one is not taken for losing another; a key that the test
case made up has the name of its role in braces, so that a bug's name does not depend on what was generated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["PRIMARY_KEY", "KeyName", "api_keys", "hit_keys", "named_parts", "row_keys"]

KeyName = Callable[[str, Any], str]
"""Returns what a key is called that stands at a path."""

HITS = ("distance", "entity", "offset")
"""Keys that every hit has, and that may be the name of a generated field anywhere else."""

PRIMARY_KEY = "primary key"
"""Role of the primary key."""

_NAME = re.compile(r"[A-Za-z_$][\w$.()*-]{0,60}", re.ASCII)
"""What a key of an API looks like; what does not was made up."""


def api_keys(_path: str, key: Any) -> str:
    """Return what a key is called of which nobody made up the name; a number is called by its type."""
    if not isinstance(key, str):
        return f"{{{type(key).__name__}}}"
    return key if _NAME.fullmatch(key) else "{text}"


def row_keys(roles: Mapping[str, str]) -> KeyName:
    """Return how keys of rows are called: fields by their roles, and whatever is inside of one ``{key}``.

    Args:
        roles: The role of each field that the test case made up, by its name, for example ``JSON``.
    """

    def name(path: str, key: Any) -> str:
        if not isinstance(key, str):
            return api_keys(path, key)
        if "}" in path:  # inside of a value that was made up
            return "{key}"
        if key in roles:
            return f"{{{roles[key]}}}"
        return key if key == "count(*)" else "{dynamic field}"

    return name


def hit_keys(roles: Mapping[str, str]) -> KeyName:
    """Return how keys of hits are called: as in rows, besides the keys that every hit has.

    Args:
        roles: As in `row_keys`; hits have the primary key under its own name or as ``id``.
    """
    fields = row_keys({"id": PRIMARY_KEY, **roles})

    def name(path: str, key: Any) -> str:
        if path.endswith("[][]") and key in HITS:
            return str(key)
        return fields(path, key)

    return name


def named_parts(root: str, role: str) -> KeyName:
    """Return how keys are called where those of one mapping are names of a role, and others those of an API.

    Args:
        root: Path of the mapping.
        role: What its keys are, for example ``index``.
    """

    def name(path: str, key: Any) -> str:
        return f"{{{role}}}" if path == root else api_keys(path, key)

    return name
