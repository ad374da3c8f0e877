"""A method returns a list a hundred thousand lists deep."""

from __future__ import annotations

from typing import Any

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def get_collection_stats(self, *args: Any, **kwargs: Any) -> Any:
        answer: list[Any] = []
        for _ in range(100_000):
            answer = [answer]
        return answer
