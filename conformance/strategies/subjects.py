"""Subjects: what the rows hold that a filter can be about.

The one rule: a path is a subject only where all rows that have it hold the same type, so that a comparison on
it means the same on every engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pytest_milvus.values.filter import Path
from pytest_milvus.values.row import stored_value
from pytest_milvus.values.schema import Field, Schema

__all__ = ["PLACEHOLDERS", "Kind", "Subject", "subjects"]

Kind = Literal["bool", "int", "float", "str", "list", "instant", "geometry"]

PLACEHOLDERS: Mapping[str, Any] = {
    **{"bool": True, "int": 0, "float": 0.5, "str": "a"},
    **{"instant": "1970-01-01T00:00:00Z", "geometry": "POINT (0 0)"},
}
"""Values for subjects that have none in the rows."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A field, dynamic key, JSON path or array that filters can be about.

    Attributes:
        path: Where it is.
        kind: Type of its values; ``list`` for arrays and JSON lists. Instants and geometries are texts.
        values: Distinct values in the rows, sorted (lists as they come), ``None`` left out; at least one.
        element: Type of a list's elements, ``None`` for other kinds.
        single: Whether numbers are float32.
        source: ``field``, ``json`` (below a JSON field), ``dynamic`` or ``array`` (an array's element).
        gaps: Whether a row may have nothing there.
        nulls: Whether a row has an explicit null there.
        partition_key: Whether it decides on a row's partition.
        words: Whether it is a text whose words can be asked for.
    """

    path: Path
    kind: Kind
    values: tuple[Any, ...]
    element: Kind | None = None
    single: bool = False
    source: Literal["field", "json", "dynamic", "array"] = "field"
    gaps: bool = False
    nulls: bool = False
    partition_key: bool = False
    words: bool = False

    @property
    def loose(self) -> bool:
        """Whether no field declares its type, so that engines differ about rows that lack it."""
        return self.source != "field"


def subjects(schema: Schema, rows: Sequence[Mapping[str, Any]]) -> tuple[Subject, ...]:
    """Return the subjects of some rows: primary key first, then fields, then dynamic keys."""
    return tuple(_subjects(schema, rows))


def _subjects(schema: Schema, rows: Sequence[Mapping[str, Any]]) -> Iterator[Subject]:
    for field in (schema.primary, *schema.scalars):
        held = [stored_value(row.get(field.name), field) for row in rows]
        if field.dtype == "JSON":
            for key in _keys(held):
                yield from _below(Path(field.name, (key,)), [_get(item, key) for item in held], "json")
        elif field.parts:
            continue  # filters on elements have a grammar of their own, and no engine here
        elif field.dtype == "ARRAY":
            yield from _array(field, [item for item in held if item is not None])
        else:
            yield _plain(field, [item for item in held if item is not None])
    if schema.dynamic:
        names = {field.name for field in schema.fields}
        for key in _keys(rows):
            if key not in names:
                path = Path(key, meta=not key.isidentifier())
                yield from _below(path, [row.get(key, _MISSING) for row in rows], "dynamic")


def _plain(field: Field, held: list[Any]) -> Subject:
    kind: Kind = _KINDS[field.dtype]
    values = _distinct(held) or (PLACEHOLDERS[kind],)
    return Subject(
        Path(field.name),
        kind,
        values,
        single=field.dtype == "FLOAT",
        gaps=field.nullable,
        partition_key=field.partition_key,
        words=bool(field.params.get("enable_match")),
    )


def _array(field: Field, held: list[Any]) -> Iterator[Subject]:
    element: Kind = _KINDS[field.params["element_type"]]
    single = field.params["element_type"] == "FLOAT"
    path = Path(field.name)
    yield Subject(path, "list", tuple(held) or ([],), element, single, gaps=field.nullable)
    first = _distinct([item[0] for item in held if item])
    if first:
        yield Subject(Path(field.name, (0,)), element, first, single=single, source="array", gaps=True)


def _below(path: Path, held: list[Any], source: Literal["json", "dynamic"]) -> Iterator[Subject]:
    """Yield the subjects at a JSON path and below it; ``_MISSING`` stands for no value."""
    present = [item for item in held if item is not _MISSING and item is not None]
    kinds = {_kind(item) for item in present}
    if len(kinds) != 1:
        return
    kind = kinds.pop()
    nulls = any(item is None for item in held)
    if kind == "dict" and len(path.keys) < 6:
        for key in _keys(present):
            below = Path(path.name, (*path.keys, key), path.meta)
            yield from _below(below, [_get(item, key) for item in held], source)
    elif kind == "list":
        elements = {_kind(element) for item in present for element in item}
        if len(elements) == 1 and (element := elements.pop()) in PLACEHOLDERS:
            yield Subject(path, "list", tuple(present), element, source=source, gaps=True, nulls=nulls)
    elif kind in PLACEHOLDERS:
        yield Subject(path, kind, _distinct(present), source=source, gaps=True, nulls=nulls)


class _Missing:
    """No value: neither a value nor null."""


_MISSING = _Missing()


def _get(document: Any, key: str) -> Any:
    return document.get(key, _MISSING) if isinstance(document, dict) else _MISSING


def _keys(documents: Sequence[Any]) -> list[str]:
    """Return the keys of all documents, in order of first appearance."""
    return list(dict.fromkeys(key for item in documents if isinstance(item, Mapping) for key in item))


def _distinct(values: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(set(values)))


def _kind(value: Any) -> Any:
    return type(value).__name__


_KINDS: Mapping[str, Kind] = {
    "BOOL": "bool",
    **dict.fromkeys(("INT8", "INT16", "INT32", "INT64"), "int"),
    "FLOAT": "float",
    "DOUBLE": "float",
    "VARCHAR": "str",
    "TIMESTAMPTZ": "instant",
    "GEOMETRY": "geometry",
}
