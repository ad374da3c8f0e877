"""A method leaves Python hardly any depth of calls."""

from __future__ import annotations

import contextlib
import sys

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        with contextlib.suppress(RecursionError):
            sys.setrecursionlimit(60)
