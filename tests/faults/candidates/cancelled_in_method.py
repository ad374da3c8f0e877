"""A method raises CancelledError, though nobody cancelled it."""

from __future__ import annotations

import asyncio

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        raise asyncio.CancelledError
