"""A method returns three million items."""

from __future__ import annotations

from typing import Any

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def get_collection_stats(self, *args: Any, **kwargs: Any) -> Any:
        return list(range(3_000_000))
