"""A method raises what is no Exception."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate


class Odd(BaseException):
    pass


class Client(Candidate):
    async def attack(self) -> None:
        raise Odd("odd")
