"""Many values alike, as one short recipe: hundreds of rows, keys or vectors that differ by a number.

The one rule: however many there are, they print in one line, so that a script with hundreds of rows stays short.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pytest_milvus.values.recipe import Made, build, code, imports

__all__ = ["NUMBER", "Many", "Number"]


@dataclass(frozen=True, slots=True)
class Number:
    """Stands in an item of `Many` for its place, plus a first number; as a text, where that is wanted."""

    first: int = 0
    text: bool = False

    def at(self, place: int) -> Any:
        """Return the value of the item at a place."""
        return str(place + self.first) if self.text else place + self.first

    def build(self) -> Any:
        """Return the value of the first item."""
        return self.at(0)

    def code(self) -> str:
        """Return the expression in the line that `Many` prints."""
        added = f"number + {self.first}" if self.first else "number"
        return f"str({added})" if self.text else added

    def imports(self) -> frozenset[str]:
        """Return nothing."""
        return frozenset()


NUMBER = Number()
"""The place of an item."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list of ``count`` items, each made of ``item``: plain Python and recipes with `Number` in them."""

    item: Any
    count: int

    def build(self) -> list[Any]:
        """Return the list, made afresh."""
        return [build(_placed(self.item, place)) for place in range(self.count)]

    def code(self) -> str:
        """Return the list as a comprehension."""
        return f"[{code(self.item)} for number in range({self.count})]"

    def imports(self) -> frozenset[str]:
        """Return the import lines of the items."""
        return imports(self.item)

    def fewer(self) -> Iterator[Many]:
        """Yield lists with fewer items: one, half of them, and so on, to one less."""
        yield replace(self, count=1)
        step = self.count // 2
        while step:
            yield replace(self, count=self.count - step)
            step //= 2


def _placed(value: Any, place: int) -> Any:
    if isinstance(value, Number):
        return value.at(place)
    if isinstance(value, Mapping):
        return {key: _placed(item, place) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_placed(item, place) for item in value)
    if isinstance(value, Made):
        return Made(value.factory, _placed(value.args, place), _placed(value.kwargs, place))
    return value
