"""The wire stage: a pair of scripted servers on which trials are performed.

The one rule: each client is made for one trial, on an address that no client used before, because clients keep
caches for the whole process, by address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from conformance.clients import Call, Caller, Factory, LoopLane, Server, ThreadLane
from conformance.operation import Operation
from conformance.wire import Request, WireServer
from conformance.wire.trial import WireTrial

__all__ = ["WirePerformance", "WireSide", "WireStage"]


@dataclass(frozen=True, slots=True)
class WireSide:
    """What one client did in a trial.

    Attributes:
        prelude: The calls before the one that is judged.
        call: The call that is judged.
        requests: What it sent in that call.
        earlier: What it sent before.
    """

    prelude: tuple[Call, ...]
    call: Call
    requests: tuple[Request, ...]
    earlier: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class WirePerformance:
    """A trial as both clients performed it."""

    reference: WireSide
    candidate: WireSide


class WireStage:
    """Performs wire trials.

    Args:
        reference: Factory of the client that defines the behaviour.
        candidate: Factory of the client under test.
        deadline: Seconds that a call may take.
    """

    def __init__(self, reference: Factory, candidate: Factory, *, deadline: float = 10.0) -> None:
        self.reference, self.candidate, self._deadline = reference, candidate, deadline
        self._servers = (WireServer(line=False), WireServer(line=False))
        self._lanes = (ThreadLane("wire-reference"), LoopLane("wire-candidate"), ThreadLane("wire-control"))
        self._rehearsed: dict[tuple[str, int], tuple[str, ...]] = {}
        for server in self._servers:
            server.start()

    def perform(self, trial: WireTrial, *, control: bool = False) -> WirePerformance:
        """Perform a trial.

        Args:
            trial: What to do.
            control: Let the reference play both parts; a difference then is not the candidate's.

        Raises:
            conformance.errors.RemedyError: A client could not be made at all.
        """
        second, lane = (self.reference, 2) if control else (self.candidate, 1)
        parts = (
            _Part(self._caller(self.reference, 0, 0, trial), self._servers[0]),
            _Part(self._caller(second, 1, lane, trial), self._servers[1]),
        )
        try:
            for act in trial.prelude:
                for part in parts:
                    part.start(act)
                for part in parts:
                    part.finish()
            marks = [len(part.server.requests) for part in parts]
            for part in parts:
                part.start(trial.act)
            for part in parts:
                part.finish()
            return WirePerformance(*(part.side(mark) for part, mark in zip(parts, marks, strict=True)))
        finally:
            for part in parts:
                part.caller.close()

    def rehearse(self, method: str, seed: int, trials: Callable[[], Iterable[WireTrial]]) -> tuple[str, ...]:
        """Return the RPCs that the reference sends for a method, each once, the most specific (last) one first.

        Args:
            method: The method.
            seed: Seed of the trials.
            trials: Returns what to try; asked once for each method and seed.
        """
        if (method, seed) not in self._rehearsed:
            sides = [self.alone(trial) for trial in trials()]
            sent = dict.fromkeys(item.rpc for side in sides for item in reversed(side.requests))
            self._rehearsed[method, seed] = tuple(sent)
        return self._rehearsed[method, seed]

    def alone(self, trial: WireTrial) -> WireSide:
        """Perform a trial with the reference alone, and return what it did."""
        part = _Part(self._caller(self.reference, 0, 0, trial), self._servers[0])
        try:
            for act in trial.acts:
                mark = len(part.server.requests)
                part.start(act)
                part.finish()
            return part.side(mark)
        finally:
            part.caller.close()

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a method."""
        return method in self._offered

    @cached_property
    def _offered(self) -> frozenset[str]:
        """The names that the candidate has of all that the reference has; one client answers for all."""
        server = Server("wire", self._servers[1].renew(), "", "", frozenset())
        caller = Caller(self.candidate, server, self._lanes[1], deadline=self._deadline, alone=True)
        try:
            return frozenset(name for name in dir(self.reference.client) if caller.offers(name))
        finally:
            caller.close()

    def close(self) -> None:
        """Stop the servers."""
        for server in self._servers:
            server.stop()

    def _caller(self, factory: Factory, place: int, lane: int, trial: WireTrial) -> Caller:
        uri = self._servers[place].renew(trial.script)
        setting = trial.setting
        server = Server("wire", uri, setting.token, "", frozenset(), setting.db_name)
        return Caller(factory, server, self._lanes[lane], deadline=self._deadline, alone=True)


class _Part:
    """One client's part in a trial."""

    def __init__(self, caller: Caller, server: WireServer) -> None:
        self.caller, self.server = caller, server
        self.calls: list[Call] = []

    def start(self, act: Operation) -> None:
        self._pending = self.caller.start(act)

    def finish(self) -> None:
        self.calls.append(self.caller.finish(self._pending))

    def side(self, mark: int) -> WireSide:
        sent = self.server.requests
        *prelude, call = self.calls
        return WireSide(tuple(prelude), call, sent[mark:], sent[:mark])
