"""A text with one layer of escapes taken off, and where in the text each part of it came from.

The one rule: whatever others escaped last is taken off first, without asking what it was: URL, HTML, ``repr`` or JSON.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator

__all__ = ["Decoded", "layers"]

_ESCAPE = re.compile(
    r"(?:%[0-9a-fA-F]{2})+|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|(?i:amp|lt|gt|quot|apos));"
    r"|\\(?:[xX][0-7][0-9a-fA-F]|u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|[01][0-7]{2}|[^\w\s])"
)
"""Escapes of one character, or of the bytes of some; a single byte beyond ASCII says nothing by itself."""

_LAYERS = 4


def layers(text: str) -> Iterator[Decoded]:
    """Yield a text with one, two, ... layers of escapes taken off, up to four."""
    layer: Decoded | None = None
    for _ in range(_LAYERS):
        layer = Decoded(layer.text if layer else text, layer)
        if not layer.changed:
            return
        yield layer


class Decoded:
    """A text without its outermost escapes.

    Args:
        text: The text.
        outer: What the text itself was made by, if it is not the first.
    """

    def __init__(self, text: str, outer: Decoded | None = None) -> None:
        self._outer = outer
        # Pieces, alternately as they were and unescaped: where each begins here and there.
        self._here, self._there = [0], [0]
        parts, length, done = [], 0, 0
        for match in _ESCAPE.finditer(text):
            for start, end, plain in _characters(match):
                for part, place in ((text[done:start], start), (plain, end)):
                    length += len(part)
                    parts.append(part)
                    self._here.append(length)
                    self._there.append(place)
                done = end
        self.changed = done > 0
        self.text = "".join([*parts, text[done:]])

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the first text a part of this one came from."""
        here = self._place(start)[0], self._place(end - 1)[1]
        return self._outer.origin(*here) if self._outer else here

    def _place(self, place: int) -> tuple[int, int]:
        piece = bisect_right(self._here, place) - 1
        if piece % 2:
            return self._there[piece], self._there[piece + 1]
        begin = self._there[piece] + place - self._here[piece]
        return begin, begin + 1


def _characters(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Yield what an escape stands for: its start, end and character; for bytes one after the other."""
    text, start = match[0], match.start()
    if text[0] == "&":
        yield start, match.end(), html.unescape(text.lower())
    elif text[0] == "\\":
        yield start, match.end(), _unescaped(text[1:])
    else:
        data = bytes.fromhex(text.replace("%", ""))
        for char in data.decode("utf-8", "surrogateescape"):
            size = 3 * len(char.encode("utf-8", "surrogateescape"))
            if not "\udc80" <= char <= "\udcff":
                yield start, start + size, char
            start += size


def _unescaped(code: str) -> str:
    if code[0] in "xXuU":
        return chr(int(code[1:], 16))
    return chr(int(code, 8)) if code[0] in "01" else code
