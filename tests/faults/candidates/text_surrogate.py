"""An error text holds a lone surrogate, which no encoding can write."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        raise RuntimeError("lone \udce4 surrogate")
