"""Clients that are watched: do they change what they are given?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.repro.execution import awaited

__all__ = ["Watched"]


class Watched:
    """Makes a client, passes calls on to it, and knows what their arguments were before.

    Args:
        make: Makes the client.
    """

    def __init__(self, make: Callable[..., Any]) -> None:
        self.make, self.calls = make, list[tuple[str, str, Any]]()

    async def __call__(self, **words: Any) -> Any:
        """Make the client."""
        self.client = await awaited(self.make(**words))
        return self

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(*args: Any, **words: Any) -> Any:
            self.calls.append((method, repr((args, words)), (args, words)))
            return getattr(self.client, method)(*args, **words)

        return call

    def changed(self) -> list[str]:
        """Return for each call whether its arguments are what they were; prints those that are not."""
        return [treatment(method, before, repr(arguments)) for method, before, arguments in self.calls]


def treatment(method: str, before: str, after: str) -> str:
    """Return whether arguments are what they were before a call."""
    if after == before:
        return f"{method} left its arguments as they were"
    print(f"{method} changed {before}\nto {after}")
    return f"{method} changed its arguments"
