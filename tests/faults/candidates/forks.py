"""A method forks, and both processes go on."""

from __future__ import annotations

import os

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    forked = False

    async def attack(self) -> None:
        if not Client.forked:
            Client.forked = True
            os.fork()
