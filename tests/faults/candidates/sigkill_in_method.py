"""A method kills the process."""

from __future__ import annotations

import os
import signal

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
