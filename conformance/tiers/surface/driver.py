"""The surface driver: the two things that are compared, which need no server unless a factory hides a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from conformance.clients import Caller, Endurance, Factory, LoopWorker, Server
from conformance.model import Operation
from conformance.tiers.surface.inventory import may_hide, missing
from pytest_milvus.errors import RemedyError
from pytest_milvus.mock_server import MockServer

__all__ = ["Member", "SurfaceDriver"]


@dataclass(frozen=True, slots=True)
class Member:
    """What a finding of the surface tier is about: a name; there are no calls."""

    name: str

    @property
    def acts(self) -> Sequence[Operation]:
        """Nothing."""
        return ()

    @property
    def size(self) -> tuple[int, int]:
        """The same for all."""
        return 0, 0


class SurfaceDriver:
    """The reference's and the candidate's surface.

    Args:
        reference: Factory of the client that defines the behaviour.
        candidate: Factory of the client under test.
    """

    def __init__(self, reference: Factory, candidate: Factory) -> None:
        self._factories = reference, candidate

    @cached_property
    def reference(self) -> object:
        """Class of the reference, or an instance where only a call could tell the class."""
        return self._subject(self._factories[0])

    @cached_property
    def candidate(self) -> object:
        """The same of the candidate."""
        return self._subject(self._factories[1])

    def candidate_of(self, member: str) -> object | None:
        """Return what tells of a member of the candidate: its class, or a client where the class may hide it.

        ``None`` where only a client could tell, and none can be made.
        """
        client = self._factories[1].client
        if client is None or not missing(member, client) or not may_hide(member, client):
            return self.candidate
        return self._made

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a member, or nobody can tell."""
        candidate = self.candidate_of(method)
        return candidate is None or not missing(method, candidate)

    @cached_property
    def _made(self) -> object | None:
        # That it cannot be made is for the first tier to tell that needs it.
        factory = replace(self._factories[1], endurance=Endurance())
        try:
            return self._client(factory)
        except RemedyError:
            return None

    def _subject(self, factory: Factory) -> object:
        return factory.client or self._client(factory)

    def _client(self, factory: Factory) -> object:
        with MockServer(line=False) as server:
            caller = Caller(factory, Server("wire", server.uri, "", "", frozenset()), LoopWorker("surface"))
            try:
                return caller.client()
            finally:
                caller.close()
