"""A method closes every file of the process."""

from __future__ import annotations

import os

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        os.closerange(0, 4096)
