"""Planted bugs in what a client offers, and how it is spelled."""

from __future__ import annotations

from typing import Any

from tests.mutants.faithful import FaithfulClient, Wrapper, with_methods
from tests.mutants.planting import MISSING, plant

LOAD_STATE = "surface.signature/get_load_state"
COMPACT = "surface.signature/compact"
INDEX = "surface.signature/describe_index"


@with_methods(without=("compact",))
@plant(COMPACT, MISSING)
class HasNoCompact(Wrapper):
    """Lacks compact."""


@with_methods(without=("get_load_state",))
class HasNoStates(Wrapper):
    """What clients are that have get_load_state in a way of their own."""


@plant(LOAD_STATE, "parameter-name", "parameters.partition_name")
class RenamesParameter(FaithfulClient):
    """Calls partition_name partition_names."""

    async def get_load_state(
        self, collection_name: str, partition_names: Any = "", timeout: Any = None, **kwargs: Any
    ) -> Any:
        return await super().get_load_state(collection_name, partition_names, timeout, **kwargs)


@plant(LOAD_STATE, "parameter-order", "parameters")
class MovesTimeout(FaithfulClient):
    """Takes the timeout before the partition."""

    async def get_load_state(
        self, collection_name: str, timeout: Any = None, partition_name: Any = "", **kwargs: Any
    ) -> Any:
        return await super().get_load_state(collection_name, partition_name, timeout, **kwargs)


@plant(LOAD_STATE, "parameter-extra", "parameters.wait")
class AddsInTheMiddle(FaithfulClient):
    """Takes one more parameter before timeout."""

    async def get_load_state(
        self,
        collection_name: str,
        partition_name: Any = "",
        wait: Any = None,
        timeout: Any = None,
        **kwargs: Any,
    ) -> Any:
        return await super().get_load_state(collection_name, partition_name, timeout, **kwargs)


@plant(LOAD_STATE, "parameter-missing", "parameters.partition_name")
class DropsParameter(FaithfulClient):
    """Does not take a partition by name or position."""

    async def get_load_state(self, collection_name: str, timeout: Any = None, **kwargs: Any) -> Any:
        return await super().get_load_state(collection_name, timeout=timeout, **kwargs)


@plant(LOAD_STATE, "parameter-default", "parameters.partition_name")
class ChangesDefault(FaithfulClient):
    """Takes all partitions for None in place of an empty name."""

    async def get_load_state(
        self, collection_name: str, partition_name: Any = None, timeout: Any = None, **kwargs: Any
    ) -> Any:
        return await super().get_load_state(collection_name, partition_name, timeout, **kwargs)


@plant(LOAD_STATE, "parameter-kind", "parameters.timeout")
class TakesNoPositions(FaithfulClient):
    """Takes the timeout by name only."""

    async def get_load_state(
        self, collection_name: str, partition_name: Any = "", *, timeout: Any = None, **kwargs: Any
    ) -> Any:
        return await super().get_load_state(collection_name, partition_name, timeout, **kwargs)


@plant(LOAD_STATE, "variable", "**kwargs")
class TakesNoKeywords(FaithfulClient):
    """Takes no other keyword arguments."""

    async def get_load_state(
        self, collection_name: str, partition_name: Any = "", timeout: Any = None
    ) -> Any:
        return await super().get_load_state(collection_name, partition_name, timeout)


@plant(LOAD_STATE, "awaitable", "result")
class AnswersAtOnce(FaithfulClient):
    """Returns a plain value, and says so."""

    def get_load_state(
        self, collection_name: str, partition_name: Any = "", timeout: Any = None, **kwargs: Any
    ) -> dict[str, Any] | None:
        return self._client.get_load_state(collection_name, partition_name, timeout, **kwargs)


@plant(LOAD_STATE, "parameter-name", "parameters.partition_name")
class PassesOnOtherNames(HasNoStates):
    """Has a method in none of its classes, and calls partition_name partition_names."""

    def __getattr__(self, name: str) -> Any:
        if name != "get_load_state":
            raise AttributeError(name)
        return RenamesParameter.get_load_state.__get__(self)


