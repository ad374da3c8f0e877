"""A first call with a timeout, on a server that is hard to reach: down, silent, or slow to greet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import Stand
from conformance.tiers.runtime.scenarios.ending import ending

NAME = "reach"
RELATIVE = False

DOCUMENTED = ("returned", "MilvusException", "RpcError")  # ends that a caller can be prepared for


async def drill(stand: Stand, way: str, timeout: float, margin: float) -> dict[str, Any]:
    """Make a client and call; return how that ended."""
    if way == "down":
        stand.server.refuse()
    elif way == "silent":
        stand.server.silence()

    async def first() -> None:
        client = await stand.make()
        try:
            await stand.call(client)
        finally:
            await ending(stand.close(client), 5.0)

    ended, _ = await ending(first(), timeout + margin)
    stand.server.resume()
    return {"way": way, "ended": ended, "timeout": timeout, "margin": margin}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """The timeout counts from the call: connecting is part of it."""
    path = f"connecting ({seen['way']})"
    if seen["ended"] == "hung":
        late = seen["timeout"] + seen["margin"]
        yield "late", path, f"ends after {seen['timeout']:g} s", f"had not after {late:g} s"
    elif seen["ended"] not in DOCUMENTED:
        yield "ending", path, " or ".join(DOCUMENTED), seen["ended"]
