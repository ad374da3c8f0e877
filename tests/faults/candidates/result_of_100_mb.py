"""A method returns a text of 100 MB."""

from __future__ import annotations

from typing import Any

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def get_collection_stats(self, *args: Any, **kwargs: Any) -> Any:
        return {"row_count": "x" * 100_000_000}
