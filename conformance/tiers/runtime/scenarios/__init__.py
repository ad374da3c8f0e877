"""Scenarios: what is done to a client, and what must come of it.

The one rule: a scenario's module needs the standard library and a `ScenarioContext` alone, because reproduction
scripts contain it as it is. Each has ``NAME``, a coroutine function ``scenario(context, **words)`` that returns
what was seen as plain values, and ``judge(seen, expected)`` that yields what is wrong as ``(kind, path, owed,
found)``; ``expected`` is what the reference showed, ``None`` where the promise is absolute (``RELATIVE = False``).
Of these ``SYNCHRONOUS`` names the kinds of what is wrong that a synchronous reference, its calls made in threads, can
be asked for, too. A relative one may have ``broken(seen)``, which yields in the same form what is wrong with one side
alone.
Some have ``unobserved(seen, expected)``: what neither side did of what it is about, ``""`` where one did it.
One that stands for another in a quick run names it in ``LEAVES_OUT``.
Some have ``settled(seen, expected)``: whether it came to something, or is to be done again, alone; and
``undecided(seen, expected)``: whether alone, too, it came to nothing, so that it is done alone a few times.
"""

from __future__ import annotations

from types import ModuleType

from conformance.tiers.runtime.scenarios import (
    abreast,
    afterlife,
    budget,
    cancellation,
    company,
    complaints,
    completion,
    crowd,
    deadline,
    footprint,
    greeting,
    heartbeat,
    idle,
    leftover,
    loops,
    outage,
    pauses,
    perseverance,
    plain,
    precision,
    reach,
    restart,
    rush,
    scripts,
    twins,
    within,
)

__all__ = ["SCENARIOS"]

SCENARIOS: dict[str, ModuleType] = {
    module.NAME: module
    for module in (
        *(
            heartbeat,
            deadline,
            budget,
            precision,
            reach,
            greeting,
            cancellation,
            crowd,
            company,
            rush,
            perseverance,
            restart,
            outage,
            afterlife,
            leftover,
        ),
        *(completion, pauses, complaints, footprint, loops, scripts, twins, within, plain, abreast, idle),
    )
}
"""Scenarios by name."""
