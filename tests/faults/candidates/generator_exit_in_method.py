"""A method raises GeneratorExit."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        raise GeneratorExit
