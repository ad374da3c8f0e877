"""A method returns a list that holds itself."""

from __future__ import annotations

from typing import Any

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def get_collection_stats(self, *args: Any, **kwargs: Any) -> Any:
        answer: list[Any] = []
        answer.append(answer)
        return answer
