"""Planted bugs in what a client tells of itself without a call, before it connects and afterwards."""

from __future__ import annotations

from typing import Any

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant

USERS = "wire.request/list_users"


class KnowingClient(FaithfulClient):
    """Knows what it is connected to, as the reference does."""

    @property
    def is_self_hosted(self) -> bool:
        """Return whether the server is one's own."""
        return bool(self._client.is_self_hosted)


@plant(USERS, "type", "client.is_self_hosted before the call")
class KnowsItsServerLate(FaithfulClient):
    """Does not know what it is connected to until it was called."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.is_self_hosted: bool | None = None

    async def list_users(self, *args: Any, **kwargs: Any) -> Any:
        self.is_self_hosted = self._client.is_self_hosted
        return await super().list_users(*args, **kwargs)


@plant(USERS, "type", "client.is_self_hosted after the call")
class ForgetsItsServer(FaithfulClient):
    """Knows what it is connected to until it is called."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.is_self_hosted: bool | None = self._client.is_self_hosted

    async def list_users(self, *args: Any, **kwargs: Any) -> Any:
        self.is_self_hosted = None
        return await super().list_users(*args, **kwargs)


@plant(USERS, "value", "client.is_self_hosted before the call")
class TakesServerForAnother(FaithfulClient):
    """Takes each server for one that somebody else runs."""

    @property
    def is_self_hosted(self) -> bool:
        """Return whether the server is one's own."""
        return not self._client.is_self_hosted


@plant(USERS, "type", "client.is_self_hosted before the call")
class RefusesToTell(FaithfulClient):
    """Raises where it is asked what it is connected to."""

    @property
    def is_self_hosted(self) -> bool:
        """Raise."""
        raise RuntimeError
