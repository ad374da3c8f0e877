"""A method returns a list whose iteration never ends."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from tests.faults.candidates.base import Candidate


class Endless(list[int]):
    def __len__(self) -> int:
        return 10**9

    def __iter__(self) -> Iterator[int]:
        return itertools.count()


class Client(Candidate):
    async def get_collection_stats(self, *args: Any, **kwargs: Any) -> Any:
        return Endless()
