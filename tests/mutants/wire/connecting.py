"""Planted bugs in how a client connects, and in what it tells of itself without a call, before and afterwards."""

from __future__ import annotations

from typing import Any, ClassVar

import grpc
from pymilvus import MilvusException

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant

USERS = "wire.request/list_users"
CONNECTION = "wire.connection/list_users"


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


@plant(CONNECTION, "deadline", "Connect [timeout]")
class ForgetsItsTimeout(FaithfulClient):
    """Takes a timeout when it is made, and connects without it."""

    def __init__(self, timeout: Any = None, **words: Any) -> None:
        super().__init__(**words)


@plant(CONNECTION, "deadline", "Connect")
class WaitsTwiceAsLong(FaithfulClient):
    """Waits longer for a server than the synchronous client does."""

    def __init__(self, timeout: Any = 10, **words: Any) -> None:
        super().__init__(timeout=2 * timeout, **words)


@plant(CONNECTION, "metadata", "Connect.authorization [user, password]")
class ForgetsWhoItIs(FaithfulClient):
    """Takes a user and a password when it is made, and connects as nobody."""

    def __init__(self, user: str = "", password: str = "", **words: Any) -> None:
        super().__init__(**words)


@plant(CONNECTION, "field", "Connect.client_info.reserved")
class TellsMoreOfItself(FaithfulClient):
    """Tells the server more of itself than the synchronous client does."""

    def __init__(self, **words: Any) -> None:
        super().__init__(option={"language": "async"}, **words)


@plant(CONNECTION, "rpc-extra", "Connect")
class ConnectsTwice(FaithfulClient):
    """Connects once to try whether it can, and once more to stay."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        super().__init__(dedicated=True, **words)


@plant(CONNECTION, "outcome", "result (raised, returned) [Connect UNAVAILABLE]")
class ConnectsAgainAtOnce(FaithfulClient):
    """Tries once more where the first try to connect failed."""

    def __init__(self, **words: Any) -> None:
        try:
            super().__init__(**words)
        except MilvusException:
            super().__init__(**words)


@plant(CONNECTION, "error-type", "result [Connect PERMISSION_DENIED]")
class LeaksWhatConnectingRaises(FaithfulClient):
    """Raises gRPC's error where it cannot connect."""

    def __init__(self, **words: Any) -> None:
        try:
            super().__init__(**words)
        except MilvusException as error:
            raise error.__cause__ if isinstance(error.__cause__, grpc.RpcError) else error from None


@plant(CONNECTION, "error-code", "result [Connect ServiceNotReady]")
class TakesARefusalForNoServer(FaithfulClient):
    """Says that there is no server where the server refuses the connection."""

    def __init__(self, **words: Any) -> None:
        try:
            super().__init__(**words)
        except MilvusException as error:
            raise MilvusException(code=2, message=error.message) from error


@plant(CONNECTION, "outcome", "result (returned, raised) [Connect again after UNAVAILABLE]")
class RemembersWhereNoServerWas(FaithfulClient):
    """Does not try to connect again where it could not once."""

    failed: ClassVar[set[str]] = set()

    def __init__(self, uri: str, **words: Any) -> None:
        if uri in self.failed:
            raise MilvusException(code=2, message="no server")
        try:
            super().__init__(uri=uri, **words)
        except MilvusException:
            self.failed.add(uri)
            raise
