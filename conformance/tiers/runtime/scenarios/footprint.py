"""Calls are made and watched from their process: what they print, warn of, log, change, keep and leave behind."""

from __future__ import annotations

import base64
import gc
import logging
import threading
import weakref
from collections.abc import Iterator
from typing import Any

from conformance.tiers.runtime.scenarios.context import POOL, ScenarioContext
from conformance.tiers.runtime.scenarios.ending import ending, until
from conformance.tiers.runtime.scenarios.holdings import growing, holdings, packages
from conformance.tiers.runtime.scenarios.traces import EXECUTOR, Traces, traced

NAME = "footprint"
RELATIVE = False
SYNCHRONOUS = (
    *("printed", "warned", "logged", "secret", "changed"),
    *("thread-left", "connection-left", "client-kept", "grows"),
)

SETTLE = 2.0  # seconds that what ends may need on a loaded machine
CLOSES = 5.0  # seconds that closing may take
SHARED = 1  # connections that clients of one address may keep, to share them


async def scenario(
    context: ScenarioContext, secret: str, rounds: int, well: bool, deadline: float
) -> dict[str, Any]:
    """Make a client with a token that is a secret, call, close it and let it go; return what was to be seen of that.

    It is called again some times, to see what becomes more; ``well`` tells whether the server lets calls succeed.
    """
    frozen = gc.get_freeze_count()
    gc.freeze()  # what others left is not looked through
    try:
        with traced() as traces:
            seen = await _used(context, traces, rounds, deadline)
    finally:
        if not frozen:
            gc.unfreeze()
    shown = {
        **seen.pop("shown"),
        "a record of a logger": " ".join(text for *_, text in traces.logged),
        "printed text": " ".join(traces.printed.values()),
        "a warning": " ".join(text for _, text in traces.warned),
    }
    loud = {level for _, level, _ in traces.logged if level >= logging.WARNING}
    return {
        **seen,
        "well": well,
        "printed": sorted(traces.printed),
        "warned": sorted({category for category, _ in traces.warned}),
        "logged": sorted(map(logging.getLevelName, loud)),
        "changed": sorted(traces.changed),
        "blocks": sorted(traces.blocks),
        "secret": sorted(
            where for where, text in shown.items() if any(form in text for form in _forms(secret))
        ),
    }


async def _used(context: ScenarioContext, traces: Traces, rounds: int, deadline: float) -> dict[str, Any]:
    errors, counted = list[str](), list[dict[str, int]]()
    client: Any = await context.make()
    for _ in range(rounds):
        ended, error = await _called(context, client, deadline)
        errors.append(error)
        if rounds > 1:
            counted.append(holdings(client))
    in_calls = EXECUTOR in traces.changed
    traces.changed.discard(EXECUTOR)
    shown, own = {"text for a client": f"{client!r} {client}", "an error": " ".join(errors)}, packages(client)
    await ending(context.close(client), CLOSES)
    # Who closes in a thread, too, is a synchronous client behind threads, and meant to be one.
    executor = in_calls and EXECUTOR not in traces.changed
    traces.changed.discard(EXECUTOR)
    remains, client = weakref.ref(client), None

    def left() -> dict[str, Any]:
        return {
            "kept": not _gone(remains),
            "connected": context.server.alive() > SHARED,
            "threads": _threads(traces, own),
        }

    await until(lambda: not any(left().values()), SETTLE)
    # After the first call there is what is made once.
    return {"ended": ended, "shown": shown, "executor": executor, "grows": growing(counted[1:]), **left()}


async def _called(context: ScenarioContext, client: Any, deadline: float) -> tuple[str, str]:
    """Call; return how it ended, and what an error said."""
    said = ""

    async def call() -> None:
        nonlocal said
        try:
            await context.call(client)
        except Exception as error:
            said = f"{error} {error!r}"
            raise

    ended, _ = await ending(call(), deadline)
    return ended, said


def _forms(secret: str) -> tuple[str, ...]:
    """Return how a token can be read from a text: its password, or encoded as it is sent."""
    return secret.partition(":")[2], base64.b64encode(secret.encode()).decode()


def _gone(remains: weakref.ref[Any]) -> bool:
    if remains() is not None:
        gc.collect()
    return remains() is None


def _threads(traces: Traces, own: set[str]) -> list[str]:
    """Return what threads do that were started for the client, or run its code, whoever was the first to start them."""
    found = set()
    for thread in threading.enumerate():
        work = getattr(thread, "_target", None) or type(thread)
        home = str(getattr(work, "__module__", "")).partition(".")[0]
        if (thread in traces.threads or home in own) and home != "grpc" and not thread.name.startswith(POOL):
            found.add(str(getattr(work, "__qualname__", thread.name)))
    return sorted(found)


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """A call speaks to nobody but its caller and the server, and changes nothing but what it is about."""
    for stream in seen["printed"]:
        yield "printed", stream, "nothing is printed", "something is"
    for category in seen["warned"]:
        yield "warned", category, "no warning", category
    for level in seen["logged"] if seen["well"] else ():  # of what fails one may tell
        yield "logged", level, "no record of a call that goes well", level
    for where in seen["secret"]:
        yield "secret", where, "does not tell the token", "tells the token"
    for what in seen["changed"]:
        yield "changed", what, "stays as it is", "is changed"
    for where in seen["grows"]:
        yield "grows", where, "no more after each call", "more after each call"
    for what in seen["blocks"]:
        yield "blocks", what, "is not called on the loop", "holds up everybody else"
    if seen["executor"]:
        yield "executor", "call", "leaves the threads of the loop to others", "works in them"
    if seen["threads"]:
        yield "thread-left", "close", "no thread", ", ".join(seen["threads"])
    if seen["connected"]:
        yield "connection-left", "close", "no connection, or one that clients share", "more are open"
    if seen["kept"]:
        yield "client-kept", "close", "is gone when nobody has it any more", "is still there"
