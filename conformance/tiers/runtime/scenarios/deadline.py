"""A call with a timeout, or expressly none, on a server that does not answer in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import documented, ending, until

NAME = "deadline"
RELATIVE = True


PATIENCE = 10.0  # seconds that a call may take to reach the server, and altogether where it has no timeout
HOLD = 0.1  # seconds before the end of a timeout from which on the loop is held
PAST = 0.02  # and after it


async def scenario(
    context: ScenarioContext,
    timeout: float | None,
    margin: float,
    rpc: str,
    names: Sequence[str],
    held: bool = False,
) -> dict[str, Any]:
    """Call, and return how it ended, and when, counted from the arrival of the RPC that is not answered.

    With ``held`` the loop stands still while the timeout passes, as when an application computes: a client that counts
    it twice, some microseconds apart, finds both passed, and it is no race which is first.
    """
    limit = PATIENCE if timeout is None else timeout + margin
    client, said = await context.make(), ""

    async def call() -> None:
        nonlocal said
        try:
            await context.call(client)
        except Exception as error:
            said = str(error)
            raise

    started = time.perf_counter()
    task = asyncio.ensure_future(ending(call(), PATIENCE + limit))
    # Connecting is not counted: beside many others it may take long, and has a check of its own.
    await until(lambda: task.done() or rpc in context.server.sent(), PATIENCE)
    reached = timeout == 0 or rpc in context.server.sent()
    connected = timeout == 0 or any(name != "Connect" for name in context.server.sent())
    if not task.done():
        started = time.perf_counter()
        if held and timeout:
            await asyncio.wait({task}, timeout=timeout - HOLD)
            if not task.done():
                time.sleep(max(started + timeout + PAST - time.perf_counter(), 0))
        await asyncio.wait({task}, timeout=started + limit - time.perf_counter())
    seconds = time.perf_counter() - started
    ended = task.result()[0] if task.done() else "hung"
    task.cancel()
    await ending(context.close(client), 5.0)
    seen = {"ended": ended, "seconds": round(seconds, 2), "timeout": timeout, "margin": margin, "rpc": rpc}
    named = [name for name in names if name in said]
    return {**seen, "reached": reached, "connected": connected, "named": named}


def broken(seen: dict[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """The timeout is honoured."""
    late = PATIENCE if seen["timeout"] is None else seen["timeout"] + seen["margin"]
    if seen["ended"] == "hung" or (seen["connected"] and seen["seconds"] >= late):
        owed = "returns" if seen["timeout"] is None else f"ends after {seen['timeout']:g} s"
        yield "late", seen["rpc"], owed, f"had not after {late:g} s"


def judge(seen: dict[str, Any], expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """The timeout is honoured, and fails with the exception that the synchronous client raises, about the same."""
    if not seen["connected"] and seen["ended"] != "hung":
        return  # it ended while it connected: beside many others, a short timeout may pass before
    late = PATIENCE if seen["timeout"] is None else seen["timeout"] + seen["margin"]
    wrong = list(broken(seen))
    if wrong:
        # Where the synchronous client's timeout is for each RPC, the call as a whole may take longer.
        if expected is None or expected["seconds"] < late:
            for kind, path, _, found in wrong:
                yield kind, path, f"had ended before {late:g} s", found
        return
    if expected is None:
        return
    if expected["seconds"] >= late:
        if expected["connected"] and seen["reached"]:  # on time, where the synchronous client is not
            yield "early", seen["rpc"], f"had not ended after {late:g} s", seen["ended"]
        return
    if seen["reached"] and not expected["reached"]:
        return  # it does not send the RPC, which the wire tier tells
    path, sides = "no timeout" if seen["timeout"] is None else "timeout", (expected["ended"], seen["ended"])
    if sides[0] != sides[1]:
        # Which of the documented exceptions is raised is decided in one place, for all that can be late in a method.
        which = f" ({', '.join(sides)})" if "returned" not in sides and all(map(documented, sides)) else ""
        # A timeout of 0 passes in the connecting of a client that connects with its first call.
        if not which or seen["timeout"] != 0:
            yield "ending", path + which, *sides
    elif seen["named"] != expected["named"]:
        yield "error-message", path, f"names {expected['named']}", f"names {seen['named']}"


def whichever(path: str) -> bool:
    """Return whether a path is that of which documented exception is raised, whatever is late in the method."""
    return path.startswith("timeout (")


def undecided(seen: dict[str, Any], expected: dict[str, Any] | None) -> bool:
    """Whether the timeout passed before it was due, so that nothing is compared: on a busy machine it may.

    It passes while the candidate connects, or before the server has noticed what the reference sends.
    """
    return not seen["connected"] or bool(expected and seen["reached"] and not expected["reached"])


def settled(seen: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether the reference was in time; on a busy machine it may be late that is not otherwise."""
    late = PATIENCE if seen["timeout"] is None else seen["timeout"] + seen["margin"]
    return bool(expected["seconds"] < late)
