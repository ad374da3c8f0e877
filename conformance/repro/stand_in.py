"""Clients that lack methods: what they cannot do another client does for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.repro.execution import awaited

__all__ = ["Completed"]


class Completed:
    """Makes a client, passes calls on to it, and those that it does not offer to another one.

    Args:
        make: Makes the client.
        other: Makes the other one.
    """

    def __init__(self, make: Callable[..., Any], other: Callable[..., Any]) -> None:
        self.make, self.other = make, other

    async def __call__(self, **words: Any) -> Any:
        """Make both clients."""
        self.client, self.helper = await awaited(self.make(**words)), self.other(**words)
        return self

    def __getattr__(self, method: str) -> Any:
        return getattr(self.client if hasattr(self.client, method) else self.helper, method)
