"""A method returns an object that raises whatever is asked of it."""

from __future__ import annotations

from typing import Any

from tests.faults.candidates.base import Candidate


class Nothing:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no equality")

    def __hash__(self) -> int:
        raise RuntimeError("no hash")

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"no {name}")


class Client(Candidate):
    async def get_collection_stats(self, *args: Any, **kwargs: Any) -> Any:
        return Nothing()
