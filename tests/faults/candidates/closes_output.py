"""A method closes standard output and standard error."""

from __future__ import annotations

import os

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        os.close(1)
        os.close(2)
