"""A method sets an alarm, which ends a process that has no handler."""

from __future__ import annotations

import asyncio
import signal

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        signal.alarm(1)
        await asyncio.sleep(1.5)
