"""Profiles: how much a run tries.

The one rule: the number of examples follows from the profile and the method alone; the clock has no say in it, so
that two runs with one seed give one report.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PROFILES", "SERVER_WEIGHT", "Profile", "profile", "weight_on"]

FEWEST_ON_SERVER = 8
"""Examples that are enough on a server that waits, where one that makes collections takes seconds."""

SERVER_WEIGHT = 6
"""How much longer a test case takes on a server that waits: a strong read waits for the next time tick (0.2 s)."""


def weight_on(*, waits: bool) -> int:
    """Return how many times longer a test case takes on a server than on one that does not wait."""
    return SERVER_WEIGHT if waits else 1


@dataclass(frozen=True, slots=True)
class Profile:
    """How much to try.

    Attributes:
        name: ``quick``, ``standard`` or ``deep``.
        budget: Nominal milliseconds for each method on generated collections.
        scenes: How many collections reading checks share.
        fewest: Examples that every method gets on a server that does not wait, however slow it is.
        mocked: Nominal milliseconds for each check of a method on a mock server.
        sequences: Call sequences of each method.
        complete: Whether every parameter of every method is exercised on mock servers, however many there are.
    """

    name: str
    budget: int
    scenes: int
    fewest: int
    mocked: int
    sequences: int
    complete: bool = True

    def examples(self, weight: int, *, waits: bool = False) -> int:
        """Return how many examples a method gets on a server.

        Args:
            weight: Nominal milliseconds of an example on a server that does not wait.
            waits: Whether the server waits.
        """
        return max(self.fewest_on(waits=waits), self.budget // (weight * weight_on(waits=waits)))

    def fewest_on(self, *, waits: bool) -> int:
        """Return the examples that every method gets on a server, however slow it is."""
        return max(FEWEST_ON_SERVER, self.fewest // 3) if waits else self.fewest

    def sequences_on(self, *, waits: bool) -> int:
        """Return how many call sequences a method gets on a server."""
        return max(2, self.sequences // SERVER_WEIGHT) if waits else self.sequences


PROFILES = {
    item.name: item
    for item in (
        Profile("quick", 2500, 6, 8, mocked=30, sequences=4, complete=False),
        Profile("standard", 7000, 12, 16, mocked=120, sequences=10),
        Profile("deep", 90000, 40, 60, mocked=3000, sequences=80),
    )
}


def profile(name: str) -> Profile:
    """Return a profile by name (``KeyError`` for an unknown one)."""
    return PROFILES[name]
