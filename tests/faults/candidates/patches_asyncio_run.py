"""A method replaces asyncio.run and asyncio.run_coroutine_threadsafe."""

from __future__ import annotations

import asyncio

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        def never(*args: object, **kwargs: object) -> None:
            raise RuntimeError("no run")

        asyncio.run = asyncio.run_coroutine_threadsafe = never  # type: ignore[assignment]
