"""Operations and results as JSON and back, without losing a type.

JSON has no tuples, bytes, non-string keys or NaN, so those travel as ``{"$tuple": [...]}`` and the like, and the
project's values as ``{"$Schema": {...}}``. The one rule: ``decode(encode(x)) == x``, types included.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from conformance.operation.filter import (
    And,
    Arithmetic,
    Compare,
    Contains,
    Exists,
    In,
    Instant,
    IsNull,
    Length,
    Like,
    Not,
    Or,
    Parameter,
    Path,
    Range,
    Spatial,
    TextMatch,
)
from conformance.operation.operation import Operation, Placeholder
from conformance.operation.outcome import Raised, Returned, TimedOut, Typed
from conformance.operation.recipe import Made, Name, Then
from conformance.operation.scene import Scene, Trial
from conformance.operation.schema import Field, Index, Indexes, Schema
from conformance.operation.story import Story

__all__ = ["decode", "encode", "storable"]

_VALUES: dict[str, type[Any]] = {
    value.__name__: value
    for value in (
        *(Operation, Placeholder, Returned, Raised, TimedOut, Typed),
        *(
            And,
            Arithmetic,
            Compare,
            Contains,
            Exists,
            In,
            Instant,
            IsNull,
            Length,
            Like,
            Not,
            Or,
            Parameter,
            Path,
            Range,
            Spatial,
            TextMatch,
        ),
        *(Made, Name, Then, Field, Index, Indexes, Schema, Scene, Trial, Story),
    )
}


def storable(*kinds: type[Any]) -> None:
    """Let values of further dataclasses be stored; a layer above this one registers its own."""
    _VALUES.update({kind.__name__: kind for kind in kinds})


def encode(value: Any) -> Any:
    """Return a JSON document for a value.

    Raises:
        TypeError: The value is neither plain Python nor one of the project's values.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": str(value)}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, tuple):
        return {"$tuple": [encode(item) for item in value]}
    if isinstance(value, Mapping):
        if all(isinstance(key, str) and not key.startswith("$") for key in value):
            return {key: encode(item) for key, item in value.items()}
        return {"$dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if type(value).__name__ in _VALUES:
        return {f"${type(value).__name__}": {f.name: encode(getattr(value, f.name)) for f in fields(value)}}
    msg = f"cannot store a {type(value).__qualname__}: {value!r}"
    raise TypeError(msg)


def decode(document: Any) -> Any:
    """Return the value of a JSON document made by `encode`.

    Raises:
        ValueError: The document was not made by `encode`.
    """
    if isinstance(document, list):
        return [decode(item) for item in document]
    if not isinstance(document, dict):
        return document
    tag = next(iter(document), "")
    if not tag.startswith("$"):
        return {key: decode(item) for key, item in document.items()}
    body = document[tag]
    if tag == "$float":
        return float(body)
    if tag == "$bytes":
        return base64.b64decode(body)
    if tag == "$tuple":
        return tuple(decode(item) for item in body)
    if tag == "$dict":
        return {decode(key): decode(item) for key, item in body}
    if tag[1:] in _VALUES and isinstance(body, dict):
        return _VALUES[tag[1:]](**{key: decode(item) for key, item in body.items()})
    msg = f"unknown tag {tag!r}; the document was written by another version or is damaged"
    raise ValueError(msg)
