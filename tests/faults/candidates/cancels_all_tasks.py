"""A method cancels every task of its loop."""

from __future__ import annotations

import asyncio

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        for task in asyncio.all_tasks():
            task.cancel()
