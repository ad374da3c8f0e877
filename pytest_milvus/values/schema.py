"""Schemas and indexes as values: what strategies generate and clients receive."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from pytest_milvus.values.keys import PRIMARY_KEY
from pytest_milvus.values.recipe import Made, Name

__all__ = ["DENSE", "UNSET", "VECTORS", "Field", "Index", "Indexes", "Schema"]

DENSE = frozenset({"FLOAT_VECTOR", "FLOAT16_VECTOR", "BFLOAT16_VECTOR", "INT8_VECTOR"})
VECTORS = DENSE | {"BINARY_VECTOR", "SPARSE_FLOAT_VECTOR"}

_INDEXES = "pymilvus.milvus_client.index:IndexParams"

UNSET = "<unset>"
"""The ``default`` of a field that has none (``None`` is a default that a nullable field may have)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field of a schema.

    Attributes:
        name: Field name.
        dtype: Name of a ``pymilvus.DataType`` member, for example ``"INT64"``.
        params: ``dim``, ``max_length``, ``max_capacity``, ``element_type`` (a DataType's name), ``enable_analyzer``
            and ``enable_match``.
        primary: Whether it is the primary key.
        auto_id: Whether the server makes the primary key.
        nullable: Whether ``None`` is allowed.
        default: Value for rows that leave the field out, or `UNSET`.
        partition_key: Whether rows are spread over partitions by this field.
        bm25_of: Of a sparse vector that a BM25 function makes, the VARCHAR field that it is made of; rows leave
            such a vector out, and it is searched by texts. ``""`` for all others.
        parts: Of an ARRAY whose ``element_type`` is ``"STRUCT"``, the fields of each element.
    """

    name: str
    dtype: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    primary: bool = False
    auto_id: bool = False
    nullable: bool = False
    default: Any = UNSET
    partition_key: bool = False
    bm25_of: str = ""
    parts: tuple[Field, ...] = ()

    @property
    def is_vector(self) -> bool:
        """Whether the field holds vectors."""
        return self.dtype in VECTORS

    @property
    def role(self) -> str:
        """What the field is, whatever its name: the primary key, or its type, for example ``ARRAY of INT64``."""
        if self.primary:
            return PRIMARY_KEY
        return (
            f"{self.dtype} of {self.params['element_type']}" if "element_type" in self.params else self.dtype
        )

    @property
    def dim(self) -> int:
        """Dimension of a dense vector field.

        Raises:
            KeyError: The field has no dimension.
        """
        return int(self.params["dim"])

    def recipe(self) -> Made:
        """Return the recipe of a ``pymilvus.FieldSchema``, or of a ``StructFieldSchema`` for an array of structs."""
        if self.parts:
            fields = [
                {"name": part.name, "type": _dtype(part.dtype), "params": dict(part.params)}
                for part in self.parts
            ]
            raw = {"name": self.name, "max_capacity": self.params["max_capacity"], "fields": fields}
            return Made("pymilvus:StructFieldSchema.construct_from_dict", (raw,))
        words: dict[str, Any] = {}
        for key, value in self.params.items():
            words[key] = _dtype(value) if key == "element_type" else value
        flags = {
            "is_primary": self.primary,
            "auto_id": self.auto_id,
            "nullable": self.nullable,
            "is_partition_key": self.partition_key,
        }
        words |= {key: True for key, value in flags.items() if value}
        if self.default != UNSET:
            words["default_value"] = self.default
        return Made("pymilvus:FieldSchema", (self.name, _dtype(self.dtype)), words)


@dataclasses.dataclass(frozen=True, slots=True)
class Schema:
    """A collection's schema.

    Attributes:
        fields: The fields; exactly one is primary and at least one is a vector.
        dynamic: Whether rows may carry keys that no field declares.
    """

    fields: tuple[Field, ...]
    dynamic: bool = False

    @property
    def primary(self) -> Field:
        """The primary key field."""
        return next(item for item in self.fields if item.primary)

    @property
    def vectors(self) -> tuple[Field, ...]:
        """The vector fields."""
        return tuple(item for item in self.fields if item.is_vector)

    @property
    def scalars(self) -> tuple[Field, ...]:
        """The fields that are neither primary nor vectors."""
        return tuple(item for item in self.fields if not item.is_vector and not item.primary)

    @property
    def roles(self) -> Mapping[str, str]:
        """What each field is, by name; see `Field.role`."""
        return {item.name: item.role for item in self.fields}

    def __getitem__(self, name: str) -> Field:
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)

    def recipe(self) -> Made:
        """Return the recipe of a ``pymilvus.CollectionSchema``."""
        words: dict[str, Any] = {"enable_dynamic_field": True} if self.dynamic else {}
        functions = [_bm25(item) for item in self.fields if item.bm25_of]
        if functions:
            words["functions"] = functions
        structs = [item.recipe() for item in self.fields if item.parts]
        if structs:
            words["struct_fields"] = structs
        plain = [item.recipe() for item in self.fields if not item.parts]
        return Made("pymilvus:CollectionSchema", (plain,), words)

    def build(self) -> Any:
        """Return a new ``pymilvus.CollectionSchema``."""
        return self.recipe().build()

    def code(self) -> str:
        """Return the expression that makes the schema."""
        return self.recipe().code()

    def imports(self) -> frozenset[str]:
        """Return the import lines of `code`."""
        return self.recipe().imports()


@dataclasses.dataclass(frozen=True, slots=True)
class Index:
    """An index on one field: its type, name, metric and build parameters (``{"nlist": 16}``)."""

    field: str
    type: str
    name: str = ""
    metric: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def recipe(self) -> Made:
        """Return the recipe of a ``pymilvus`` IndexParam."""
        words: dict[str, Any] = {"metric_type": self.metric} if self.metric else {}
        if self.params:
            words["params"] = dict(self.params)
        return Made("pymilvus.milvus_client.index:IndexParam", (self.field, self.type, self.name), words)


@dataclasses.dataclass(frozen=True, slots=True)
class Indexes:
    """The index parameters of a collection."""

    entries: tuple[Index, ...]

    def __getitem__(self, field_name: str) -> Index:
        for entry in self.entries:
            if entry.field == field_name:
                return entry
        raise KeyError(field_name)

    def recipe(self) -> Made:
        """Return the recipe of ``pymilvus`` IndexParams (a list)."""
        return Made(_INDEXES, ([entry.recipe() for entry in self.entries],))

    def build(self) -> Any:
        """Return new index parameters."""
        made = Name(_INDEXES).build()()
        for entry in self.entries:
            recipe = entry.recipe()
            made.add_index(*recipe.args, **recipe.kwargs)
        return made

    def code(self) -> str:
        """Return the expression that makes the index parameters in the installed release."""
        if issubclass(Name(_INDEXES).build(), list):
            return self.recipe().code()
        # Up to pymilvus 2.5.4 they are no list, and take one index at most when they are made.
        added = ", ".join(
            entry.recipe().code().replace("IndexParam(", "made.add_index(", 1) for entry in self.entries
        )
        return f"(made := IndexParams(), {added})[0]"

    def imports(self) -> frozenset[str]:
        """Return the import lines of `code`."""
        return self.recipe().imports()


def _bm25(field: Field) -> Made:
    kind = Name("pymilvus:FunctionType.BM25")
    return Made("pymilvus:Function", (f"bm25_{field.name}", kind, [field.bm25_of], [field.name]))


def _dtype(name: str) -> Name:
    return Name(f"pymilvus:DataType.{name}")
