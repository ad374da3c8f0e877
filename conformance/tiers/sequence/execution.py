"""Executing call sequences on a server: two new clients, each on collections of its own, then a trusted reader.

The one rule: on one driver calls are made one at a time, because Milvus Lite keeps all aliases in one file, which
two writers at once would lose. Only where a client sleeps, other call sequences go on meanwhile. A real server,
where most of the time is waiting, has several drivers. The clients of a call sequence live as long as it does, so
that whatever they keep between calls stems from the call sequence, and its script shows the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from conformance.clients import Call, as_declared
from conformance.model import ALIASES, NAMES, CallSequence
from conformance.strategies.sequences import rule_of
from conformance.tiers.sequence.ending import clear, ending
from conformance.tiers.sequence.normaliser import comparable
from conformance.twins.driver import Performance, Side, TwinsDriver

__all__ = ["BESIDE", "TOGETHER", "Chosen", "SequenceDriver"]

TOGETHER = 5
"""Methods whose call sequences are executed together; with five, thirty methods make six shares, for a few
processes."""

AT_ONCE = 24
"""Call sequences that are under way at once on a driver; each has two clients."""

BESIDE = 6
"""Drivers of a server on which call sequences are executed at the same time."""

Chosen = tuple[CallSequence, str]
"""A call sequence to execute, and the seed of the round it was drawn in (see
`conformance.exploration.explore.choose`)."""

Execution = Generator[None, None, Performance]


class SequenceDriver:
    """Where call sequences are executed.

    Args:
        drivers: Drivers of one server; call sequences are executed on all of them at the same time.
        methods: The methods of the run, in order; call sequences of a few that stand together are told together.

    Attributes:
        server: The server.
    """

    def __init__(self, drivers: Sequence[TwinsDriver], methods: Sequence[str] = ()) -> None:
        self.server = drivers[0].server
        self._drivers, self._methods = drivers, list(methods)
        self._chosen: dict[str, Sequence[Chosen]] = {}
        self._told: dict[str, Performance] = {}

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a method."""
        return self._drivers[0].candidate_offers(method)

    def executed_ahead(self, method: str, choose: Callable[[str], Sequence[Chosen]]) -> Sequence[Chosen]:
        """Return the chosen call sequences of a method; the first that is asked for has its neighbours' executed, too.

        Args:
            method: The method.
            choose: Returns the call sequences of a method.
        """
        if method not in self._chosen:
            ahead = {name: choose(name) for name in self._neighbours(method)}
            self._chosen |= ahead
            sequences = [sequence for chosen in ahead.values() for sequence, _ in chosen]
            count = len(self._drivers)
            shares = [sequences[place::count] for place in range(count)]
            with ThreadPoolExecutor(count) as pool:
                for told in pool.map(self._together, self._drivers, shares):
                    self._told |= told
        return self._chosen.pop(method)

    def tell(self, sequence: CallSequence, *, control: bool = False) -> Performance:
        """Let both clients tell a call sequence; what was told ahead is recalled once.

        Args:
            sequence: What to tell.
            control: Let the reference play both parts.

        Raises:
            pytest_milvus.errors.RemedyError: The server is gone.
        """
        ahead = None if control else self._told.pop(repr(sequence), None)
        return ahead or self._together(self._drivers[0], [sequence], control=control)[repr(sequence)]

    def _neighbours(self, method: str) -> Sequence[str]:
        """Return the methods whose call sequences are executed together with those of a method."""
        if method not in self._methods:
            return (method,)
        start = self._methods.index(method) // TOGETHER * TOGETHER
        return [name for name in self._methods[start : start + TOGETHER] if self.candidate_offers(name)]

    def _together(
        self, driver: TwinsDriver, sequences: Sequence[CallSequence], *, control: bool = False
    ) -> dict[str, Performance]:
        """Return what came of each call sequence, by how it prints."""
        done: dict[str, Performance] = {}
        executions = {
            repr(sequence): self._execution(driver, sequence, control=control) for sequence in sequences
        }
        waiting = deque(executions.items())
        turns: deque[tuple[str, Execution]] = deque()
        try:
            while turns or waiting:
                if waiting and len(turns) < AT_ONCE:
                    turns.appendleft(waiting.popleft())
                name, execution = turns.popleft()
                try:
                    next(execution)
                except StopIteration as end:
                    done[name] = end.value
                else:
                    turns.append((name, execution))
        finally:
            for execution in executions.values():
                execution.close()
        return done

    def _execution(self, driver: TwinsDriver, sequence: CallSequence, *, control: bool) -> Execution:
        """Tell a call sequence, and give others a turn where the candidate sleeps."""
        actors = driver.actors(control=control, fresh=True)
        names = tuple({name.label: driver.new_name() for name in (*NAMES, *ALIASES)} for _ in actors)
        played: tuple[list[Call], list[Call]] = ([], [])
        states: list[Mapping[str, Any] | None] = [None, None]
        try:
            for act in sequence.acts:
                # What the candidate lacks is done for it, so that a small client has call sequences, too.
                offered = (True, self.candidate_offers(act.method))
                tellers = (
                    actor if offers else reader
                    for actor, reader, offers in zip(actors, driver.readers, offered, strict=True)
                )
                for teller, own, calls in zip(tellers, names, played, strict=True):
                    pending = teller.start(act, own)
                    if rule_of(act.method).sleeps and calls is played[1]:
                        yield
                    call = teller.finish(pending)
                    driver.collections.require_life(call.outcome, act)
                    calls.append(Call(comparable(act, call.outcome, own), call.mutated))
            states = [ending(reader, own) for reader, own in zip(driver.readers, names, strict=True)]
        finally:
            for actor, reader, own, left in zip(actors, driver.readers, names, states, strict=True):
                actor.close()
                clear(reader, own, left)
        one, other = (tuple(calls) for calls in played)
        if not control:
            other = as_declared(driver.candidate, one, other)
        return Performance(Side(one, states[0]), Side(other, states[1]))
