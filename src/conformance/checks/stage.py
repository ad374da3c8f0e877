"""The stage: where a trial is set up, performed by two clients, and its end state read by a trusted reader.

The one rule: the reader and whoever sets a scene up are clients of the reference's kind and never the clients
that are compared, so that a client cannot vouch for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.checks.state import observe
from conformance.clients import Call, Caller, Factory, LoopLane, Server, ThreadLane
from conformance.errors import RemedyError
from conformance.operation import COLLECTION, Operation, Returned, Scene, Trial

__all__ = ["Performance", "Side", "Stage"]

SHARED = 16
"""Collections kept for reading trials; the one used longest ago is dropped first."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one client did in a trial.

    Attributes:
        calls: Its calls in turn.
        state: The end state (see `conformance.checks.state`), ``None`` for reading trials.
    """

    calls: tuple[Call, ...]
    state: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Performance:
    """A trial as both clients performed it."""

    reference: Side
    candidate: Side


class Stage:
    """Performs trials on one server.

    Args:
        server: The server.
        reference: Factory of the client that defines the behaviour.
        candidate: Factory of the client under test.
        new_name: Returns a collection name that nobody uses.
        deadline: Seconds that a call may take.
    """

    def __init__(
        self,
        server: Server,
        reference: Factory,
        candidate: Factory,
        new_name: Callable[[], str],
        *,
        deadline: float = 30.0,
    ) -> None:
        self.server, self._new_name = server, new_name
        self._factories = {"reference": reference, "candidate": candidate}
        self._deadline = deadline
        self._lanes = {
            "candidate": LoopLane("conformance-candidate"),
            **{
                role: ThreadLane(f"conformance-{role}")
                for role in ("reference", "left reader", "right reader")
            },
        }
        self._callers = {role: self._caller(role) for role in ("reference", "candidate")}
        self._readers = (self._caller("left reader"), self._caller("right reader"))
        self._shared: dict[str, str] = {}

    def perform(self, trial: Trial, *, control: bool = False) -> Performance:
        """Perform a trial.

        Args:
            trial: What to do.
            control: Let the reference play both parts; a difference then is the server's, not the candidate's.

        Raises:
            RemedyError: The scene could not be set up.
        """
        roles = ("reference", "reference" if control else "candidate")
        callers = tuple(self._caller(role) if trial.fresh else self._callers[role] for role in roles)
        try:
            if trial.twins:
                return self._on_twins(trial, callers)
            names = {COLLECTION.label: self._shared_collection(trial.scene)}
            return Performance(*(_play(trial, caller, names) for caller in callers))
        finally:
            if trial.fresh:
                for caller in callers:
                    caller.close()

    def close(self) -> None:
        """Drop what is left and close every client."""
        for name in self._shared.values():
            self._drop(self._readers[0], name)
        for caller in (*self._callers.values(), *self._readers):
            caller.close()

    def _caller(self, role: str) -> Caller:
        factory = self._factories["candidate" if role == "candidate" else "reference"]
        return Caller(factory, self.server, self._lanes[role], deadline=self._deadline)

    def _on_twins(self, trial: Trial, callers: tuple[Caller, ...]) -> Performance:
        names = [{COLLECTION.label: self._new_name()} for _ in callers]
        try:
            self._set_up(trial.scene, names)
            played: list[list[Call]] = [[], []]
            for act in trial.acts:
                pending = [caller.start(act, bound) for caller, bound in zip(callers, names, strict=True)]
                for calls, caller, one in zip(played, callers, pending, strict=True):
                    calls.append(caller.finish(one))
            states = [
                observe(reader, trial.scene, bound[COLLECTION.label])
                for reader, bound in zip(self._readers, names, strict=True)
            ]
        finally:
            for reader, bound in zip(self._readers, names, strict=True):
                self._drop(reader, bound[COLLECTION.label])
        sides = (Side(tuple(calls), state) for calls, state in zip(played, states, strict=True))
        return Performance(*sides)

    def _shared_collection(self, scene: Scene) -> str:
        key = repr(scene)
        if key in self._shared:
            self._shared[key] = self._shared.pop(key)  # now the one used last
            return self._shared[key]
        if len(self._shared) >= SHARED:
            self._drop(self._readers[0], self._shared.pop(next(iter(self._shared))))
        name = self._new_name()
        self._set_up(scene, [{COLLECTION.label: name}])
        self._shared[key] = name
        return name

    def _set_up(self, scene: Scene, names: list[dict[str, str]]) -> None:
        """Make the scene under each name, side by side."""
        for operation in scene.setup():
            readers = self._readers[: len(names)]
            pending = [reader.start(operation, bound) for reader, bound in zip(readers, names, strict=True)]
            for reader, one in zip(readers, pending, strict=True):
                outcome = reader.finish(one).outcome
                if not isinstance(outcome, Returned):
                    raise RemedyError(
                        f"Preparing a collection with {operation}",
                        str(outcome),
                        "check that the server is alive and offers what its profile says",
                    )

    def _drop(self, reader: Caller, name: str) -> None:
        reader.run(Operation("drop_collection", (name,)))


def _play(trial: Trial, caller: Caller, names: Mapping[str, str]) -> Side:
    return Side(tuple(_each(trial, caller, names)))


def _each(trial: Trial, caller: Caller, names: Mapping[str, str]) -> Iterator[Call]:
    for act in trial.acts:
        yield caller.run(act, names)
