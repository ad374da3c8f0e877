"""A method stops the clocks."""

from __future__ import annotations

import time

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        time.time = time.monotonic = time.perf_counter = lambda: 0.0
