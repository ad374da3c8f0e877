"""A call in debug mode, as with ``PYTHONASYNCIODEBUG=1``: what Python complains of until the last object is gone."""

from __future__ import annotations

import asyncio
import gc
import importlib
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import cancel_others, ending, until

NAME = "complaints"
RELATIVE = False
SYNCHRONOUS = ("complaint", "ending")

SETTLE = 1.0  # seconds that a task may need to end on a loaded machine
NOISE = (
    BlockingIOError  # what gRPC lets two loops of one process say, https://github.com/grpc/grpc/issues/25364
)


async def scenario(
    context: ScenarioContext, loop: str, well: bool, deadline: float, closes: bool = True
) -> dict[str, Any]:
    """Call in a new loop of a kind, and close unless it is left; return what was complained of, and the call's end."""
    seen: dict[str, Any] = await asyncio.to_thread(_recorded, context, loop, deadline, closes)
    return {**seen, "loop": loop, "well": well}


def _recorded(context: ScenarioContext, kind: str, deadline: float, closes: bool) -> dict[str, Any]:
    said: list[tuple[str, str]] = []

    def say(kind: str, text: str, about: dict[str, Any]) -> None:
        task, error = about.get("task") or about.get("future"), about.get("exception")
        whose = getattr(task.get_coro(), "__qualname__", "") if isinstance(task, asyncio.Task) else ""
        words = [text, whose, "" if error is None else type(error).__name__]
        # Numbers are other ones each time: addresses in memory, ports, descriptors.
        said.append((kind, re.sub(r"0x[0-9a-f]+|\d+", "..", " ".join(filter(None, words)))))

    def handle(_loop: Any, context: dict[str, Any]) -> None:
        if not isinstance(context.get("exception"), NOISE):
            say(" ".join(context["message"].split()[:3]), context["message"], context)

    def unraisable(failed: Any) -> None:
        if not isinstance(failed.exc_value, NOISE):
            say(
                "unraisable",
                f"{failed.err_msg or 'exception ignored'} in {failed.object!r}",
                {"exception": failed.exc_value},
            )

    gc.freeze()  # what others left is not this client's, and is not collected now
    hook, sys.unraisablehook = sys.unraisablehook, unraisable
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            ended = _called(context, kind, deadline, closes, handle)
            gc.collect()
    finally:
        sys.unraisablehook = hook
        gc.unfreeze()
    kept = ResourceWarning if closes else ()  # who does not close is told so
    for item in warned:
        if "never awaited" in str(item.message) or issubclass(item.category, kept):
            say(item.category.__name__, str(item.message).partition("\n")[0], {})
    return {"said": sorted(set(said)), "ended": ended}


def _called(context: ScenarioContext, kind: str, deadline: float, closes: bool, handle: Any) -> str:
    loop = importlib.import_module(kind).new_event_loop()
    loop.set_debug(True)
    loop.set_exception_handler(handle)

    async def call() -> str:
        client = await context.make()
        ended, _ = await ending(context.call(client), deadline)
        if not closes:
            await cancel_others(SETTLE)
            return ended
        await ending(context.close(client), 5.0)
        await until(lambda: len(asyncio.all_tasks()) == 1, SETTLE)  # this one
        return ended

    try:
        return str(loop.run_until_complete(call()))
    finally:
        loop.close()


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """Nothing is complained of, and a call on a server where all is well returns."""
    for about, text in seen["said"]:
        yield "complaint", about, "no complaint", text
    if seen["well"] and seen["ended"] != "returned":
        yield "ending", f"{seen['loop']} in debug mode", "returned", seen["ended"]
