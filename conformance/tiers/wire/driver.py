"""The wire stage: pairs of scripted servers on which trials are performed.

The one rule: each client is made for one trial, on an address that no client used before, because clients keep
caches for the whole process, by address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from conformance.clients import Call, Caller, Factory, Lane, LoopLane, Server, ThreadLane
from conformance.exploration.overlap import each
from conformance.model import Operation
from conformance.tiers.check import Case
from conformance.tiers.wire.asleep import Asleep
from conformance.tiers.wire.case import Setting, WireTrial
from pytest_milvus.mock_server import Request, WireServer

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
        cases: The cases of the run; those whose methods sleep are explored beside others.
        deadline: Seconds that a call may take.
    """

    def __init__(
        self, reference: Factory, candidate: Factory, cases: Sequence[Case] = (), *, deadline: float = 10.0
    ) -> None:
        self.reference, self.candidate, self._deadline = reference, candidate, deadline
        self.asleep = Asleep(cases)
        self._free: list[_Bench] = []
        self._benches: list[_Bench] = []
        self._rehearsed: dict[tuple[str, int], tuple[str, ...]] = {}

    def perform(self, trial: WireTrial, *, control: bool = False) -> WirePerformance:
        """Perform a trial; several threads may do so at the same time.

        Args:
            trial: What to do.
            control: Let the reference play both parts; a difference then is not the candidate's.

        Raises:
            pytest_milvus.errors.RemedyError: A client could not be made at all.
        """
        with self._bench() as bench:
            second = bench.control if control else bench.candidate
            parts = (bench.reference.part(trial), second.part(trial))
            return WirePerformance(*_performed(trial, parts))

    def alone(self, trial: WireTrial) -> WireSide:
        """Perform a trial with the reference alone, and return what it did."""
        with self._bench() as bench:
            return _performed(trial, (bench.reference.part(trial),))[0]

    def rehearse(self, method: str, seed: int, trials: Callable[[], Iterable[WireTrial]]) -> tuple[str, ...]:
        """Return the RPCs that the reference sends for a method, each once, the most specific (last) one first.

        Args:
            method: The method.
            seed: Seed of the trials.
            trials: Returns what to try; asked once for each method and seed.
        """
        if (method, seed) not in self._rehearsed:
            sides = each(self.alone, trials(), method)
            sent = dict.fromkeys(item.rpc for side in sides for item in reversed(side.requests))
            self._rehearsed[method, seed] = tuple(sent)
        return self._rehearsed[method, seed]

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a method."""
        return method in self._offered

    @cached_property
    def _offered(self) -> frozenset[str]:
        """The names that the candidate has of all that the reference has; one client answers for all."""
        with self._bench() as bench:
            caller = bench.candidate.caller(bench.candidate.server.renew(), Setting())
            try:
                return frozenset(name for name in dir(self.reference.client) if caller.offers(name))
            finally:
                caller.close()

    def close(self) -> None:
        """Stop the servers."""
        for bench in self._benches:
            bench.close()

    @contextmanager
    def _bench(self) -> Iterator[_Bench]:
        """Lend a bench that nobody else is at."""
        try:
            bench = self._free.pop()
        except IndexError:
            bench = _Bench(self.reference, self.candidate, self._deadline)
            self._benches.append(bench)
        try:
            yield bench
        finally:
            self._free.append(bench)


class _Bench:
    """A place for one trial: a pair of servers, and threads for the clients."""

    def __init__(self, reference: Factory, candidate: Factory, deadline: float) -> None:
        self._servers = (WireServer(line=False), WireServer(line=False))
        for server in self._servers:
            server.start()
        first, second = self._servers
        self._loop = LoopLane("wire-candidate")
        self.reference = _Seat(reference, first, ThreadLane("wire-reference"), deadline)
        self.candidate = _Seat(candidate, second, self._loop, deadline)
        self.control = _Seat(reference, second, ThreadLane("wire-control"), deadline)

    def close(self) -> None:
        for server in self._servers:
            server.stop()


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where clients of one kind are made, one for each trial."""

    factory: Factory
    server: WireServer
    lane: Lane
    deadline: float

    def part(self, trial: WireTrial) -> _Part:
        uri = self.server.renew(trial.script)
        return _Part(self.caller(uri, trial.setting), self.server)

    def caller(self, uri: str, setting: Setting) -> Caller:
        server = Server("wire", uri, setting.token, "", frozenset(), setting.db_name)
        return Caller(self.factory, server, self.lane, deadline=self.deadline, alone=True)


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


def _performed(trial: WireTrial, parts: Sequence[_Part]) -> list[WireSide]:
    """Let parts play a trial side by side, act by act."""
    try:
        for act in trial.acts:
            marks = [len(part.server.requests) for part in parts]
            for part in parts:
                part.start(act)
            for part in parts:
                part.finish()
        return [part.side(mark) for part, mark in zip(parts, marks, strict=True)]
    finally:
        for part in parts:
            part.caller.close()
