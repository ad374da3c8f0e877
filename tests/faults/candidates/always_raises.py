"""A method never answers without an error."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        raise RuntimeError("not today")
