"""The surface driver: the two things that are compared, which need no server unless a factory hides a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from conformance.clients import Caller, Factory, LoopWorker, Server
from conformance.model import Operation
from conformance.tiers.surface.inventory import missing
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

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a member."""
        return not missing(method, self.candidate)

    def _subject(self, factory: Factory) -> object:
        if factory.client is not None:
            return factory.client
        with MockServer(line=False) as server:
            caller = Caller(factory, Server("wire", server.uri, "", "", frozenset()), LoopWorker("surface"))
            try:
                return caller.client()
            finally:
                caller.close()
