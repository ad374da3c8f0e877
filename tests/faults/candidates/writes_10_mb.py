"""A method writes ten megabytes past sys.stdout."""

from __future__ import annotations

import os

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        os.write(1, b"noise " * 1_700_000)
