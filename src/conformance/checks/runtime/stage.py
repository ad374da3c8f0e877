"""The runtime stage: many trials at once, each at an address of its own.

The one rule: candidates share one loop, as the tasks of an application do; the reference has a thread for each trial.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import Any, TypeVar

from conformance.checks.runtime.drills import DRILLS
from conformance.checks.runtime.drills.stand import Stand, watch_tasks
from conformance.checks.runtime.trial import RuntimeTrial
from conformance.clients import Factory, LoopLane, Server
from conformance.clients.connections import disconnect
from conformance.clients.handle import finished
from conformance.errors import RemedyError
from conformance.operation import Operation, record
from conformance.wire import Request
from conformance.wire.switchboard import Extension, Switchboard

__all__ = ["Performance", "RuntimeStage", "Seen"]

T = TypeVar("T")

Seen = dict[str, Any]
"""What a drill saw, plain values."""

STAGGER = 0.004
"""Seconds between the starts of two trials, so that their clients are not all made in one turn of the loop."""

NEIGHBOURS = 42
"""Methods that are tried together."""

TOGETHER = 64
"""Trials under way at once."""

PATIENCE = 40.0
"""Seconds that trials under way together may take."""


@dataclass(frozen=True, slots=True)
class Performance:
    """A trial as it went.

    Attributes:
        seen: What the candidate showed; ``None`` if its loop stood still for ever.
        expected: What the reference showed; ``None`` where it is not asked, or never returned.
        requests: What the candidate sent.
    """

    seen: Seen | None
    expected: Seen | None
    requests: tuple[Request, ...]


class RuntimeStage:
    """Performs runtime trials.

    Args:
        reference: Factory of the client that defines the behaviour.
        candidate: Factory of the client under test.
        methods: The methods that the run is about, in order; those that stand together are tried together.
    """

    def __init__(self, reference: Factory, candidate: Factory, methods: Sequence[str] = ()) -> None:
        self.reference, self.candidate = reference, candidate
        self.methods = tuple(dict.fromkeys(methods))
        self._board = Switchboard()
        self._lane = LoopLane("runtime-candidate")
        self._known: dict[Any, Any] = {}
        self._offered: dict[str, bool] = {}
        self._performed: dict[int, tuple[RuntimeTrial, Performance]] = {}

    def neighbours(self, method: str) -> tuple[str, ...]:
        """Return the methods that are tried together with a method, itself included: always the same ones."""
        if method not in self.methods:
            return (method,)
        start = self.methods.index(method) // NEIGHBOURS * NEIGHBOURS
        return tuple(name for name in self.methods[start : start + NEIGHBOURS] if self.candidate_offers(name))

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """Return what was made for a key, making it the first time."""
        if key not in self._known:
            self._known[key] = make()
        found: T = self._known[key]
        return found

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a method.

        Raises:
            conformance.errors.RemedyError: The candidate could not be made at all.
        """
        if method not in self._offered:
            names = {*self.methods, method}
            line = self._board.extension()

            async def ask() -> dict[str, bool]:
                stand = self._stand(self.candidate, RuntimeTrial(Operation("close"), ""), line)
                client = await stand.make()
                offered = {name: hasattr(client, name) for name in names}
                await stand.close(client)
                return offered

            try:
                self._offered |= self._lane.submit(ask).result(PATIENCE)
            except Exception as error:
                raise RemedyError(
                    f"Making the client {self.candidate.spec}",
                    f"{type(error).__name__}: {error}",
                    "the factory is called as factory(uri=..., token=..., db_name=...) and must return a client",
                ) from error
            finally:
                line.close()
        return self._offered[method]

    def recall(self, trials: Sequence[RuntimeTrial]) -> list[Performance]:
        """Return how these very trials went before; those that are new are performed now, together."""
        new = [trial for trial in trials if id(trial) not in self._performed]
        for trial, performance in zip(new, self.perform(new), strict=True):
            self._performed[id(trial)] = trial, performance  # which keeps the trial, and so its id
        return [self._performed[id(trial)][1] for trial in trials]

    def perform(self, trials: Sequence[RuntimeTrial]) -> list[Performance]:
        """Perform trials, all at the same time that can be."""
        together = [trial for trial in trials if not trial.alone]
        groups = [together[start : start + TOGETHER] for start in range(0, len(together), TOGETHER)]
        groups += [[trial] for trial in trials if trial.alone]
        found = {
            id(trial): seen for some in groups for trial, seen in zip(some, self._perform(some), strict=True)
        }
        return [found[id(trial)] for trial in trials]

    def close(self) -> None:
        """Stop the server and the loop."""
        self._board.stop()
        self._lane.close()
        gc.collect()  # what clients left behind complains now, and not in the middle of something else

    def _perform(self, trials: Sequence[RuntimeTrial]) -> list[Performance]:
        lines = [self._board.extension(trial.script) for trial in trials]
        others = [
            self._board.extension(trial.script) if DRILLS[trial.drill].RELATIVE else None for trial in trials
        ]
        try:
            expected = [
                self._reference(trial, line) if line is not None else None
                for trial, line in zip(trials, others, strict=True)
            ]
            seen = self._candidates(trials, lines)
            return [
                Performance(one, _result(other), line.requests)
                for one, other, line in zip(seen, expected, lines, strict=True)
            ]
        finally:
            for line in (*lines, *filter(None, others)):
                line.close()

    def _candidates(self, trials: Sequence[RuntimeTrial], lines: Sequence[Extension]) -> list[Seen | None]:
        async def one(place: int) -> Seen:
            await asyncio.sleep(place * STAGGER)
            return await self._drill(self.candidate, trials[place], lines[place])

        async def all_() -> list[Seen]:
            watch_tasks(asyncio.get_running_loop())
            return await asyncio.gather(*map(one, range(len(trials))))

        try:
            return list(self._lane.submit(all_).result(PATIENCE))
        except FutureTimeoutError:
            self._lane.abandon()
        if len(trials) == 1:
            return [None]
        return [self._candidates([trial], [line])[0] for trial, line in zip(trials, lines, strict=True)]

    def _reference(self, trial: RuntimeTrial, line: Extension) -> Future[Seen]:
        future: Future[Seen] = Future()

        def run() -> None:
            try:
                future.set_result(asyncio.run(self._drill(self.reference, trial, line)))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=run, name="runtime-reference", daemon=True).start()
        return future

    async def _drill(self, factory: Factory, trial: RuntimeTrial, line: Extension) -> Seen:
        try:
            seen: Seen = await DRILLS[trial.drill].drill(self._stand(factory, trial, line), **trial.words)
            return seen
        finally:
            await disconnect(line.address)

    def _stand(self, factory: Factory, trial: RuntimeTrial, line: Extension) -> Stand:
        server = Server(
            "wire", f"http://{line.address}", trial.setting.token, "", frozenset(), trial.setting.db_name
        )

        async def act(client: Any, **words: Any) -> Any:
            args, kwargs = trial.act.arguments()
            kwargs |= words
            result = getattr(client, trial.act.method)(*args, **kwargs)
            return await finished(await result if inspect.isawaitable(result) else result)

        return Stand(lambda: factory(server), act, line, lambda result: repr(record(result)))


def _result(future: Future[Seen] | None) -> Seen | None:
    if future is None:
        return None
    try:
        return future.result(PATIENCE)
    except FutureTimeoutError:
        return None
