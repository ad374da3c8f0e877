"""A method waits for ever and ignores that it is cancelled."""

from __future__ import annotations

import asyncio
import contextlib

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(10**6)
