"""A method replaces open, print and isinstance."""

from __future__ import annotations

import builtins

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        def never(*args: object, **kwargs: object) -> None:
            raise RuntimeError("not any more")

        builtins.open = builtins.print = builtins.isinstance = never  # type: ignore[assignment]
