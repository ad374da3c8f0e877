"""Several clients of one address are made and used at once, and maybe the first of them cannot connect."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import chain
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import DOCUMENTED, documented, ending

NAME = "rush"
RELATIVE = False
SYNCHRONOUS = ("ending", "lost")

FIRST, AFTER = "first calls of several clients", "call after the first ones"
CLOSES = 5.0  # seconds that closing may take


async def scenario(context: ScenarioContext, clients: int, well: bool, deadline: float) -> dict[str, Any]:
    """Make clients at once, and two calls with each; then one more call, with a new client where there is none."""
    made: dict[int, Any] = {}

    async def make(place: int) -> None:
        made[place] = await context.make()

    async def use(place: int, calls: int) -> list[str]:
        if place not in made:
            ended, _ = await ending(make(place), deadline)
            if place not in made:
                return [ended]
        ends = await asyncio.gather(*(ending(context.call(made[place]), deadline) for _ in range(calls)))
        return [ended for ended, _ in ends]

    together = await asyncio.gather(*(use(place, 2) for place in range(clients)))
    after = [await use(place, 1) for place in range(clients)]
    for client in made.values():
        await ending(context.close(client), CLOSES)
    return {"together": sorted({*chain(*together)}), "after": sorted({*chain(*after)}), "well": well}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """Where nothing is wrong every call returns; where a connection failed, calls may fail that needed it, once."""
    for ended in seen["together"]:
        if not (ended == "returned" if seen["well"] else documented(ended)):
            yield "ending", FIRST, " or ".join(DOCUMENTED[: 1 if seen["well"] else 3]), ended
    for ended in seen["after"]:
        if ended != "returned":
            yield "lost", AFTER, "returned", ended
