"""Clients in several loops, one after the other: made before there is one, new in each, and one again in another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending, failure
from conformance.tiers.runtime.scenarios.remains import broken_promises, growth, in_new_loop

NAME = "loops"
RELATIVE = False
SYNCHRONOUS = ("ending", "left")

CLOSES = 5.0  # seconds that closing may take
OUTSIDE, SECOND = "made outside of a loop", "same client in a second loop"


async def scenario(context: ScenarioContext, rounds: int, deadline: float) -> dict[str, Any]:
    """Return how the calls ended, and what became more with each round, by where the rounds took place."""
    return await asyncio.to_thread(_performed, context, rounds, deadline)


def _performed(context: ScenarioContext, rounds: int, deadline: float) -> dict[str, Any]:
    ended: dict[str, list[str]] = {}

    def note(where: str, how: str) -> None:
        if how not in ended.setdefault(where, []):
            ended[where].append(how)

    async def use(client: Any, where: str) -> None:
        note(where, (await ending(context.call(client), deadline))[0])

    async def used(where: str, times: int = 1, client: Any = None) -> None:
        for _ in range(times):
            client = await context.make() if client is None else client
            await use(client, where)
            await ending(context.close(client), CLOSES)
            client = None

    try:
        early = context.build()
    except Exception as error:
        note(OUTSIDE, failure(error))
    else:
        if asyncio.iscoroutine(early):
            early.close()  # who connects when it is made needs a loop
        else:
            in_new_loop(partial(used, OUTSIDE, client=early))

    async def make() -> Any:
        client = await context.make()
        await use(client, "first loop")
        return client

    in_new_loop(partial(used, SECOND, client=in_new_loop(make)))

    one, several = "one loop", "a new loop each"
    more = {
        one: growth(rounds, lambda times: in_new_loop(partial(used, one, times))),
        several: growth(rounds, lambda times: [in_new_loop(partial(used, several)) for _ in range(times)]),
    }
    return {"ended": ended, "more": more, "rounds": rounds}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """A client works in each loop, in another one it works or says so, and nothing becomes more with each client."""
    yield from broken_promises(seen, (SECOND,))
