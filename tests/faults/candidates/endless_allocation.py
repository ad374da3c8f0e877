"""A method takes memory without an end."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        taken = []
        while True:
            taken.append(b"x" * 10_000_000)
