"""Whether a client changed what it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from conformance.repro.execution import awaited, outcome
from conformance.repro.server import address

__all__ = ["changed_arguments"]


async def changed_arguments(
    make: Callable[..., Any], calls: Sequence[Callable[..., Any]], *names: Any
) -> list[str]:
    """Return for each call whether its arguments are what they were; prints those that are not."""
    client = Watched(await awaited(make(**address())))
    for call in calls:
        await outcome(call, repr, awaited, client, *names)
    return [told(method, before, arguments) for method, before, arguments in client.calls]


def told(method: str, before: str, arguments: Any) -> str:
    """Return whether arguments are what they were before a call."""
    if repr(arguments) == before:
        return f"{method} left its arguments as they were"
    print(f"{method} changed", before, "to", arguments, sep="\n")
    return f"{method} changed its arguments"


class Watched:
    """Passes calls on, and knows what the arguments were before."""

    def __init__(self, client: Any) -> None:
        self.client, self.calls = client, list[tuple[str, str, Any]]()

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.calls.append((method, repr((args, kwargs)), (args, kwargs)))
            return getattr(self.client, method)(*args, **kwargs)

        return call
