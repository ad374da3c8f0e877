"""A fault: what is done to a run, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["ATTACKED", "INCOMPLETE", "INNOCENT", "NEW", "OK", "USAGE", "Fault", "shared"]

OK, NEW, USAGE, INCOMPLETE = 0, 1, 2, 3
"""Exit statuses of a run (design section 8)."""

ATTACKED, INNOCENT = "get_collection_stats", "list_aliases"
"""The method that candidates attack, and one that works in all of them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, and what is expected of a run that meets it.

    Attributes:
        name: Its name in the table; a candidate's module is called like it.
        what: What happens, in a sentence.
        allowed: Exit statuses that are right.
        candidate: Module in `candidates`, ``""`` for the client of pymilvus.
        tiers: Tiers of the run.
        methods: Methods of the run, all when empty.
        arguments: More of the command line.
        act: Name of what is done from outside (`acts`), once the run is at work.
        place: Name of where the run has its temporary files or reports (`places`).
        within: Seconds in which the run has to end.
        reports: Whether every report has to be written.
        spared: Whether the innocent method has to be compared all the same.
        says: What the report or, without one, the output has to name.
        quick: Whether the default run of the tests tries it.
    """

    name: str
    what: str
    allowed: tuple[int, ...]
    candidate: str = ""
    tiers: tuple[str, ...] = ("wire",)
    methods: tuple[str, ...] = (ATTACKED, INNOCENT)
    arguments: tuple[str, ...] = ()
    act: str = ""
    place: str = ""
    within: float = 180.0
    reports: bool = True
    spared: bool = False
    says: str = ""
    quick: bool = False


def shared(fault: Fault, workers: int) -> Fault:
    """Return a fault as a run meets it that is shared among workers."""
    return replace(
        fault,
        name=f"{fault.name} -n {workers}",
        arguments=(*fault.arguments, "-n", str(workers)),
        within=fault.within * 2,
        quick=False,
    )
