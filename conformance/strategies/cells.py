"""Cells: values decoded from a few drawn bytes.

Hypothesis spends as long on one byte string as on one integer, so a row is drawn as a single string and cut into
cells. The one rule: zero bytes decode to the simplest value, because shrinking lowers each byte by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

__all__ = ["Cell", "integer", "joined", "listed", "mapped", "nothing", "one_of", "picked"]

MOSTLY = 192  # of 256: how often `one_of` picks


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind of value.

    Attributes:
        width: Number of bytes that a value is made of.
        decode: Makes a value of exactly so many bytes.
    """

    width: int
    decode: Callable[[bytes], Any]

    def strategy(self) -> st.SearchStrategy[Any]:
        """Return the strategy that draws a cell by itself."""
        return st.binary(min_size=self.width, max_size=self.width).map(self.decode)


def picked(choices: Sequence[Any]) -> Cell:
    """One of at most 256 choices, the first being the simplest; lists and dicts are copied."""
    size = len(choices)
    if any(isinstance(choice, (list, dict)) for choice in choices):
        return Cell(1, lambda data: deepcopy(choices[data[0] % size]))
    return Cell(1, lambda data: choices[data[0] % size])


def integer(bits: int) -> Cell:
    """Any integer of so many bits, in two's complement."""
    return Cell(bits // 8, lambda data: int.from_bytes(data, "little", signed=True))


def mapped(cell: Cell, function: Callable[[Any], Any]) -> Cell:
    """What a function makes of a cell's value."""
    return Cell(cell.width, lambda data: function(cell.decode(data)))


def one_of(choices: Sequence[Any], other: Cell) -> Cell:
    """Mostly one of the choices, else the other cell's value."""
    size = len(choices)
    return Cell(
        1 + other.width,
        lambda data: choices[data[0] % size] if data[0] < MOSTLY else other.decode(data[1:]),
    )


def listed(element: Cell, max_size: int) -> Cell:
    """A list of at most so many elements; the simplest is empty."""
    width = element.width

    def decode(data: bytes) -> list[Any]:
        count = data[0] % (max_size + 1)
        return [element.decode(data[at : at + width]) for at in range(1, 1 + count * width, width)]

    return Cell(1 + max_size * width, decode)


def joined(parts: Mapping[str, Cell]) -> Cell:
    """A dict with some of the keys; the simplest is empty."""
    head = (len(parts) + 7) // 8  # one bit says whether a key is there
    total = head + sum(part.width for part in parts.values())

    def decode(data: bytes) -> dict[str, Any]:
        present, at = int.from_bytes(data[:head], "little"), head
        document = {}
        for bit, (key, part) in enumerate(parts.items()):
            if present >> bit & 1:
                document[key] = part.decode(data[at : at + part.width])
            at += part.width
        return document

    return Cell(total, decode)


nothing = Cell(0, lambda _: None)
"""The cell of ``None``."""
