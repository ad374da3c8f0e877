"""An error text of ten megabytes."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        raise RuntimeError("long " * 2_000_000)
