"""What Hypothesis draws depends on the seed alone, and not on the source of what happens to be imported.

Since 6.131 Hypothesis mixes into its draws what stands as a constant in modules that are not installed. For the suite
these are its own modules in a checkout and none in a wheel, a user's modules, and other ones after each edit: one seed
would draw other test cases in each of these places. There is no setting for it, so its private function is exchanged
while the suite draws; a test tells if a release of Hypothesis has another one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis.internal.conjecture import providers

__all__ = ["without_local_constants"]

_LOCK = threading.Lock()
_FUNCTION, _CACHE = "_get_local_constants", "CONSTANTS_CACHE"


class _Exchange:
    """What is exchanged, and how many want it to be."""

    def __init__(self) -> None:
        self.wanted = 0
        self.theirs: dict[str, Any] = {}
        self.ours: dict[str, Any] = {}
        if hasattr(providers, _FUNCTION):
            from hypothesis.internal.constants_ast import Constants  # which older releases lack

            none, cache = Constants(), providers.CONSTANTS_CACHE
            self.ours = {_FUNCTION: lambda: none, _CACHE: type(cache)(cache.max_size)}

    def swap(self, change: int) -> None:
        """Exchange on the first who wants it, and back on the last who does not any more."""
        with _LOCK:
            before, self.wanted = self.wanted, self.wanted + change
            if not before:
                self.theirs = {name: getattr(providers, name) for name in self.ours}
            if not before or not self.wanted:
                for name, value in (self.ours if self.wanted else self.theirs).items():
                    setattr(providers, name, value)


_EXCHANGE = _Exchange()


@contextmanager
def without_local_constants() -> Iterator[None]:
    """Let Hypothesis draw from the seed alone; tests of a project that run in the same process are not affected."""
    _EXCHANGE.swap(1)
    try:
        yield
    finally:
        _EXCHANGE.swap(-1)
