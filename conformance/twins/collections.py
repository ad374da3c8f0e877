"""Collections that test cases are performed on: made, shared, used again, dropped.

The one rule: making a collection is what costs, so one is used again wherever that cannot change an answer; a
twin only after a trusted reader has seen that it is as it was when it was new.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

from conformance.clients import Caller
from conformance.compare.differences import canonical
from conformance.model import COLLECTION, Operation, Outcome, Raised, Returned, Scene, TimedOut
from conformance.twins.server_errors import require_health
from conformance.twins.state import everything, observe
from pytest_milvus.errors import RemedyError

__all__ = ["Collections", "SceneRefusedError", "Twins"]

SHARED = 24
"""Collections kept for reading test cases; the one used longest ago is dropped first."""

COSTLY = 0.5
"""Seconds from which on making twins is worth avoiding: loading takes them on a real server."""

_GONE = ("UNAVAILABLE", 2)
"""The gRPC code, and the code of pymilvus' "Fail connecting to server"."""


class SceneRefusedError(RemedyError):
    """The server refuses what a scene is made of."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two collections made alike.

    Attributes:
        scene: What they were made from.
        names: Their names.
        initial: Their state when they were new; ``None`` for cheap ones, which are used once.
    """

    scene: Scene
    names: tuple[str, str]
    initial: Mapping[str, Any] | None = None


class Collections:
    """Prepared collections of one server.

    Args:
        readers: Two trusted clients; they work side by side.
        new_name: Returns a collection name that nobody uses.
        is_alive: Tells whether the server answers at all.
    """

    def __init__(
        self, readers: tuple[Caller, Caller], new_name: Callable[[], str], is_alive: Callable[[], bool]
    ) -> None:
        self._readers, self._new_name, self._is_alive = readers, new_name, is_alive
        self._shared: dict[str, str] = {}
        self._kept: dict[str, Twins] = {}

    def shared(self, scene: Scene) -> str:
        """Return the name of a collection for test cases that only read.

        Raises:
            SceneRefusedError: The server does not accept the scene.
        """
        key = repr(scene)
        if key in self._shared:
            self._shared[key] = self._shared.pop(key)  # now the one used last
            return self._shared[key]
        if len(self._shared) >= SHARED:
            self._drop([self._shared.pop(next(iter(self._shared)))])
        name = self._new_name()
        self._set_up(scene, [name])
        self._shared[key] = name
        return name

    def twins(self, scene: Scene, *, fresh: bool = False) -> Twins:
        """Return two collections of a scene, new ones where ``fresh``.

        Raises:
            SceneRefusedError: The server does not accept the scene.
        """
        if not fresh and (kept := self._kept.pop(repr(scene), None)):
            return kept
        names = self._new_name(), self._new_name()
        started = time.perf_counter()
        self._set_up(scene, names)
        twins = Twins(scene, names)
        if time.perf_counter() - started < COSTLY:
            return twins
        left, right = self.observe(twins)
        return replace(twins, initial=left) if canonical(left) == canonical(right) else twins

    def observe(self, twins: Twins) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the state of each twin."""
        pairs = zip(self._readers, twins.names, strict=True)
        left, right = (observe(reader, twins.scene, name) for reader, name in pairs)
        return left, right

    def give_back(self, twins: Twins, *, wrote_rows: bool) -> None:
        """Keep twins that are as new, or can be made so; drop the others."""
        if twins.initial is None or repr(twins.scene) in self._kept:
            self._drop(twins.names)
            return
        if wrote_rows:
            self._restore(twins)
        if all(canonical(state) == canonical(twins.initial) for state in self.observe(twins)):
            self._kept[repr(twins.scene)] = twins
        else:
            self._drop(twins.names)

    def require_life(self, outcome: Outcome, what: object) -> None:
        """Do nothing unless an outcome may mean that the server is gone, or says that it cannot do its work.

        Raises:
            SickServerError: It cannot do its work.
            RemedyError: It is gone.
        """
        require_health(outcome, what)
        ominous = isinstance(outcome, Raised) and outcome.code in _GONE
        if (ominous or isinstance(outcome, TimedOut)) and not self._is_alive():
            raise RemedyError(
                "Comparing the clients",
                f"the server died; the last call was {what}",
                "see the server's log; what ran before is in the report",
            )

    def close(self) -> None:
        """Drop everything that was kept, unless the server is gone."""
        if self._is_alive():
            self._drop(
                [*self._shared.values(), *(name for twins in self._kept.values() for name in twins.names)]
            )

    def _set_up(self, scene: Scene, names: Sequence[str]) -> None:
        """Make the scene under each name, side by side."""
        for operation in scene.setup():
            self._each(operation, names)

    def _restore(self, twins: Twins) -> None:
        words = {"filter": everything(twins.scene)}
        self._each(Operation("delete", (COLLECTION,), words), twins.names)
        for operation in twins.scene.inserts():
            self._each(operation, twins.names)

    def _each(self, operation: Operation, names: Sequence[str]) -> None:
        callers = self._readers[: len(names)]
        pending = [
            reader.start(operation, {COLLECTION.label: name})
            for reader, name in zip(callers, names, strict=True)
        ]
        for reader, one in zip(callers, pending, strict=True):
            outcome = reader.finish(one).outcome
            if not isinstance(outcome, Returned):
                self.require_life(outcome, operation)
                raise SceneRefusedError(
                    f"Preparing a collection with {operation}",
                    str(outcome),
                    "check that the server offers what its profile in fixtures/engines says",
                )

    def _drop(self, names: Sequence[str]) -> None:
        """Begin to drop collections; nobody has to wait until they are gone, and a reader makes its calls in turn."""
        for reader, name in zip(cycle(self._readers), names, strict=False):
            reader.start(Operation("drop_collection", (name,)))
