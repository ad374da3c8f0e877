"""A mutant for every method: what a call came to is remembered by the names in it, and the call not made again.

The one rule: nobody writes one; any first call is right, so that only what came between two calls can show it.
"""

from __future__ import annotations

from typing import Any

from tests.mutants.faithful import FaithfulClient

__all__ = ["UNSEEN", "remembering"]

UNSEEN = {
    "flush": "reads that follow are Strong, and find rows flushed or not; statistics are no part of an end",
}
"""Methods that may be left out the second time, and why nobody sees it."""


def remembering(method: str) -> type:
    """Return the class of a client that makes a call of a method only once for the same names."""

    class Remembering(FaithfulClient):
        def __init__(self, **words: Any) -> None:
            super().__init__(**words)
            self.kept: dict[Any, Any] = {}

    async def call(self: Remembering, *args: Any, **words: Any) -> Any:
        names = tuple(value for value in (*args, *words.values()) if isinstance(value, str))
        if names not in self.kept:
            self.kept[names] = await getattr(super(Remembering, self), method)(*args, **words)
        return self.kept[names]

    setattr(Remembering, method, call)
    return Remembering
