"""A method blocks the event loop for ever."""

from __future__ import annotations

import time

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        time.sleep(10**6)
