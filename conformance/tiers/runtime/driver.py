"""The runtime stage: many trials at once, each at an address of its own.

The one rule: candidates share one loop, as the tasks of an application do; the reference has a thread for each trial.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from conformance.catalogue import sleep
from conformance.clients import Factory, Server
from conformance.clients.connections import disconnect
from conformance.clients.handle import finished
from conformance.model import Operation, record
from conformance.tiers.check import Case
from conformance.tiers.runtime.case import RuntimeTrial
from conformance.tiers.runtime.scenarios import DRILLS
from conformance.tiers.runtime.scenarios.context import Stand
from conformance.tiers.runtime.scheduler import Company
from pytest_milvus.errors import RemedyError
from pytest_milvus.mock_server import Request
from pytest_milvus.mock_server.mock_servers import Extension, Switchboard

__all__ = ["NotYet", "Performance", "RuntimeStage", "Seen", "Unready"]

T = TypeVar("T")

Seen = dict[str, Any]
"""What a drill saw, plain values."""

LOST = 2
"""Trials of a method that never ended, after which the others are not begun."""

PATIENCE = 40.0
"""Seconds that a trial may take."""


@dataclass(frozen=True, slots=True)
class Performance:
    """A trial as it went.

    Attributes:
        seen: What the candidate showed; ``None`` if it never ended.
        expected: What the reference showed; ``None`` where it is not asked, or never returned.
        requests: What the candidate sent.
        others: What the reference sent of RPCs that the candidate did not come to.
    """

    seen: Seen | None
    expected: Seen | None
    requests: tuple[Request, ...]
    others: tuple[Request, ...] = ()


class NotYet(Exception):  # noqa: N818  (no error: whoever asks again later gets it)
    """A trial that a plan needs is still under way.

    Attributes:
        future: What it will have shown.
    """

    def __init__(self, future: Future[Performance]) -> None:
        super().__init__()
        self.future = future


class Unready(Exception):  # noqa: N818  (no error either: the case itself will wait)
    """A trial that a plan needs is to be performed alone, which can only be done when all others are done."""


class RuntimeStage:
    """Performs runtime trials.

    Args:
        reference: Factory of the client that defines the behaviour.
        candidate: Factory of the client under test.
        shares: The cases of the run, those together that one process is likely to get.
    """

    def __init__(
        self,
        reference: Factory,
        candidate: Factory,
        shares: Sequence[Sequence[Case]] = (),
    ) -> None:
        self.reference, self.candidate, self.shares = reference, candidate, shares
        self._board = Switchboard()
        self._company = Company[Performance](self._lose)
        self._known: dict[Any, Any] = {}
        self._offered: dict[str, bool] = {}
        self._begun: dict[int, tuple[RuntimeTrial, Future[Performance]]] = {}
        self._hurried = False
        self.lost: Counter[str] = Counter()

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """Return what was made for a key, making it the first time."""
        if key not in self._known:
            self._known[key] = make()
        found: T = self._known[key]
        return found

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a method.

        Raises:
            pytest_milvus.errors.RemedyError: The candidate could not be made at all.
        """
        self.candidate.endurance.require(self.candidate.spec)
        if method not in self._offered:
            names = {*dir(self.reference.client), method}
            trial = RuntimeTrial(Operation("close"), "")

            async def ask(stand: Stand) -> Seen:
                client = await stand.make()
                offered = {name: hasattr(client, name) for name in names}
                with suppress(Exception):  # how an unused client is closed is for a check to say
                    await stand.close(client)
                return offered

            try:
                offered = self._company.alone(partial(self._candidate, trial, ask)).seen
                if offered is None:
                    raise TimeoutError(f"nothing came of it within {PATIENCE:g} s")
                self._offered |= offered
            except (Exception, SystemExit) as error:
                self.candidate.endurance.broken = f"{type(error).__name__}: {error}"
                raise RemedyError(
                    f"Making the client {self.candidate.spec}",
                    f"{type(error).__name__}: {error}",
                    "the factory is called as factory(uri=..., token=..., db_name=...) and must return a client",
                ) from error
        return self._offered[method]

    def begin(self, trial: RuntimeTrial) -> Future[Performance]:
        """Perform a trial beside others, once; return the future of how it went."""
        if id(trial) not in self._begun:
            future = self._company.submit(partial(self._performed, trial), sleep(trial.act.method))
            self._begun[id(trial)] = trial, future  # which keeps the trial, and so its id
        return self._begun[id(trial)][1]

    def recall(self, trials: Sequence[RuntimeTrial]) -> list[Performance]:
        """Return how these very trials went beside others; those that are new are performed now.

        Raises:
            NotYet: One is still under way, and nobody is to wait (see `hurry`).
        """
        begun = [self.begin(trial) for trial in trials]
        for future in begun:
            if self._hurried and not future.done():
                raise NotYet(future)
        self._company.wait(begun)
        return [future.result() for future in begun]

    @contextmanager
    def hurry(self) -> Iterator[None]:
        """Wait for nothing: what is not known yet is raised as `NotYet`."""
        self._hurried = True
        try:
            yield
        finally:
            self._hurried = False

    def wait(self, futures: Collection[Future[Performance]]) -> None:
        """Wait until any of these trials is done."""
        self._company.wait(futures, any_=True)

    def perform(self, trial: RuntimeTrial) -> Performance:
        """Perform a trial alone: when all others are done.

        Raises:
            Unready: Nobody is to wait (see `hurry`).
        """
        if self._hurried:
            raise Unready
        return self._company.alone(partial(self._performed, trial))

    def _lose(self, work: Any) -> Performance:
        """Note that a trial stopped its loop for ever."""
        self.lost[work.args[0].act.method] += 1
        return Performance(None, None, ())

    def close(self) -> None:
        """Stop the server and the loop."""
        self._company.close()
        self._board.stop()
        gc.collect()  # what clients left behind complains now, and not in the middle of something else

    async def _performed(self, trial: RuntimeTrial) -> Performance:
        drill = DRILLS[trial.drill]
        if self.lost[trial.act.method] >= LOST or self.candidate.endurance.excuse(trial.act.method):
            return Performance(None, None, ())
        reference = self._reference(trial) if drill.RELATIVE else None
        performance = await self._candidate(trial, partial(drill.drill, **trial.words))
        if reference is None:
            return performance
        await asyncio.wait({reference}, timeout=PATIENCE)
        expected, sent = reference.result() if reference.done() else (None, ())
        known = {item.rpc for item in performance.requests}
        others = tuple(item for item in sent if item.rpc not in known)
        return Performance(performance.seen, expected, performance.requests, others)

    async def _candidate(self, trial: RuntimeTrial, drill: Callable[[Stand], Any]) -> Performance:
        line = self._board.extension(trial.script)
        try:
            task = asyncio.ensure_future(self._drill(self.candidate, trial, line, drill))
            await asyncio.wait({task}, timeout=PATIENCE)
            if not task.done():
                self.lost[trial.act.method] += 1
            task.cancel()
            return Performance(task.result() if task.done() else None, None, line.requests)
        finally:
            line.close()

    def _reference(self, trial: RuntimeTrial) -> asyncio.Future[tuple[Seen, tuple[Request, ...]]]:
        future: Future[tuple[Seen, tuple[Request, ...]]] = Future()
        drill = partial(DRILLS[trial.drill].drill, **trial.words)

        def run() -> None:
            line = self._board.extension(trial.script)
            try:
                seen = asyncio.run(self._drill(self.reference, trial, line, drill))
                future.set_result((seen, line.requests))
            except BaseException as error:
                future.set_exception(error)
            finally:
                line.close()

        threading.Thread(target=run, name="runtime-reference", daemon=True).start()
        return asyncio.wrap_future(future)

    async def _drill(
        self, factory: Factory, trial: RuntimeTrial, line: Extension, drill: Callable[[Stand], Any]
    ) -> Seen:
        stand = self._stand(factory, trial, line)
        try:
            seen: Seen = await drill(stand)
            return seen
        finally:
            if await stand.settled():
                await disconnect(line.address)

    def _stand(self, factory: Factory, trial: RuntimeTrial, line: Extension) -> Stand:
        server = Server(
            "wire", f"http://{line.address}", trial.setting.token, "", frozenset(), trial.setting.db_name
        )

        def acting(operation: Operation) -> Callable[..., Awaitable[Any]]:
            async def act(client: Any, **words: Any) -> Any:
                args, kwargs = operation.arguments()
                kwargs |= words
                result = getattr(client, operation.method)(*args, **kwargs)
                return await finished(await result if inspect.isawaitable(result) else result)

            return act

        return Stand(
            lambda **words: factory(replace(server, **words)),
            {operation.method: acting(operation) for operation in trial.acts},
            line,
            lambda result: repr(record(result)),
        )
