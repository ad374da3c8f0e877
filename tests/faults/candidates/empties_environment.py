"""A method empties the environment."""

from __future__ import annotations

import os

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        os.environ.clear()
