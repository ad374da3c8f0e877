"""A method returns an object that says it has 10**9 items."""

from __future__ import annotations

from typing import Any

from tests.faults.candidates.base import Candidate


class Long:
    def __len__(self) -> int:
        return 10**9

    def __getitem__(self, place: int) -> int:
        return place


class Client(Candidate):
    async def get_collection_stats(self, *args: Any, **kwargs: Any) -> Any:
        return Long()
