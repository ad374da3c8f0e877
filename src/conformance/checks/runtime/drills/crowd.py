"""Many calls at once on a new client, the first ones included, and the same calls one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from conformance.checks.runtime.drills.ending import failure
from conformance.checks.runtime.drills.stand import Stand

NAME = "crowd"
RELATIVE = False


async def drill(stand: Stand, count: int, named: str, tagged: bool, deadline: float) -> dict[str, Any]:
    """Make calls together, each with a name and a request id of its own where the method takes them; then in turn."""
    client = await stand.make()
    words = [
        ({named: f"c{place}"} if named else {}) | ({"client_request_id": f"r{place}"} if tagged else {})
        for place in range(count)
    ]

    async def one(place: int) -> str:
        try:
            return stand.show(await stand.call(client, **words[place]))
        except Exception as error:
            return failure(error)

    crowd = [asyncio.ensure_future(one(place)) for place in range(count)]
    await asyncio.wait(crowd, timeout=deadline)
    together = [task.result() if task.done() and not task.cancelled() else "hung" for task in crowd]
    connected = stand.server.sent().count("Connect")
    mixed = sorted(
        f"{name} with {tag}"
        for name, tag in stand.server.tags(named)
        if named and tagged and name.startswith("c") and tag != f"r{name[1:]}"
    )
    some = range(0, count, max(1, count // 4))
    in_turn = {place: await one(place) for place in some}
    await stand.close(client)
    wrong = [
        f"{together[place]} in place of {in_turn[place]}"
        for place in some
        if together[place] != in_turn[place]
    ]
    return {"connected": connected, "mixed": mixed[:3], "wrong": wrong[:3], "hung": together.count("hung")}


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """Each call gets what it gets alone, the metadata of a call stays with it, and one connection is made."""
    if seen["hung"]:
        yield "hung", "together", "every call returns", f"{seen['hung']} had not"
    if seen["wrong"]:
        yield "different", "result", "the result of the same call alone", seen["wrong"][0]
    if seen["mixed"]:
        yield "mixed-up", "metadata", "the request id of its call", seen["mixed"][0]
    if seen["connected"] > 1:
        yield "connections", "Connect", "one connection", seen["connected"]
