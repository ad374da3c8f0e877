"""Planted bugs of clients that do not have the token that they should, or hide what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pymilvus import MilvusClient, MilvusException
from pymilvus.exceptions import ParamError

from conformance.clients import resolve
from conformance.tiers.live.access import ACCESS
from conformance.tiers.tiers import REFERENCE
from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import Mutant, plant

__all__ = ["anonyms"]


def _check(method: str) -> str:
    return f"live.access/{method}"


def anonyms() -> Iterator[Mutant]:
    """Yield, for each method, a client that loses its token in it: that nobody has to write."""
    for method in ACCESS.methods(resolve(REFERENCE)):
        yield Mutant(_anonym(method), _check(method), "", "")


def _anonym(method: str) -> type:
    async def without_token(self: Any, *args: Any, **words: Any) -> Any:
        client = MilvusClient(self.uri)
        try:
            return getattr(client, method)(*args, **words)
        finally:
            client.close()

    name = f"Anonymous{method.title().replace('_', '')}"
    return type(name, (Addressed,), {method: without_token, "__doc__": f"Loses its token in {method}."})


class Addressed(FaithfulClient):
    """Knows its server."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.uri = words["uri"]


@plant(_check("search"), "outcome", "result (raised, returned)")
class SearchesNothingUnseen(FaithfulClient):
    """Finds nothing where it may not search."""

    async def search(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().search(*args, **words)
        except Exception:
            return []


@plant(_check("drop_collection"), "error-type", "result")
class DropsWithAnotherError(FaithfulClient):
    """Takes a missing privilege for a wrong argument."""

    async def drop_collection(self, *args: Any, **words: Any) -> Any:
        try:
            return await super().drop_collection(*args, **words)
        except MilvusException:
            raise
        except Exception as error:
            raise ParamError(message=str(error)) from error


@plant(_check("update_password"), "outcome", "then")
class GoesOnWithTheOldPassword(FaithfulClient):
    """Changes the password, and does not take the new one for itself."""

    async def update_password(self, *args: Any, reset_connection: bool = False, **words: Any) -> Any:
        return await super().update_password(*args[:3], **words)


@plant(_check("list_collections"), "outcome", "result")
class KnowsUsersByName(FaithfulClient):
    """Shares a connection among all clients of a user, whatever their passwords."""

    connections: ClassVar[dict[str, MilvusClient]] = {}

    def __init__(self, **words: Any) -> None:
        key = f"{words['uri']} {words['token'].partition(':')[0]}"
        if key not in self.connections:
            self.connections[key] = MilvusClient(**words)
        self._client = self.connections[key]

    async def close(self) -> None:
        """Keep the connection for the next client."""
