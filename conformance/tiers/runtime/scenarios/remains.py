"""What is left of clients in loops that are over: what becomes more with each of them."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from conformance.tiers.runtime.scenarios.ending import DOCUMENTED, cancel_others, documented

__all__ = ["broken_promises", "growth", "in_new_loop"]

SETTLE = 1.0  # seconds that what ends may need on a loaded machine
ELSEWHERE = "RuntimeError"  # asyncio's own: "attached to another loop"
OPEN_FILES = Path("/proc/self/fd")


def in_new_loop(work: Callable[[], Any]) -> Any:
    """Run a coroutine in a loop of its own, as ``asyncio.run`` does; what gRPC logs of several loops is left out."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)
    try:
        return loop.run_until_complete(work())
    finally:
        loop.run_until_complete(cancel_others(SETTLE))
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def growth(rounds: int, perform: Callable[[int], Any]) -> dict[str, int]:
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


def broken_promises(seen: Mapping[str, Any], strange: Collection[str]) -> Iterator[tuple[str, str, Any, Any]]:
    """Yield where a call did not return, or, where a client is in a strange loop, said nothing; and what became more.

    Args:
        seen: How calls ended (``ended``) and what became more in how many ``rounds`` (``more``), by where.
        strange: Where clients are in another loop than before.
    """
    for where, endings in seen["ended"].items():
        owed = (*DOCUMENTED, ELSEWHERE) if where in strange else DOCUMENTED[:1]
        for how in endings:
            if how not in owed and not (where in strange and documented(how)):
                yield "ending", where, " or ".join(owed), how
    for where, more in seen["more"].items():
        for kind in more:
            owed_rounds = f"no more after {seen['rounds']} clients than after one"
            yield "left", f"{kind} of {where}", owed_rounds, f"{seen['rounds'] - 1} more, or even more"
