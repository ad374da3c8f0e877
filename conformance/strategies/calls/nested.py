"""Wrong values within valid ones: one item of a list, or what a dictionary has for a key.

The one rule: one place is wrong at a time, and all else stays as it is, so that who refuses it looked there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["wrong_within"]

WRONG: tuple[Any, ...] = (None, "x", 7, [])
"""What is put where something of another type belongs."""


def wrong_within(value: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield a value with one place in it wrong: where that is, what is there, and the whole.

    Places are told by keys, ``params.radius``; the items of a list are alike, so that its first one, ``item``, stands
    for all.
    """
    if isinstance(value, list):
        places: list[Any] = [0] if value else []
    elif isinstance(value, dict):
        places = list(value)
    else:
        return
    for place in places:
        name = place if isinstance(place, str) else "item"
        for wrong in WRONG:
            if type(wrong) is not type(value[place]):
                yield name, wrong, _with(value, place, wrong)
        for where, wrong, inner in wrong_within(value[place]):
            yield f"{name}.{where}", wrong, _with(value, place, inner)


def _with(value: Any, place: Any, item: Any) -> Any:
    changed = value.copy()
    changed[place] = item
    return changed
