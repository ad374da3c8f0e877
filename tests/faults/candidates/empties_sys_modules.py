"""A method forgets half of the modules that are loaded."""

from __future__ import annotations

import sys

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        for name in list(sys.modules)[::2]:
            if not name.startswith(("tests.", "sys", "builtins", "_")):
                del sys.modules[name]
