"""The wire driver: pairs of scripted servers on which test cases are performed.

The one rule: each client is made for one test case, on an address that no client used before, because clients keep
caches for the whole process, by address. Where test cases share clients (`WireDriver.together`), what comes of it is a
first glance, and no finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlsplit

from conformance.catalogue import method_of
from conformance.clients import Call, Caller, Factory, LoopWorker, ThreadWorker, Worker, as_declared
from conformance.clients.connections import forget
from conformance.exploration.overlap import each
from conformance.model import LOOK, Operation, TimedOut
from conformance.tiers.check import Case
from conformance.tiers.wire.asleep import Asleep
from conformance.tiers.wire.case import Setting, WireTestCase
from pytest_milvus.mock_server import MockServer, Request

__all__ = ["Rehearsal", "WireDriver", "WirePerformance", "WireSide"]

ARRIVES = 5.0
"""Seconds that a request may take to arrive that a client sends of its own accord."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the reference does for a method.

    Attributes:
        sent: The RPCs that it sends, the most specific (last) one first, each with the places of the calls that send
            it.
        first: The RPC that the last of its calls sends first, but to connect; ``""`` for none.
        gave: What its calls gave: each class with a call that gives it.
    """

    sent: Mapping[str, Sequence[int]]
    first: str
    gave: Mapping[type, Operation]


@dataclass(frozen=True, slots=True)
class WireSide:
    """What one client did in a test case.

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
    """A test case as both clients performed it.

    Attributes:
        reference: What the reference did.
        candidate: What the candidate did.
        words: Those of the test case.
        connects: Whether the test case is about how they connect.
        member: The method of what another call gave, `LOOK` for none in particular; ``""`` where nothing is used that
            a call gave.
    """

    reference: WireSide
    candidate: WireSide
    words: frozenset[str] = frozenset()
    connects: bool = False
    member: str = ""


class WireDriver:
    """Performs wire test cases.

    Args:
        reference: Factory of the client that defines the behaviour.
        candidate: Factory of the client under test.
        cases: The cases of the run; those whose methods sleep are explored beside others.
        deadline: Seconds that a call may take.

    Attributes:
        told: Kinds and paths that were told of each method where nothing was wrong.
    """

    def __init__(
        self, reference: Factory, candidate: Factory, cases: Sequence[Case] = (), *, deadline: float = 10.0
    ) -> None:
        self.reference, self.candidate, self._deadline = reference, candidate, deadline
        self.asleep = Asleep(cases)
        self.told: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._free: list[_MockServerPair] = []
        self._pairs: list[_MockServerPair] = []
        self._rehearsed: dict[tuple[str, int], Rehearsal] = {}

    def perform(self, test_case: WireTestCase, *, control: bool = False) -> WirePerformance:
        """Perform a test case; several threads may do so at the same time.

        Args:
            test_case: What to do.
            control: Let the reference play both parts; a difference then is not the candidate's.

        Raises:
            pytest_milvus.errors.RemedyError: A client could not be made at all.
        """
        with self._pair() as pair:
            second = pair.control if control else pair.candidate
            parts = (pair.reference.part(test_case), second.part(test_case))
            one, other = _performed(test_case, parts)
        other = other if control else _as_declared(self.candidate, one, other)
        member = test_case.act.method if test_case.act.of else LOOK
        member = member if test_case.made else ""
        return WirePerformance(one, other, test_case.words, test_case.connects, member)

    def together(self, test_cases: Sequence[WireTestCase]) -> list[WirePerformance]:
        """Perform test cases in turn with the same two clients, up to one in which a call does not return.

        What pymilvus remembers of the server is forgotten before each of them.

        Args:
            test_cases: What to do: without a prelude, each with the setting of the first, and on servers that do not
                break connections.
        """
        done: list[WirePerformance] = []
        with self._pair() as pair:
            parts = (pair.reference.part(test_cases[0]), pair.candidate.part(test_cases[0]))
            with _closing(parts):
                for test_case in test_cases:
                    for part in parts:
                        part.begin(test_case)
                    one, other = _played(test_case, parts)
                    other = _as_declared(self.candidate, one, other)
                    done.append(WirePerformance(one, other, test_case.words))
                    if any(isinstance(side.call.outcome, TimedOut) for side in (one, other)):
                        break
        return done

    def alone(self, test_case: WireTestCase) -> WireSide:
        """Perform a test case with the reference alone, and return what it did."""
        with self._pair() as pair:
            return _performed(test_case, (pair.reference.part(test_case),))[0]

    def rehearse(
        self, method: str, seed: int, planned_test_cases: Callable[[], Iterable[WireTestCase]]
    ) -> Rehearsal:
        """Return what the reference does for a method.

        Args:
            method: The method.
            seed: Seed of the test cases.
            planned_test_cases: Returns what to try; asked once for each method and seed.
        """
        if (method, seed) not in self._rehearsed:
            tried = list(planned_test_cases())
            sides = list(each(self.alone, tried, method))
            sent: dict[str, list[int]] = {}
            for place, side in enumerate(sides):
                for rpc in dict.fromkeys(item.rpc for item in reversed(side.requests)):
                    sent.setdefault(rpc, []).append(place)
            gave = {
                side.call.gave: item.act for side, item in zip(sides, tried, strict=True) if side.call.gave
            }
            own = [item.rpc for side in sides[-1:] for item in side.requests if item.rpc != "Connect"]
            self._rehearsed[method, seed] = Rehearsal(sent, next(iter(own), ""), gave)
        return self._rehearsed[method, seed]

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a method."""
        return method in self._offered

    @cached_property
    def _offered(self) -> frozenset[str]:
        """The names that the candidate has of all that the reference has; one client answers for all."""
        with self._pair() as pair:
            caller = pair.candidate.caller(pair.candidate.server.renew(), Setting(), alone=True)
            try:
                return frozenset(name for name in dir(self.reference.client) if caller.offers(name))
            finally:
                caller.close()

    def close(self) -> None:
        """Stop the servers."""
        for pair in self._pairs:
            pair.close()

    @contextmanager
    def _pair(self) -> Iterator[_MockServerPair]:
        """Lend a pair of mock servers that nobody else is at."""
        try:
            pair = self._free.pop()
        except IndexError:
            pair = _MockServerPair(self.reference, self.candidate, self._deadline)
            self._pairs.append(pair)
        try:
            yield pair
        finally:
            self._free.append(pair)


class _MockServerPair:
    """A place for one test case: a pair of servers, and threads for the clients."""

    def __init__(self, reference: Factory, candidate: Factory, deadline: float) -> None:
        self._servers = (MockServer(line=False), MockServer(line=False))
        for server in self._servers:
            server.start()
        first, second = self._servers
        self._loop = LoopWorker("wire-candidate")
        self.reference = _Place(reference, first, ThreadWorker("wire-reference"), deadline)
        self.candidate = _Place(candidate, second, self._loop, deadline)
        self.control = _Place(reference, second, ThreadWorker("wire-control"), deadline)

    def close(self) -> None:
        for server in self._servers:
            server.stop()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where clients of one kind are made, one for each test case."""

    factory: Factory
    server: MockServer
    worker: Worker
    deadline: float

    def part(self, test_case: WireTestCase) -> _Part:
        uri = self.server.renew(test_case.script)
        # Not with each method: what a client tells of itself does not depend on what is called.
        common = method_of(test_case.act.method).stands_for_all
        about = test_case.prelude or test_case.connects or test_case.made
        asked = common and test_case.plain == test_case and not about
        mine = self.caller(uri, test_case.setting, alone=True, asked=asked, stranger=test_case.connects)
        names = {act.by for act in test_case.prelude} - {""}
        others = {name: self.caller(uri, test_case.setting) for name in sorted(names)}
        return _Part({**others, "": mine}, self.server)

    def caller(self, uri: str, setting: Setting, **how: bool) -> Caller:
        return Caller(self.factory, setting.server(uri), self.worker, deadline=self.deadline, **how)


