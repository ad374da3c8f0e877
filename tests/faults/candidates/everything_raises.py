"""No method ever answers without an error."""

from __future__ import annotations

from typing import Any

from pymilvus import AsyncMilvusClient

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    pass


async def refuse(self: Client, *args: Any, **kwargs: Any) -> None:
    raise RuntimeError("not today")


for name in dir(AsyncMilvusClient):
    if not name.startswith("_") and callable(getattr(AsyncMilvusClient, name)) and name != "close":
        setattr(Client, name, refuse)
