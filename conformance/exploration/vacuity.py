"""Vacuity: how much the examples of a case must have shown before its agreement means anything.

The one rule: a floor is a share of what could have shown something, and stands with the tier that it is of; below it
the run warns, and the tests of this project fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Floor", "refusals", "shortfalls"]

ENOUGH = 8
"""Examples from which on a share says something."""

_SEEN = ("succeeded", "refused", "timed out", "not offered", "denied")
"""Facts of calls that were not just refused to both clients, or were for a reason that is known."""

REFUSED = 0.5
"""Share of the calls before the last one of a call sequence that a server may refuse. A healthy Milvus Lite
refused 131 of 1142 in a quick run, 28 % at most in one method: those that are made after an error, or of what is no
longer there."""


@dataclass(frozen=True, slots=True)
class Floor:
    """A share that must be reached.

    Attributes:
        fact: What is counted.
        of: Facts that it is a share of, all together; every example if there are none.
        share: The least share.
        meaning: What too small a share means.
    """

    fact: str
    of: tuple[str, ...]
    share: float
    meaning: str


def shortfalls(floors: Iterable[Floor], facts: Mapping[str, int], examples: int) -> Iterator[str]:
    """Yield which floors a case stays below, as texts for its warnings.

    Args:
        floors: Those of its tier.
        facts: What was counted; what a server does not offer is no shortfall, nor is who was kept out on purpose.
        examples: Examples examined.
    """
    for floor in floors:
        whole = (
            sum(facts.get(name, 0) for name in floor.of) if floor.of else examples - facts.get("denied", 0)
        )
        if floor.of == () and facts.get("not offered", 0) == facts.get("both refused", 0) > 0:
            continue
        share = facts.get(floor.fact, 0) / whole if whole else 1.0
        if whole >= ENOUGH and share < floor.share:
            yield (
                f"{share:.0%} of {whole} examples: {floor.fact}, and {floor.share:.0%} are wanted: {floor.meaning}"
            )


def refusals(facts: Mapping[str, int], *, engine: bool = True) -> str:
    """Return that a server refused more than its profile explains; ``""`` where it did not.

    Call sequences are made of calls that the server's profile says it answers, so a server that refuses most of
    them shows nothing of the clients, however equal they are. Neither does one that refused a method every time, and
    did not say that it lacks it: nobody has seen what the method does.

    Args:
        facts: What was counted.
        engine: Whether a Milvus server was asked; the answers of a mock server are refusals where a check wants them.
    """
    every = facts.get("both refused", 0)
    if engine and every >= ENOUGH and not any(facts.get(name) for name in _SEEN):
        return f"the server refused all {every} calls that were compared, which its profile does not explain"
    refused = facts.get("earlier call refused", 0)
    whole = refused + facts.get("earlier call succeeded", 0)
    if whole < ENOUGH or refused <= REFUSED * whole:
        return ""
    return f"the server refused {refused} of {whole} earlier calls, more than its profile explains"
