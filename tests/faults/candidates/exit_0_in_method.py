"""A method ends the process with status 0."""

from __future__ import annotations

import os

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        os._exit(0)
