"""A method stops the event loop it runs on."""

from __future__ import annotations

import asyncio

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        asyncio.get_running_loop().stop()
