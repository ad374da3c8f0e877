"""How random words become the values of a field: one class for each ``kind`` that a recipe may name.

The one rule: integer arithmetic and scaling by powers of two only, so that values are the same everywhere,
and distances of grid vectors are exact in float32 whatever the order of summation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pytest_milvus.datasets.words import Words

__all__ = ["KINDS", "Column", "Draw", "draw_of"]

Column: TypeAlias = "NDArray[Any] | list[Any]"


class Draw(Protocol):
    """A rule that makes one column.

    Attributes:
        exact: Whether the values are vectors whose L2 and IP distances float32 holds exactly.
    """

    exact: ClassVar[bool] = False

    @property
    def width(self) -> int:
        """Words that one row takes."""

    def column(self, words: Words) -> Column:
        """Return the values of the rows whose words these are."""


@dataclass(frozen=True, slots=True)
class Count(Draw):
    """Consecutive integers, ``first`` for row 0; with ``prefix``, the strings ``prefix + number``."""

    first: int = 0
    prefix: str = ""

    @property
    def width(self) -> int:
        return 0

    def column(self, words: Words) -> Column:
        start = self.first + words.first
        numbers = range(start, start + len(words))
        return [f"{self.prefix}{number}" for number in numbers] if self.prefix else list(numbers)


@dataclass(frozen=True, slots=True)
class Grid(Draw):
    """Dense vectors of ``dim`` integers in -128..127, times ``unit`` (a power of two)."""

    exact: ClassVar[bool] = True
    dim: int
    unit: float

    @property
    def width(self) -> int:
        return -(-self.dim // 8)

    def column(self, words: Words) -> Column:
        return words.octets()[:, : self.dim].astype(np.float32) * np.float32(self.unit)


@dataclass(frozen=True, slots=True)
class Units(Draw):
    """Dense vectors of ``dim`` floats in [0, 1), as ``rng.random(dim)``; without ``dim``, single floats."""

    dim: int = 0

    @property
    def width(self) -> int:
        return self.dim or 1

    def column(self, words: Words) -> Column:
        return words.units() if self.dim else words.units()[:, 0].tolist()


@dataclass(frozen=True, slots=True)
class SparseUnits(Draw):
    """Sparse vectors of ``entries`` floats in [0, 1), from index 0, as ``csr_matrix(rng.random(n))``."""

    entries: int

    @property
    def width(self) -> int:
        return self.entries

    def column(self, words: Words) -> Column:
        return [dict(enumerate(row)) for row in words.units().tolist()]


@dataclass(frozen=True, slots=True)
class Sparse(Draw):
    """Sparse vectors of ``entries`` weights, each 1 to 16 times ``unit`` (a power of two).

    Entry j has an index between ``j * stride`` and ``(j + 1) * stride``.
    """

    exact: ClassVar[bool] = True
    entries: int
    stride: int
    unit: float

    @property
    def width(self) -> int:
        return self.entries

    def column(self, words: Words) -> Column:
        indices = words.below(self.stride)[:, ::2] + np.arange(self.entries) * self.stride
        weights = (words.below(16)[:, 1::2] + 1) * self.unit
        return [dict(zip(*row, strict=True)) for row in zip(indices.tolist(), weights.tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class Integers(Draw):
    """Integers from ``low`` to ``high``, both included; with ``unit`` (a power of two), floats."""

    low: int
    high: int
    unit: float = 0.0

    @property
    def width(self) -> int:
        return 1

    def column(self, words: Words) -> Column:
        span = np.uint64(self.high - self.low + 1)
        numbers = (words.numbers[:, 0] % span).astype(np.int64) + np.int64(self.low)
        scaled: list[Any] = (numbers * self.unit if self.unit else numbers).tolist()
        return scaled


@dataclass(frozen=True, slots=True)
class Choice(Draw):
    """One of ``values``."""

    values: Sequence[Any]

    @property
    def width(self) -> int:
        return 1

    def column(self, words: Words) -> Column:
        return [self.values[index] for index in words.below(len(self.values))[:, 0].tolist()]


@dataclass(frozen=True, slots=True)
class Text(Draw):
    """``length`` words of a ``sentence``, as ``" ".join(rng.choice(sentence.split(), length))``."""

    sentence: str
    length: int

    @property
    def width(self) -> int:
        return -(-self.length // 2)

    def column(self, words: Words) -> Column:
        vocabulary = self.sentence.split()
        chosen = words.below(len(vocabulary))[:, : self.length]
        return [" ".join([vocabulary[index] for index in row]) for row in chosen.tolist()]


@dataclass(frozen=True, slots=True)
class Array(Draw):
    """Lists of ``least`` to ``most`` elements."""

    of: Draw
    least: int
    most: int

    @property
    def width(self) -> int:
        return 1 + self.most * self.of.width

    def column(self, words: Words) -> Column:
        size, *parts = words.split([1, *[self.of.width] * self.most])
        lengths = (size.below(self.most - self.least + 1)[:, 0] + self.least).tolist()
        rows = zip(*(self.of.column(part) for part in parts), strict=True)
        return [list(row[:length]) for row, length in zip(rows, lengths, strict=True)]


@dataclass(frozen=True, slots=True)
class Object(Draw):
    """JSON objects; a key whose value is absent is left out."""

    keys: Mapping[str, Draw]

    @property
    def width(self) -> int:
        return sum(draw.width for draw in self.keys.values())

    def column(self, words: Words) -> Column:
        parts = words.split(draw.width for draw in self.keys.values())
        columns = [draw.column(part) for draw, part in zip(self.keys.values(), parts, strict=True)]
        return [
            {key: value for key, value in zip(self.keys, row, strict=True) if value is not None}
            for row in zip(*columns, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Absent(Draw):
    """The values of another draw, but ``None`` in one row of ``one_in``."""

    one_in: int
    of: Draw

    @property
    def width(self) -> int:
        return 1 + self.of.width

    def column(self, words: Words) -> Column:
        chance, rest = words.split([1, self.of.width])
        absent = (chance.below(self.one_in)[:, 0] == 0).tolist()
        return [None if gone else value for gone, value in zip(absent, self.of.column(rest), strict=True)]


KINDS: Mapping[str, type[Draw]] = {
    "count": Count,
    "grid": Grid,
    "units": Units,
    "sparse-units": SparseUnits,
    "sparse": Sparse,
    "integers": Integers,
    "choice": Choice,
    "text": Text,
    "array": Array,
    "object": Object,
    "absent": Absent,
}


def draw_of(table: Mapping[str, Any]) -> Draw:
    """Return the draw that a recipe's table ``{kind = ..., ...}`` describes.

    Raises:
        KeyError: The kind is missing or unknown.
        TypeError: The kind does not take these words.
    """
    words = {key: value for key, value in table.items() if key != "kind"}
    if "of" in words:
        words["of"] = draw_of(words["of"])
    if "keys" in words:
        words["keys"] = {key: draw_of(part) for key, part in words["keys"].items()}
    return KINDS[table["kind"]](**words)
