"""Clients that are watched: do they change what they are given?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.repro.outcome import plain

__all__ = ["Watching"]


class Watching:
    """Makes a client, and passes calls on to it.

    Args:
        make: Makes the client.
    """

    def __init__(self, make: Callable[..., Any]) -> None:
        self.make, self.arguments, self.before = make, list[Any](), None

    def __call__(self, **words: Any) -> Any:
        """Make the client."""
        self.client = self.make(**words)
        return self

    def __getattr__(self, method: str) -> Any:
        def call(*args: Any, **words: Any) -> Any:
            self.arguments = [args, words]
            self.before = plain(self.arguments)
            return getattr(self.client, method)(*args, **words)

        return call

    def changed(self) -> str:
        """Return what became of the arguments of the last call, if they are others than before."""
        after = plain(self.arguments)
        return "arguments as they were" if after == self.before else f"{self.before} became {after}"
