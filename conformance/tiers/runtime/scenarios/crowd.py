"""Many calls at once on a new client, the first ones included, and the same calls one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any

from conformance.tiers.runtime.scenarios.context import ScenarioContext
from conformance.tiers.runtime.scenarios.ending import failure

NAME = "crowd"
RELATIVE = False
SYNCHRONOUS = ("hung", "different", "mixed-up", "connections")


OTHER = "elsewhere"  # the database of another client at the same address


async def scenario(
    context: ScenarioContext, count: int, named: str, tagged: bool, databases: bool, deadline: float
) -> dict[str, Any]:
    """Make calls together, each with a name and a request id of its own where the method takes them; then in turn."""
    client, methods = await context.make(), list(context.acts)

    async def one(client: Any, place: int) -> str:
        words = {named: f"c{place}"} if named else {}
        words |= {"client_request_id": f"r{place}"} if tagged else {}
        try:
            return context.show(await context.call(client, methods[place % len(methods)], **words))
        except Exception as error:
            return failure(error)

    together = await _together([one(client, place) for place in range(count)], deadline)
    connected = context.server.sent().count("Connect")
    mixed = sorted(
        f"{tags['named']} with {tags['id']}"
        for tags in context.server.tags()
        if named and tagged and tags["named"].startswith("c") and tags["id"] != f"r{tags['named'][1:]}"
    )
    if "hung" in together:
        return {"connected": connected, "mixed": mixed[:3], "wrong": [], "hung": together.count("hung")}

    # Calls without a name of their own are the same each time, and asked for once.
    some = range(0, count, max(1, count // 3)) if named else range(len(methods))
    in_turn = {place: (await _together([one(client, place)], deadline))[0] for place in some}
    wrong = [
        (methods[place % len(methods)] if methods[1:] else "result", f"{found} in place of {owed}")
        for place, found in enumerate(together)
        if (owed := in_turn.get(place if named else place % len(methods), found)) != found
    ]

    if databases and tagged:
        mixed += await _strays(context, [client, await context.make(db_name=OTHER)], one, deadline)
    await context.close(client)
    mixed, wrong = mixed[:3], wrong[:3]
    return {"connected": connected, "mixed": mixed, "wrong": wrong, "hung": 0}


PAIRS = 4  # calls of two clients, one after the other's, that are made together


async def _strays(
    context: ScenarioContext,
    clients: list[Any],
    one: Callable[[Any, int], Coroutine[Any, Any, str]],
    deadline: float,
) -> list[str]:
    """Return which requests of two clients went out with the database of the other one; close the other one."""
    before = len(context.server.sent())
    await _together([one(clients[place % 2], place) for place in range(PAIRS)], deadline)
    found = []
    for tags in context.server.tags()[before:]:
        others = tags["id"].lstrip("r") in [str(place) for place in range(1, PAIRS, 2)]
        if tags["id"] and tags["database"] and (tags["database"] == OTHER) != others:
            found.append(
                f"{tags['id']} of {'the other' if others else 'one'} client with database {tags['database']}"
            )
    await context.close(clients[1])
    return sorted(found)


async def _together(work: Sequence[Coroutine[Any, Any, str]], deadline: float) -> list[str]:
    tasks = [asyncio.ensure_future(item) for item in work]
    await asyncio.wait(tasks, timeout=deadline)
    ended = [task.result() if task.done() and not task.cancelled() else "hung" for task in tasks]
    for task in tasks:
        task.cancel()
    return ended


def judge(seen: dict[str, Any], _expected: dict[str, Any] | None) -> Iterator[tuple[str, str, Any, Any]]:
    """Each call gets what it gets alone, the metadata of a call stays with it, and one connection is made."""
    if seen["hung"]:
        yield "hung", "together", "every call returns", "some had not"
    for name, found in seen["wrong"][:1]:
        yield "different", name, "the result of the same call alone", found
    if seen["mixed"]:
        yield "mixed-up", "metadata", "the request id and database of its call", seen["mixed"][0]
    if seen["connected"] > 1:
        yield "connections", "Connect", "one connection", seen["connected"]
