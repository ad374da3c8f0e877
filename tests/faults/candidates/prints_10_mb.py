"""A method prints ten megabytes."""

from __future__ import annotations

import sys

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        sys.stdout.write("noise " * 1_700_000)
