"""A method replaces asyncio.sleep."""

from __future__ import annotations

import asyncio

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        async def never(*args: object) -> None:
            raise RuntimeError("no sleep")

        asyncio.sleep = never  # type: ignore[assignment]
