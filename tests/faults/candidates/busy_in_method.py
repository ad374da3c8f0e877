"""A method computes for ever."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        while True:
            pass
