"""Geometries as far as they are generated: points and upright rectangles.

The one rule: a stored one and one of a filter never touch, because stored coordinates are whole and those of filters
are not; engines differ about boundaries.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Box"]

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Box(NamedTuple):
    """A rectangle, or a point where both corners are the same."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def of(cls, wkt: str) -> Box:
        """Return the box of a geometry that is spelled as `wkt` does it.

        Raises:
            ValueError: It is another kind of geometry, or begins at another corner.
        """
        numbers = _numbers(wkt)
        if numbers:
            xs, ys = numbers[::2], numbers[1::2]
            box = cls(min(xs), min(ys, default=0.0), max(xs), max(ys, default=0.0))
            if numbers == _numbers(box.wkt) and _kind(wkt) == _kind(box.wkt):
                return box
        msg = f"{wkt!r} is neither a point nor an upright rectangle"
        raise ValueError(msg)

    @property
    def wkt(self) -> str:
        """The geometry as Milvus spells it."""
        left, bottom, right, top = map(_spelled, self)
        if self[:2] == self[2:]:
            return f"POINT ({left} {bottom})"
        corners = ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))
        return f"POLYGON (({', '.join(map(' '.join, corners))}))"

    def grown(self, by: float) -> Box:
        """Return the rectangle around this one."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def within(self, other: Box) -> bool:
        """Return whether no part of it is outside of another."""
        return (
            other.left <= self.left
            and other.bottom <= self.bottom
            and self.right <= other.right
            and self.top <= other.top
        )

    def intersects(self, other: Box) -> bool:
        """Return whether it has a point that another has, too."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.bottom <= other.top
            and other.bottom <= self.top
        )


def _numbers(wkt: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(wkt)]


def _kind(wkt: str) -> str:
    return wkt.partition("(")[0].strip().upper()


def _spelled(number: float) -> str:
    return f"{number:g}"
