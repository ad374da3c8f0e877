"""A method sends ten thousand requests for one call."""

from __future__ import annotations

from typing import Any

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def get_collection_stats(self, *args: Any, **kwargs: Any) -> Any:
        for _ in range(10_000):
            answer = await super().get_collection_stats(*args, **kwargs)
        return answer
