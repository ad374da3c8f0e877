"""What differs, side by side, and nothing else: a field of a request, a part of a result, an exception.

The one rule: both sides are told in the same words, and where these would be alike they are told more exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.compare.differences import Difference
from conformance.model.outcome import worded

__all__ = ["KEPT", "clipped", "sides"]

KEPT = 2000
"""Characters of a side that a report keeps; the script shows the whole."""

_AROUND = 20
"""Characters that are shown before the first one that differs."""


_IN_WORDS = ("deadline", "awaitable", "oracle")
"""Kinds whose sides are words of ours, and no recorded values."""


def sides(
    difference: Difference, strike: Callable[[str], str] = str, *, in_words: bool = False
) -> dict[str, str]:
    """Return what ``reference`` and ``candidate`` have where they differ.

    Args:
        difference: The difference.
        strike: Takes secrets out of a text, before it is cut: half of one is no longer known for it.
        in_words: Whether it holds words of ours, as those of a signature, and no recorded values.
    """
    parts = (difference.reference, difference.candidate)
    told = [_told(difference.kind, part, in_words=in_words, whole=False) for part in parts]
    if told[0] == told[1]:
        told = [_told(difference.kind, part, in_words=in_words, whole=True) for part in parts]
    left, right = clipped(strike(told[0]), strike(told[1]), KEPT)
    return {"reference": left, "candidate": right}


def _told(kind: str, part: Any, *, in_words: bool, whole: bool) -> str:
    if (in_words or kind in _IN_WORDS) and isinstance(part, str):
        return part
    if kind.startswith("rpc-") and isinstance(part, (list, tuple)):
        return f"sent {', '.join(map(str, part)) or 'nothing'}"
    return worded(part, whole=whole)


def clipped(left: str, right: str, width: int) -> tuple[str, str]:
    """Return two texts in so much room that the first character in which they differ is to be seen."""
    start = 0
    if max(len(left), len(right)) > width:
        same = next(
            (place for place, (one, other) in enumerate(zip(left, right, strict=False)) if one != other),
            min(len(left), len(right)),
        )
        start = same - _AROUND if same > width * 2 // 3 else 0
    return _cut(left, start, width), _cut(right, start, width)


def _cut(text: str, start: int, width: int) -> str:
    shown = f"…{text[start + 1 :]}" if start else text
    return shown if len(shown) <= width else f"{shown[: max(width - 1, 0)]}…"
