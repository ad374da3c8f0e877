"""Shapes: the few schemas that collections of a call sequence may have, and their rows.

The one rule: a row follows from its key and one number, so that the model can tell rows apart by these alone.
Rich schemas are the live tier's; what matters here is that there are two that cannot be taken for each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.model import Field, Index, Indexes, Schema

__all__ = ["ROLES", "SHAPES", "Shape", "shape_of"]

Key = int | str


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema with rows.

    Attributes:
        name: What the model calls it.
        schema: The schema; besides key and vector it has one INT64 field, the row's number.
        keys: The keys that rows may have.
    """

    name: str
    schema: Schema
    keys: tuple[Key, ...]

    @property
    def key(self) -> str:
        """Name of the primary key."""
        return self.schema.primary.name

    @property
    def vector(self) -> str:
        """Name of the vector field."""
        return self.schema.vectors[0].name

    @property
    def number(self) -> str:
        """Name of the field that holds the row's number."""
        return self.schema.scalars[0].name

    @property
    def indexes(self) -> Indexes:
        """An exact index on the vector field."""
        return Indexes((Index(self.vector, "FLAT", "", "L2"),))

    @property
    def everything(self) -> str:
        """A filter that every row matches."""
        return f'{self.key} >= ""' if isinstance(self.keys[0], str) else f"{self.key} >= 0"

    def row(self, key: Key, number: int) -> dict[str, Any]:
        """Return the row with a key and a number."""
        return {self.key: key, self.vector: self.place(key, number), self.number: number}

    def place(self, key: Key, number: int) -> list[float]:
        """Return the vector of a row: another one for each key."""
        dim = self.schema.vectors[0].dim
        return [float(self.keys.index(key)), float(number), *[0.5] * (dim - 2)]


SHAPES = {
    shape.name: shape
    for shape in (
        Shape(
            "numbered",
            Schema(
                (
                    Field("id", "INT64", primary=True),
                    Field("vector", "FLOAT_VECTOR", {"dim": 2}),
                    Field("n", "INT64"),
                )
            ),
            (0, 1, 2, 3, 2**53 + 1),
        ),
        Shape(
            "named",
            Schema(
                (
                    Field("name", "VARCHAR", {"max_length": 16}, primary=True),
                    Field("place", "FLOAT_VECTOR", {"dim": 3}),
                    Field("number", "INT64"),
                ),
                dynamic=True,
            ),
            ("a", "b", "c", "d", "ö"),
        ),
    )
}
"""The shapes by name."""

ROLES = {name: role for shape in SHAPES.values() for name, role in shape.schema.roles.items()}
"""The role of each field by name; no two shapes give one name to fields of different roles."""


def shape_of(schema: Any) -> str:
    """Return the name of the shape with a schema."""
    return next(shape.name for shape in SHAPES.values() if shape.schema == schema)
