"""Clients in several loops, one after the other: made before there is one, new in each, and one again in another."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import DOCUMENTED, documented, ending, failure

NAME = "loops"
RELATIVE = False
SYNCHRONOUS = ("ending", "left")

SETTLE = 1.0  # seconds that what ends may need on a loaded machine
CLOSES = 5.0  # seconds that closing may take
ELSEWHERE = "RuntimeError"  # asyncio's own: "attached to another loop"
OUTSIDE, SECOND = "made outside of a loop", "same client in a second loop"
OPEN_FILES = Path("/proc/self/fd")


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
            _run(partial(used, OUTSIDE, client=early))

    async def make() -> Any:
        client = await context.make()
        await use(client, "first loop")
        return client

    _run(partial(used, SECOND, client=_run(make)))

    one, several = "one loop", "a new loop each"
    more = {
        one: _growth(rounds, lambda times: _run(partial(used, one, times))),
        several: _growth(rounds, lambda times: [_run(partial(used, several)) for _ in range(times)]),
    }
    return {"ended": ended, "more": more, "rounds": rounds}


def _run(work: Callable[[], Any]) -> Any:
    """Run a coroutine in a loop of its own, as ``asyncio.run`` does; what gRPC logs of several loops is left out."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)
    try:
        return loop.run_until_complete(work())
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def _growth(rounds: int, perform: Callable[[int], Any]) -> dict[str, int]:
    """Return how much is left of each kind after all rounds that was not there after the first, if of each round."""
    perform(1)
    before = _present()
    perform(rounds - 1)
    end = time.perf_counter() + SETTLE
    while True:
        # Not numbers: what others leave behind may end meanwhile, and would hide what is left here.
        left = {kind: sum(item not in before[kind] for item in items) for kind, items in _present().items()}
        more = {kind: count for kind, count in left.items() if count >= rounds - 1}
        if not more or time.perf_counter() > end:
            return more
        time.sleep(0.25)


def _present() -> dict[str, Collection[Any]]:
    gc.collect()
    objects = [item for item in gc.get_objects() if type(item).__module__ == "grpc.aio._channel"]
    return {
        "channels": weakref.WeakSet(item for item in objects if type(item).__name__ == "Channel"),
        "threads": weakref.WeakSet(threading.enumerate()),
        "open files": set(_open_files()),
    }


def _open_files() -> Iterator[tuple[str, str]]:
    for item in OPEN_FILES.iterdir() if OPEN_FILES.exists() else ():
        with suppress(OSError):  # the one that lists them is closed by now
            yield item.name, str(item.readlink())


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """A client works in each loop, in another one it works or says so, and nothing becomes more with each client."""
    for where, endings in seen["ended"].items():
        second = where == SECOND
        allowed = " or ".join((*DOCUMENTED, ELSEWHERE) if second else DOCUMENTED[:1])
        for how in endings:
            if how != "returned" and not (second and (documented(how) or how == ELSEWHERE)):
                yield "ending", where, allowed, how
    for where, more in seen["more"].items():
        for kind in more:
            yield (
                "left",
                f"{kind} of {where}",
                f"no more after {seen['rounds']} clients than after one",
                f"{seen['rounds'] - 1} more, or even more",
            )
