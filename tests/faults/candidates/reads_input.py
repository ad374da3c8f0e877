"""A method asks for input."""

from __future__ import annotations

import sys

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        sys.__stdin__.readline()  # type: ignore[union-attr]
