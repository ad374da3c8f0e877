"""What a script of the runtime tier does: a scenario with one client, its judgement, and another try where one is due.

The one rule: scripts contain what they use of it, so that it needs nothing but scenarios and `conformance.repro`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from conformance.repro.execution import LATE, Follow, awaited, executed
from conformance.repro.scenario_server import ScenarioServer
from conformance.tiers.runtime.scenarios.context import ScenarioContext

__all__ = ["NeverEnded", "Of", "given", "kept", "performed", "repeated", "wrong"]

TRIES = 10  # of what the clock may decide otherwise
KEPT = "nothing to complain of"


class NeverEnded(Exception):  # noqa: N818  (for some scripts it is what they look for)
    """A scenario did not come to its end."""


def given(*args: Any, **words: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return arguments as they are given."""
    return args, words


class Of(NamedTuple):
    """A call of what another call gives: that one, and the arguments."""

    call: Callable[[Any], Any]
    arguments: Callable[[], Any]


def acting(method: str, arguments: Any, follow: Follow) -> Callable[..., Awaitable[Any]]:
    """Return what makes a call with a client, with arguments that are made anew each time."""

    async def act(client: Any, **more: Any) -> Any:
        receiver, own = client, arguments
        if isinstance(arguments, Of):
            receiver, own = await awaited(arguments.call(client)), arguments.arguments
        args, words = own()
        return await follow(getattr(receiver, method)(*args, **{**words, **more}))

    return act


def performed(
    make: Callable[..., Any],
    scenario: Callable[[ScenarioContext], Awaitable[Any]],
    calls: Mapping[str, Callable[[], Any]],
    server: ScenarioServer,
    seconds: float,
    follow: Follow,
    watch: Callable[[asyncio.AbstractEventLoop], None],
) -> Any:
    """Return what a scenario shows of one kind of client.

    Raises:
        NeverEnded: It had not ended after some seconds.
    """
    server.start()

    async def perform() -> Any:
        watch(asyncio.get_running_loop())
        acts = {method: acting(method, arguments, follow) for method, arguments in calls.items()}
        factory = partial(make, uri=f"http://127.0.0.1:{server.port}")
        return await scenario(ScenarioContext(factory, acts, server))

    seen = executed(seconds, perform)
    if seen == LATE:
        raise NeverEnded
    print(seen)  # noqa: T201
    return seen


def wrong(judged: Iterable[tuple[str, str, Any, Any]], *aspect: str) -> dict[str, Any]:
    """Return what is owed and what is found of an aspect, the same twice if nothing is wrong with it."""
    return next(
        (sides(owed, found) for *about, owed, found in judged if about == [*aspect]), sides(KEPT, KEPT)
    )


def kept(perform: Callable[[], Any]) -> dict[str, Any]:
    """Return whether a scenario comes to its end, though the loop may stand still in it."""
    try:
        perform()
    except NeverEnded:
        return sides("the loop goes on", "it stood still until it was given up")
    return sides(KEPT, KEPT)


def sides(owed: Any, found: Any) -> dict[str, Any]:
    """Return what a script compares."""
    return {"owed": owed, "found": found}


def repeated(attempt: Callable[[], tuple[dict[str, Any], bool]], *, race: bool) -> dict[str, Any]:
    """Return what the first attempt showed that came to something; of a race, the first one that shows a divergence.

    Raises:
        NeverEnded: None came to anything.
    """
    came = False
    for _ in range(TRIES):
        shown, settled = attempt()
        if shown["owed"] != shown["found"] or (settled and not race):
            return shown
        came = came or settled
    if not came:
        msg = "no attempt came to anything; the machine may be too busy"
        raise NeverEnded(msg)
    return shown
