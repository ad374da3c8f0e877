"""A call with a timeout that is no whole number of seconds: how long it tells the server that it will wait."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending

NAME = "precision"
RELATIVE = True

SPENT = 0.3  # seconds of a timeout that may be used up before the server has the request
ROUNDED = 0.05  # seconds that a deadline may be later than the timeout says: clocks are read more than once


async def scenario(context: ScenarioContext, timeout: float, deadline: float) -> dict[str, Any]:
    """Call, so that the client is connected, and call again; return the deadlines that the second call sends."""
    client = await context.make()
    await ending(context.call(client), deadline)
    before = len(context.server.sent())
    await ending(context.call(client), deadline)
    told = list(zip(context.server.sent(), context.server.deadlines(), strict=False))[before:]
    await ending(context.close(client), 5.0)
    first: dict[str, float] = {}
    for rpc, seconds in told:
        if seconds is not None:
            first.setdefault(rpc, seconds)
    return {"timeout": timeout, "deadlines": {rpc: _judged(first[rpc], timeout) for rpc in sorted(first)}}


def _judged(seconds: float, timeout: float) -> str:
    if seconds > timeout + ROUNDED:
        return "later"
    return "sooner" if seconds < timeout - SPENT else "then"


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """What is sent with a deadline by both clients is due when the timeout passes, or with neither."""
    words = {name: f"due {name}" for name in ("sooner", "later")}
    words["then"] = f"due within the {seen['timeout']:g} s, or what is left of them"
    for rpc, when in (expected or seen)["deadlines"].items():
        found = seen["deadlines"].get(rpc, when)
        if found != when:
            yield "deadline", rpc, words[when], words[found]


def settled(seen: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether no part of the timeout was used up before anything was sent, as it may be on a busy machine."""
    return "sooner" not in (*seen["deadlines"].values(), *expected["deadlines"].values())


def unobserved(seen: dict[str, Any], expected: dict[str, Any] | None) -> str:
    """Return why nothing was seen."""
    both = seen["deadlines"].keys() & (expected or seen)["deadlines"].keys()
    return "" if both else "no RPC has a deadline with both clients"
