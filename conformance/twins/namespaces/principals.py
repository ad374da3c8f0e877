"""Principals: the clients of one side of a test case, each with the token of whoever makes its calls.

The one rule: a client is made when its first call is due, and what comes of that is the outcome of the call.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.clients import Caller
from conformance.model.namespace import OWNER, token
from conformance.twins.namespaces.snapshot import Names

__all__ = ["Principals"]


class Principals:
    """The clients of one side.

    Args:
        invite: Returns a new client of this side with a token; with the server's own for ``None``.
    """

    def __init__(self, invite: Callable[[str | None], Caller]) -> None:
        self._invite = invite
        self._callers: dict[str, Caller] = {}

    def caller(self, who: str, names: Names) -> Caller:
        """Return somebody's client in the namespace of some names."""
        if who not in self._callers:
            self._callers[who] = self._invite(None if who == OWNER else token(who, names))
        return self._callers[who]

    def close(self) -> None:
        """Close every client."""
        for caller in self._callers.values():
            caller.close()