@plant(LOAD_STATE, "kind", "member")
class HasNothingOfAnyName(HasNoStates):
    """Answers None whatever it is asked for."""

    def __getattr__(self, name: str) -> Any:
        return None


@plant(LOAD_STATE, "parameter-default", "parameters.timeout")
class GivesItselfAPlainMethod(HasNoStates):
    """Makes a method for each client, with another default."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)

        async def get_load_state(
            collection_name: str, partition_name: Any = "", timeout: Any = 1, **kwargs: Any
        ) -> Any:
            return self._client.get_load_state(collection_name, partition_name, timeout, **kwargs)

        self.get_load_state = get_load_state


class Waiting:
    """What has no words of its own."""


WAITING = Waiting()


@plant(LOAD_STATE, "parameter-default", "parameters.timeout")
class HasAnObjectForADefault(FaithfulClient):
    """Takes an object for None."""

    async def get_load_state(
        self, collection_name: str, partition_name: Any = "", timeout: Any = WAITING, **kwargs: Any
    ) -> Any:
        return await super().get_load_state(collection_name, partition_name, None, **kwargs)


@plant(LOAD_STATE, "kind", "member")
class IsAProperty(FaithfulClient):
    """Offers a property in place of a method."""

    @property
    def get_load_state(self) -> Any:
        """The state of nothing."""
        return self._client.get_load_state


@with_methods()
@plant("surface.signature/context-manager", "protocol", "async with")
class StaysSynchronous:
    """Is a context manager, but not an async one."""

    def __init__(self, **words: Any) -> None:
        self._client = FaithfulClient(**words)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *error: object) -> None:
        self._client._client.close()


@plant("surface.signature/__init__", "parameter-default", "parameters.db_name")
class NeedsDatabase(FaithfulClient):
    """Has another default database."""

    def __init__(
        self,
        uri: Any = "http://localhost:19530",
        user: Any = "",
        password: Any = "",
        db_name: Any = "default",
        token: Any = "",
        timeout: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            uri=uri, user=user, password=password, db_name=db_name, token=token, timeout=timeout, **kwargs
        )


class SessionlessSearchSession:
    """What `SessionlessSearch` hands out."""

    async def close(self) -> None:
        """Do nothing."""


@plant("surface.signature/session.search", MISSING)
class SessionlessSearch(FaithfulClient):
    """Hands out a session that cannot search."""

    def session(self, cluster_id: str) -> SessionlessSearchSession:
        """Return a session."""
        return SessionlessSearchSession()


@plant("surface.signature/other-members", "extra", "purge")
class OffersMethod(FaithfulClient):
    """Has a method that the synchronous client lacks."""

    async def purge(self, collection_name: str) -> None:
        await self.truncate_collection(collection_name)


@plant("surface.signature/other-members", "extra", "address")
class OffersProperty(FaithfulClient):
    """Has a property that the synchronous client lacks."""

    @property
    def address(self) -> str:
        return "here"


@plant("surface.signature/other-members", "extra", "__len__")
class HasLength(FaithfulClient):
    """Has a length, so that a client without users is taken for none."""

    def __len__(self) -> int:
        return 0


@plant("surface.signature/other-members", "extra", "__iter__")
class CanBeIterated(FaithfulClient):
    """Can be iterated."""

    def __iter__(self) -> Any:
        return iter(())


@plant(COMPACT, "parameter-extra", "parameters.force")
class TakesMore(FaithfulClient):
    """Takes one more parameter than the synchronous client, behind all others."""

    async def compact(
        self,
        collection_name: str,
        is_clustering: Any = False,
        is_l0: Any = False,
        target_size: Any = None,
        timeout: Any = None,
        force: bool = False,
        **kwargs: Any,
    ) -> Any:
        return await super().compact(collection_name, is_clustering, is_l0, target_size, timeout, **kwargs)


@plant("surface.signature/list_resource_groups", "variable", "**kwargs")
class TakesAnyKeyword(FaithfulClient):
    """Takes, and ignores, any keyword where the synchronous client refuses it."""

    async def list_resource_groups(self, timeout: Any = None, **kwargs: Any) -> Any:
        return await super().list_resource_groups(timeout)
