"""The driver: where a test case is performed by two clients.

The one rule: whoever prepares a test case and reads its end state is a client of the reference's kind, and never
one of the two that are compared, so that a client cannot vouch for itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from hypothesis.strategies import SearchStrategy

from conformance.catalogue import method_of
from conformance.clients import Call, Caller, Factory, LoopWorker, Server, ThreadWorker, as_declared
from conformance.exploration.sampling import scene_pool
from conformance.model import COLLECTION, Scene, SceneTestCase
from conformance.model.namespace import OWNER, NamespaceTestCase
from conformance.strategies.scenes import scenes
from conformance.twins.collections import Collections, SceneRefusedError
from conformance.twins.namespaces.namespaces import Namespaces, NamespaceSide
from conformance.twins.namespaces.principals import Principals
from conformance.twins.server_errors import require_health

__all__ = ["Performance", "Side", "TwinsDriver", "shared_scenes"]

NAMESPACE_DEADLINE = 10.0
"""Seconds that a call in a namespace may take: some servers never finish one, and both clients then wait as long."""


def shared_scenes(capabilities: frozenset[str]) -> SearchStrategy[Scene]:
    """Return scenes with rows enough for filters, groups and partitions to tell some from others."""
    return scenes(capabilities=capabilities, min_rows=8, max_rows=16)


@dataclass(frozen=True, slots=True)
class Side:
    """What one client did in a test case.

    Attributes:
        calls: Its calls in turn.
        state: The end state (see `conformance.twins.state`), ``None`` for reading test cases.
    """

    calls: tuple[Call, ...]
    state: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Performance:
    """A test case as both clients performed it."""

    reference: Side
    candidate: Side


class TwinsDriver:
    """Performs test cases on one server.

    Args:
        server: The server.
        reference: Factory of the client that defines the behaviour.
        candidate: Factory of the client under test.
        new_name: Returns a collection name that nobody uses.
        is_alive: Tells whether the server answers at all.
        deadline: Seconds that a call may take.

    Attributes:
        server: The server.
        readers: Two trusted clients, one for each side.
        new_name: Returns a collection name that nobody uses.
        collections: The collections that test cases are performed on.
        refused: Scenes that the server did not accept although its profile promises them, by reason.
    """

    def __init__(
        self,
        server: Server,
        reference: Factory,
        candidate: Factory,
        new_name: Callable[..., str],
        *,
        is_alive: Callable[[], bool] = lambda: True,
        deadline: float = 30.0,
    ) -> None:
        self.server, self._deadline = server, deadline
        self._another = partial(
            TwinsDriver, server, reference, candidate, new_name, is_alive=is_alive, deadline=deadline
        )
        self._others: list[TwinsDriver] = []
        self.reference, self.candidate = reference, candidate
        self._factories = {"reference": reference, "candidate": candidate}
        self._workers = {
            "reference": ThreadWorker("conformance-reference"),
            "candidate": LoopWorker("conformance-candidate"),
        }
        self._callers = {role: self._caller(role) for role in self._factories}
        left, right = (
            Caller(reference, server, ThreadWorker(f"conformance-{side}-reader"), deadline=deadline)
            for side in ("left", "right")
        )
        self.readers, self.new_name = (left, right), new_name
        self.collections = Collections(self.readers, new_name, is_alive)
        self._namespaces = Namespaces(self.readers, new_name, server.capabilities)
        self.refused: Counter[str] = Counter()
        self._scenes: dict[tuple[int, int], list[Scene]] = {}

    def drivers(self, count: int) -> Sequence[TwinsDriver]:
        """Return so many drivers of the server, this one first; the others are made once, and closed with it."""
        while len(self._others) < count - 1:
            self._others.append(self._another())
        return [self, *self._others[: count - 1]]

    def scenes(self, count: int, seed: int) -> list[Scene]:
        """Return the scenes that all checks share: those of the drawn ones that the server accepts."""
        if (count, seed) not in self._scenes:
            drawn = shared_scenes(self.server.capabilities)
            self._scenes[count, seed] = scene_pool(drawn, count, seed, self._accepts)
        return self._scenes[count, seed]

    def perform(self, test_case: SceneTestCase, *, control: bool = False) -> Performance:
        """Perform a test case.

        Args:
            test_case: What to do.
            control: Let the reference play both parts, on new collections; a difference then is the
                server's, not the candidate's.

        Raises:
            pytest_milvus.errors.RemedyError: The scene could not be set up, or the server is gone.
        """
        callers = self.actors(control=control, fresh=test_case.fresh)
        try:
            if test_case.twins:
                performance = self._on_twins(test_case, callers, fresh=control)
            else:
                name = self.collections.shared(test_case.scene)
                together = test_case.together and not control
                played = _one_then_the_other(test_case, callers, (name, name), together=together)
                performance = Performance(*map(Side, played))
        finally:
            if test_case.fresh:
                for caller in callers:
                    caller.close()
        for call in performance.reference.calls:
            self.collections.require_life(call.outcome, test_case.acts[-1])
        for call in performance.candidate.calls:
            require_health(call.outcome, test_case.acts[-1])
        if control:
            return performance
        one, other, primary = (
            performance.reference,
            performance.candidate,
            test_case.scene.schema.primary.name,
        )
        calls = as_declared(self.candidate, one.calls, other.calls, primary)
        return Performance(one, replace(other, calls=calls))

    def actors(self, *, control: bool = False, fresh: bool = False) -> tuple[Caller, Caller]:
        """Return the two clients that are compared.

        Args:
            control: The reference plays both parts.
            fresh: New clients, which whoever asked for them closes.
        """
        roles = ("reference", "reference" if control else "candidate")
        one, other = (self._caller(role) if fresh else self._callers[role] for role in roles)
        return one, other

    def in_namespaces(
        self, test_case: NamespaceTestCase, *, control: bool = False, looks: bool = True
    ) -> tuple[NamespaceSide, NamespaceSide]:
        """Perform a test case in namespaces, by clients made for it.

        Args:
            test_case: What to do.
            control: Let the reference play both parts.
            looks: Whether the end states are looked at.

        Raises:
            pytest_milvus.errors.RemedyError: The namespaces could not be made, or the server is gone.
        """
        roles = "reference", "reference" if control else "candidate"
        one, other = (Principals(partial(self._principal, role)) for role in roles)
        try:
            sides = self._namespaces.play(test_case, (one, other), looks=looks)
        finally:
            one.close()
            other.close()
        for call, who in zip(sides[0].calls, test_case.callers, strict=True):
            if who == OWNER:  # others may be refused, which looks alike
                self.collections.require_life(call.outcome, test_case.act)
        for call in sides[1].calls:
            require_health(call.outcome, test_case.act)
        if control:
            return sides
        return sides[0], replace(sides[1], calls=as_declared(self.candidate, sides[0].calls, sides[1].calls))

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a method."""
        return self._callers["candidate"].offers(method)

    def close(self) -> None:
        """Drop what is left and close every client."""
        for other in self._others:
            other.close()
        self.collections.close()
        self._namespaces.close()
        for caller in (*self._callers.values(), *self.readers):
            caller.close()

    def _accepts(self, scene: Scene) -> bool:
        try:
            self.collections.shared(scene)
        except SceneRefusedError as refusal:
            self.refused[refusal.reason] += 1
            return False
        return True

    def _caller(self, role: str) -> Caller:
        return Caller(self._factories[role], self.server, self._workers[role], deadline=self._deadline)

    def _principal(self, role: str, token: str | None) -> Caller:
        server = self.server if token is None else replace(self.server, token=token)
        deadline = min(self._deadline, NAMESPACE_DEADLINE)
        return Caller(
            self._factories[role], server, self._workers[role], deadline=deadline, stranger=token is not None
        )

    def _on_twins(
        self, test_case: SceneTestCase, callers: tuple[Caller, Caller], *, fresh: bool
    ) -> Performance:
        twins = self.collections.twins(test_case.scene, fresh=fresh)
        try:
            if test_case.together and not fresh:
                played = _one_then_the_other(test_case, callers, twins.names, together=True)
            else:
                played = _side_by_side(test_case, callers, twins.names)
            states = self.collections.observe(twins)
        finally:
            writes = any(method_of(act.method).effect == "write" for act in test_case.acts)
            self.collections.give_back(twins, wrote_rows=writes)
        return Performance(*map(Side, played, states))


Played = tuple[tuple[Call, ...], tuple[Call, ...]]


def _one_then_the_other(
    test_case: SceneTestCase, callers: tuple[Caller, Caller], names: tuple[str, str], *, together: bool
) -> Played:
    """Let the first client make all calls in turn, and then the second, which may make them together."""
    (first, second), (one, other) = callers, ({COLLECTION.label: name} for name in names)
    play = second.together if together else second.in_turn
    return first.in_turn(test_case.acts, one), play(test_case.acts, other)


def _side_by_side(test_case: SceneTestCase, callers: tuple[Caller, Caller], names: tuple[str, str]) -> Played:
    """Let both clients make each call at the same time."""
    played: tuple[list[Call], list[Call]] = ([], [])
    for act in test_case.acts:
        pending = [
            caller.start(act, {COLLECTION.label: name}) for caller, name in zip(callers, names, strict=True)
        ]
        for calls, caller, one in zip(played, callers, pending, strict=True):
            calls.append(caller.finish(one))
    return tuple(played[0]), tuple(played[1])
