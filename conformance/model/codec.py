"""Operations and results as JSON and back, without losing a type.

JSON has no tuples, bytes, non-string keys or NaN, so those travel as ``{"$tuple": [...]}`` and the like, and the
project's values as ``{"$Schema": {...}}``. The one rule: ``decode(encode(x)) == x``, types included.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from conformance.model.call_sequence import CallSequence
from conformance.model.namespace import NamespaceTestCase
from conformance.model.operation import Operation, Placeholder
from conformance.model.outcome import Raised, Returned, TimedOut, Typed
from conformance.model.scene import Scene, SceneTestCase
from pytest_milvus.mock_server.script import Abort, Drop, Full, Late, Refusal, Reply, Rule, Script, Unfinished
from pytest_milvus.values.filter import (
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
from pytest_milvus.values.many import Many, Number
from pytest_milvus.values.recipe import Made, Name, Then
from pytest_milvus.values.schema import Field, Index, Indexes, Schema

__all__ = ["decode", "encode"]

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
        *(
            Made,
            Many,
            Name,
            Number,
            Then,
            Field,
            Index,
            Indexes,
            Schema,
            Scene,
            SceneTestCase,
            CallSequence,
            NamespaceTestCase,
        ),
        *(Script, Rule, Reply, Full, Refusal, Abort, Drop, Late, Unfinished),
    )
}


def encode(value: Any) -> Any:
    """Return a JSON document for a value.

    Raises:
        TypeError: The value is neither plain Python nor a dataclass.
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
    if is_dataclass(value) and not isinstance(value, type):
        parts = {item.name: (getattr(value, item.name), "sparse" in item.metadata) for item in fields(value)}
        # What most values have empty is left out where it is.
        told = {name: encode(part) for name, (part, sparse) in parts.items() if part or not sparse}
        return {f"${type(value).__name__}": told}
    msg = f"cannot store a {type(value).__qualname__}: {value!r}"
    raise TypeError(msg)


def decode(document: Any, *kinds: type[Any]) -> Any:
    """Return the value of a JSON document made by `encode`.

    Args:
        document: What `encode` returned.
        *kinds: Dataclasses of a tier's own that may stand in it, beside those of this package and of the mock server.

    Raises:
        ValueError: The document was not made by `encode`.
    """
    return _decoded(document, {**_VALUES, **{kind.__name__: kind for kind in kinds}})


def _decoded(document: Any, values: Mapping[str, type[Any]]) -> Any:
    if isinstance(document, list):
        return [_decoded(item, values) for item in document]
    if not isinstance(document, dict):
        return document
    tag = next(iter(document), "")
    if not tag.startswith("$"):
        return {key: _decoded(item, values) for key, item in document.items()}
    body = document[tag]
    if tag == "$float":
        return float(body)
    if tag == "$bytes":
        return base64.b64decode(body)
    if tag == "$tuple":
        return tuple(_decoded(item, values) for item in body)
    if tag == "$dict":
        return {_decoded(key, values): _decoded(item, values) for key, item in body}
    if tag[1:] in values and isinstance(body, dict):
        return values[tag[1:]](**{key: _decoded(item, values) for key, item in body.items()})
    msg = f"unknown tag {tag!r}; the document was written by another version or is damaged"
    raise ValueError(msg)
