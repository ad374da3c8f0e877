"""Clients as scripts have them: nobody closes them, their loop is over, they are collected, threads share them."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending
from conformance.tiers.runtime.scenarios.remains import broken_promises, growth, in_new_loop

NAME = "scripts"
RELATIVE = False
SYNCHRONOUS = ("ending", "left")

CLOSES = 5.0  # seconds that closing may take
OPEN, OPEN_LOOPS = "clients that nobody closed", "a loop for each client that nobody closed"
COLLECTED, EACH = "beside a collected client", "a client for each thread"
OVER, SHARED = "made in a loop that is over", "one client in two threads"

Meet = Callable[[], Coroutine[Any, Any, None]]


async def scenario(context: ScenarioContext, rounds: int, deadline: float) -> dict[str, Any]:
    """Return how the calls ended, by what was done, and what became more with each client."""
    return await asyncio.to_thread(_performed, _Script(context, deadline), rounds)


def _performed(script: _Script, rounds: int) -> dict[str, Any]:
    more = {
        OPEN: growth(rounds, lambda times: in_new_loop(partial(script.leave, times, OPEN))),
        OPEN_LOOPS: growth(
            rounds, lambda times: [in_new_loop(partial(script.leave, 1, OPEN_LOOPS)) for _ in range(times)]
        ),
    }
    in_new_loop(script.collect)
    in_new_loop(partial(script.use, in_new_loop(script.context.make), OVER))
    script.in_threads(script.own)
    script.client = in_new_loop(script.context.make)
    script.in_threads(script.shared)
    return {"ended": script.ended, "more": more, "rounds": rounds}


class _Script:
    def __init__(self, context: ScenarioContext, deadline: float) -> None:
        self.context, self.deadline = context, deadline
        self.ended: dict[str, list[str]] = {}
        self.client: Any = None

    def note(self, where: str, how: str) -> None:
        if how not in self.ended.setdefault(where, []):
            self.ended[where].append(how)

    async def use(self, client: Any, where: str) -> None:
        self.note(where, (await ending(self.context.call(client), self.deadline))[0])

    async def leave(self, times: int, where: str) -> None:
        """Use new clients, one after the other, and close none."""
        for _ in range(times):
            await self.use(await self.context.make(), where)

    async def collect(self) -> None:
        """Use a client after another one that was used, too, is gone."""
        client = await self.context.make()
        await self.use(client, COLLECTED)
        await self.leave(1, COLLECTED)
        gc.collect()
        await self.use(client, COLLECTED)
        await ending(self.context.close(client), CLOSES)

    def in_threads(self, work: Callable[[Meet, bool], Coroutine[Any, Any, None]]) -> None:
        """Do work in two threads, each with a loop of its own; told are how to wait for the other, and who is first."""
        barrier = threading.Barrier(2, timeout=3 * self.deadline)

        async def meet() -> None:
            await asyncio.to_thread(barrier.wait)

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(in_new_loop, [partial(work, meet, first) for first in (True, False)]))

    async def own(self, meet: Meet, first: bool) -> None:
        """Use a client of this thread's beside the other one's; the second thread's once more after that is closed."""
        client = await self.context.make()
        await self.use(client, EACH)
        await meet()
        if first:
            await ending(self.context.close(client), CLOSES)
        await meet()
        if not first:
            await self.use(client, EACH)
            await ending(self.context.close(client), CLOSES)

    async def shared(self, meet: Meet, first: bool) -> None:
        """Use a client by turns with the other thread."""
        for turn in (True, False, True):
            if first is turn:
                await self.use(self.client, SHARED)
            await meet()
        if first:
            await ending(self.context.close(self.client), CLOSES)


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """A client works, what belongs to another loop works or says so, and nothing becomes more with each client."""
    yield from broken_promises(seen, (OVER, SHARED))
