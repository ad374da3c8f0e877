"""How much of a result is recorded, and what stands for the rest.

The one rule: what is cut off is told by its length and a hash, so that equal results stay equal and unequal ones
unequal; and looking at a result ends, however long, deep or endless it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["DEPTH", "KEPT", "SHALLOW", "SIZE", "WORK", "Bound", "brief", "cut_text"]

SIZE = 1 << 18
"""Items and characters that are recorded of one result: far beyond what a check asks for, and printed in a moment."""

KEPT = 1 << 10
"""Characters that are kept of a text that is too long, or items of such a container."""

DEPTH = 64
"""Containers within containers that are looked into."""

SHALLOW = 8
"""Containers within containers that nobody suspects of lying within themselves."""

WORK = 1 << 20
"""Items that are looked at altogether to tell what was cut off; a hash then is one of the beginning."""

BYTES = 256
"""Characters that are hashed in the time that it takes to look at an item."""

MESSAGE = 1 << 14
"""Characters that are kept of an error's text."""

CHUNK = 1 << 20
"""Characters that are hashed at once."""


@dataclass(slots=True)
class Bound:
    """What may still be recorded of one result.

    Attributes:
        left: Items and characters.
        around: Ids of the containers around what is recorded now.
        work: Items that may still be looked at, in a list, because whoever hashes a rest shares it.
    """

    left: int = field(default_factory=lambda: SIZE)
    around: list[int] = field(default_factory=list)
    work: list[int] = field(default_factory=lambda: [WORK])

    def inner(self) -> Bound:
        """Return the bound of one item of what is cut off: a new one, at the same depth."""
        return Bound(SIZE, self.around, self.work)

    def takes(self, length: int) -> bool:
        """Take so many items, and return whether they can be recorded: there is room, and they lie not too deep."""
        self.left -= length
        if self.left < 0 or len(self.around) >= DEPTH:
            return False
        self.work[0] -= length + 1
        return self.work[0] >= 0

    def hashed(self, items: Iterable[str | bytes]) -> tuple[str, bool]:
        """Return the hash of items, and whether all of them were looked at.

        Args:
            items: Their texts or bytes; made one by one, and no more of them than there is work left.
        """
        digest, work = hashlib.sha256(), self.work
        for item in items:
            work[0] -= 1
            if work[0] < 0:
                return digest.hexdigest(), False
            for start in range(0, len(item), CHUNK):
                digest.update(_bytes(item[start : start + CHUNK]))
            digest.update(b"\0")
        return digest.hexdigest(), True


def cut_text(value: str | bytes, bound: Bound) -> dict[str, Any]:
    """Return what is recorded of a text, or bytes, that are too long."""
    told = {"begins": value[:KEPT], "length": len(value)}
    bound.work[0] -= len(value) // BYTES
    if bound.work[0] < 0:
        return told | {"whole": False}
    return told | {"sha256": bound.hashed([value])[0]}


def brief(text: str, most: int = MESSAGE) -> str:
    """Return an error's text, or its beginning and what it was where it is too long."""
    if len(text) <= most:
        return text
    digest, _ = Bound().hashed([text])
    return f"{text[:most]}… ({len(text)} characters, sha256 {digest[:16]})"


def _bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
