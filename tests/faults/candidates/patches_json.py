"""A method replaces json.dumps."""

from __future__ import annotations

import json

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        json.dumps = lambda *args, **kwargs: "{}"  # type: ignore[assignment]
