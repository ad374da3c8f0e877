"""A method reads the address 0."""

from __future__ import annotations

import ctypes

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        ctypes.string_at(0)
