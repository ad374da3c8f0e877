"""A method calls sys.exit(0)."""

from __future__ import annotations

import sys

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        sys.exit(0)
