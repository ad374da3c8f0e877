"""A method raises a group of exceptions (an ordinary one before Python 3.11)."""

from __future__ import annotations

import builtins

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        group = getattr(builtins, "BaseExceptionGroup", None)
        errors = [ValueError("one"), OSError("two")]
        raise group("several", errors) if group else errors[0]
