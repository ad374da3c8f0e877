"""A method replaces asyncio.wait_for and asyncio.wait."""

from __future__ import annotations

import asyncio

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        async def never(*args: object, **kwargs: object) -> None:
            raise RuntimeError("no waiting")

        asyncio.wait_for = asyncio.wait = never  # type: ignore[assignment]
