"""A call whose RPC fails a few times, as a server does that is busy or restarts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending

NAME = "perseverance"
RELATIVE = True

STOPS = 0.5  # seconds that a loop may stand still on a loaded machine
APART = 3.0  # seconds that two schedules may differ by on a loaded machine


async def scenario(context: ScenarioContext, rpc: str, fault: str, deadline: float) -> dict[str, Any]:
    """Call, and return how it ended, after how many attempts, and when."""
    client = await context.make()
    context.longest = 0.0
    ended, seconds = await ending(context.call(client), deadline)
    longest = round(context.longest, 2)
    attempts = context.server.sent().count(rpc)
    await ending(context.close(client), 5.0)
    return {
        "ended": ended,
        "attempts": attempts,
        "seconds": round(seconds, 2),
        "fault": fault,
        "longest": longest,
    }


def broken(seen: dict[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """Whoever waits between two attempts lets others go on."""
    if seen["longest"] > STOPS:
        yield "blocked", seen["fault"], f"the loop goes on within {STOPS:g} s", "stood still for longer"


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """As many attempts, over as long a time, with the same end, and nobody else is held up."""
    yield from broken(seen)
    if expected is None:
        return
    if seen["ended"] != expected["ended"]:
        yield "ending", seen["fault"], expected["ended"], seen["ended"]
    elif seen["attempts"] != expected["attempts"]:
        yield "attempts", seen["fault"], expected["attempts"], seen["attempts"]
    elif seen["seconds"] > expected["seconds"] + APART:
        yield "schedule", seen["fault"], "ended sooner", f"took {APART:g} s longer, or more"
    elif expected["seconds"] > seen["seconds"] + APART:
        yield "schedule", seen["fault"], "ended later", f"took {APART:g} s less, or even less"


def unobserved(seen: dict[str, Any], expected: dict[str, Any] | None) -> str:
    """Return what neither client did, so that nothing could differ in it."""
    tries = [side["attempts"] for side in (seen, expected) if side is not None]
    return "neither client tried again" if max(tries) <= 1 else ""