class _Part:
    """One kind of client's part in a test case; other clients of the kind are closed before the one that is tried."""

    def __init__(self, callers: Mapping[str, Caller], server: MockServer) -> None:
        self._callers, self.server = callers, server
        self.calls: list[Call] = []
        self._begun = 0

    def begin(self, test_case: WireTestCase) -> None:
        """Follow another script with the same client."""
        forget(urlsplit(self.server.uri).netloc)
        self.server.follow(*test_case.script.rules)
        self.calls, self._begun = [], len(self.server.requests)

    def start(self, act: Operation, *, spoils: bool) -> None:
        self._caller = self._callers[act.by]
        self._pending = self._caller.start(act, spoils=spoils)

    def finish(self) -> None:
        self.calls.append(self._caller.finish(self._pending))

    def close(self) -> None:
        for caller in self._callers.values():
            caller.close()

    def wait(self, rpc: str) -> None:
        """Wait until a request of an RPC has arrived, for some seconds at most."""
        if rpc:
            self.server.wait_for(lambda: self.server.sent(rpc), ARRIVES)

    def side(self, mark: int) -> WireSide:
        sent = self.server.requests
        *prelude, call = self.calls
        return WireSide(tuple(prelude), call, sent[mark:], sent[self._begun : mark])


def _as_declared(factory: Factory, reference: WireSide, candidate: WireSide) -> WireSide:
    *prelude, call = as_declared(
        factory, (*reference.prelude, reference.call), (*candidate.prelude, candidate.call)
    )
    return replace(candidate, prelude=tuple(prelude), call=call)


def _performed(test_case: WireTestCase, parts: Sequence[_Part]) -> list[WireSide]:
    """Let parts play a test case to its end, and their clients with it."""
    with _closing(parts, goes_on=bool(test_case.made)):
        return _played(test_case, parts)


def _played(test_case: WireTestCase, parts: Sequence[_Part]) -> list[WireSide]:
    """Let parts play a test case side by side, act by act."""
    for place, act in enumerate(test_case.acts):
        for part in parts if place else ():
            part.wait(test_case.reached)
        spoils = test_case.spoils and place < len(test_case.prelude)
        marks = [len(part.server.requests) for part in parts]
        for part in parts:
            part.start(act, spoils=spoils)
        for part in parts:
            part.finish()
    return [part.side(mark) for part, mark in zip(parts, marks, strict=True)]


@contextmanager
def _closing(parts: Sequence[_Part], *, goes_on: bool = False) -> Iterator[None]:
    """Close the clients of parts in the end; first what ``goes_on`` of its own accord is brought to its end."""
    try:
        yield
    finally:
        for part in parts:
            if goes_on:
                part.server.give_up()
            part.close()
