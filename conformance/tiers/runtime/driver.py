"""The runtime driver: many test cases at once, each at an address of its own.

The one rule: candidates share one loop, as the tasks of an application do; the reference has a thread for each test
case.
"""

from __future__ import annotations

import asyncio
import gc
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, TypeVar

from conformance.catalogue import sleep
from conformance.clients import Factory
from conformance.clients.connections import disconnect
from conformance.model import Operation, record
from conformance.tiers.check import Case
from conformance.tiers.runtime.calls import asynchronous, awaited, renamed, threaded
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.scenarios import SCENARIOS
from conformance.tiers.runtime.scenarios.context import ScenarioContext, watch_tasks
from conformance.tiers.runtime.scheduler import Scheduler
from pytest_milvus.errors import RemedyError
from pytest_milvus.mock_server import Request
from pytest_milvus.mock_server.mock_servers import Extension, MockServers

__all__ = ["NotYet", "Performance", "RuntimeDriver", "Seen", "Unready"]

T = TypeVar("T")

Seen = dict[str, Any]
"""What a scenario saw, plain values."""

LOST = 2
"""Test cases of a method that never ended, after which the others are not begun."""

PATIENCE = 40.0
"""Seconds that a test case may take."""


@dataclass(frozen=True, slots=True)
class Performance:
    """A test case as it went.

    Attributes:
        seen: What the candidate showed; ``None`` if it never ended.
        expected: What the reference showed; ``None`` where it is not asked, or never returned.
        requests: What the candidate sent.
        others: What the reference sent of RPCs that the candidate did not come to.
        followed: Whether a call returned an iterator or a task, and was over when that was.
        gave: Classes of what the reference's calls gave, where it alone was asked.
    """

    seen: Seen | None
    expected: Seen | None
    requests: tuple[Request, ...]
    others: tuple[Request, ...] = ()
    followed: bool = False
    gave: tuple[type, ...] = ()


class NotYet(Exception):  # noqa: N818  (no error: whoever asks again later gets it)
    """A test case that a plan needs is still under way.

    Attributes:
        future: What it will have shown.
    """

    def __init__(self, future: Future[Performance]) -> None:
        super().__init__()
        self.future = future


class Unready(Exception):  # noqa: N818  (no error either: the case itself will wait)
    """A test case that a plan needs is to be performed alone, which can only be done when all others are done."""


class RuntimeDriver:
    """Performs runtime test cases.

    Args:
        reference: Factory of the client that defines the behaviour.
        candidate: Factory of the client under test.
        shares: The cases of the run, those together that one process is likely to get.

    Attributes:
        alike: Kinds and paths of the differences that are known, or showed again, alone.
        vain: Times that further tries showed nothing (see `conformance.tiers.runtime.race`).
        sought: Test cases that did not show again what is known (see `conformance.tiers.runtime.again`).
    """

    def __init__(
        self,
        reference: Factory,
        candidate: Factory,
        shares: Sequence[Sequence[Case]] = (),
    ) -> None:
        self.reference, self.candidate, self.shares = reference, candidate, shares
        self._board = MockServers()
        self._scheduler = Scheduler[Performance](self._lose)
        self._known: dict[Any, Any] = {}
        self._offered: dict[str, bool] = {}
        self._begun: dict[int, tuple[RuntimeTestCase, Future[Performance]]] = {}
        self._hurried = False
        self.alike: set[tuple[str, str]] = set()
        self.vain = 0
        self.sought = 0
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
            test_case = RuntimeTestCase(Operation("close"), "")

            async def ask(context: ScenarioContext) -> Seen:
                client = await context.make()
                offered = {name: hasattr(client, name) for name in names}
                with suppress(Exception):  # how an unused client is closed is for a check to say
                    await context.close(client)
                return offered

            try:
                offered = self._scheduler.alone(partial(self._candidate, test_case, ask)).seen
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

    def begin(self, test_case: RuntimeTestCase, *, model: bool = False) -> Future[Performance]:
        """Perform a test case beside others, once; return the future of how it went.

        Args:
            test_case: What to do.
            model: Let the reference do it, and nobody else; what it sends are the ``others`` then.
        """
        if id(test_case) not in self._begun:
            work = partial(self._asked if model else self._performed, test_case)
            future = self._scheduler.submit(work, sleep(test_case.act.method))
            self._begun[id(test_case)] = test_case, future  # which keeps the test case, and so its id
        return self._begun[id(test_case)][1]

    def recall(self, planned_test_cases: Sequence[RuntimeTestCase]) -> list[Performance]:
        """Return how these very test cases went beside others; those that are new are performed now.

        Raises:
            NotYet: One is still under way, and nobody is to wait (see `hurry`).
        """
        begun = [self.begin(test_case) for test_case in planned_test_cases]
        for future in begun:
            if self._hurried and not future.done():
                raise NotYet(future)
        self._scheduler.wait(begun)
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
        """Wait until any of these test cases is done."""
        self._scheduler.wait(futures, any_=True)

    def perform(self, test_case: RuntimeTestCase) -> Performance:
        """Perform a test case alone: when all others are done.

        Raises:
            Unready: Nobody is to wait (see `hurry`).
        """
        if self._hurried:
            raise Unready
        return self._scheduler.alone(partial(self._performed, test_case))

    def ask(self, test_case: RuntimeTestCase) -> Seen | None:
        """Put the reference, alone, through a test case of what async clients owe.

        Returns:
            What it showed; ``None`` where nothing came of it.
        """
        return self._scheduler.alone(partial(self._asked, test_case, promised=True)).expected

    async def _asked(self, test_case: RuntimeTestCase, *, promised: bool = False) -> Performance:
        gave: dict[type, bool] = {}
        reference = self._reference(test_case, gave, promised=promised)
        await asyncio.wait({reference}, timeout=PATIENCE)
        failed = not reference.done() or reference.exception() is not None
        expected, sent = (None, ()) if failed else reference.result()
        return Performance(None, expected, (), others=sent, gave=tuple(gave))

    @cached_property
    def asynchronous(self) -> bool:
        """Whether the reference is an async client, which owes all that the candidate owes."""
        return asynchronous(self.reference.client)

    def _lose(self, work: Any) -> Performance:
        """Note that a test case stopped its loop for ever."""
        for test_case in getattr(work, "args", ())[:1]:  # the reference has a loop of its own
            self.lost[test_case.act.method] += 1
        return Performance(None, None, ())

    def close(self) -> None:
        """Stop the server and the loop."""
        self._scheduler.close()
        self._board.stop()
        gc.collect()  # what clients left behind complains now, and not in the middle of something else

    async def _performed(self, test_case: RuntimeTestCase) -> Performance:
        scenario = SCENARIOS[test_case.scenario]
        if self.lost[test_case.act.method] >= LOST or self.candidate.endurance.excuse(test_case.act.method):
            return Performance(None, None, ())
        reference = self._reference(test_case, {}) if scenario.RELATIVE else None
        performance = await self._candidate(test_case, partial(scenario.scenario, **test_case.words))
        if reference is None:
            return performance
        await asyncio.wait({reference}, timeout=PATIENCE)
        expected, sent = reference.result() if reference.done() else (None, ())
        known = {item.rpc for item in performance.requests}
        others = tuple(item for item in sent if item.rpc not in known)
        return replace(performance, expected=expected, others=others)

    async def _candidate(
        self, test_case: RuntimeTestCase, scenario: Callable[[ScenarioContext], Any]
    ) -> Performance:
        line, gave = self._board.extension(test_case.script), dict[type, bool]()
        try:
            task = asyncio.ensure_future(self._scenario(self.candidate, test_case, line, scenario, gave))
            await asyncio.wait({task}, timeout=PATIENCE)
            if not task.done():
                self.lost[test_case.act.method] += 1
            task.cancel()
            seen = task.result() if task.done() else None
            return Performance(seen, None, line.requests, followed=any(gave.values()))
        finally:
            line.close()

    def _reference(
        self, test_case: RuntimeTestCase, gave: dict[type, bool], *, promised: bool = False
    ) -> asyncio.Future[tuple[Seen, tuple[Request, ...]]]:
        """Perform a test case with the reference in a thread; ``promised`` if it is put to what async clients owe."""
        future: Future[tuple[Seen, tuple[Request, ...]]] = Future()
        scenario = partial(SCENARIOS[test_case.scenario].scenario, **test_case.words)
        threads = promised and not self.asynchronous

        async def perform(line: Extension) -> Seen:
            if promised or self.asynchronous:
                watch_tasks(asyncio.get_running_loop())
            return await self._scenario(self.reference, test_case, line, scenario, gave, threads=threads)

        def run() -> None:
            line = self._board.extension(test_case.script)
            try:
                future.set_result((asyncio.run(perform(line)), line.requests))
            except BaseException as error:
                future.set_exception(error)
            finally:
                line.close()

        threading.Thread(target=run, name="runtime-reference", daemon=True).start()
        return asyncio.wrap_future(future)

    async def _scenario(
        self,
        factory: Factory,
        test_case: RuntimeTestCase,
        line: Extension,
        scenario: Callable[[ScenarioContext], Any],
        gave: dict[type, bool],
        *,
        threads: bool = False,
    ) -> Seen:
        context = self._context(factory, test_case, line, gave, threads=threads)
        try:
            seen: Seen = await scenario(context)
            return seen
        finally:
            if await context.settled():
                await disconnect(line.address)

    def _context(
        self,
        factory: Factory,
        test_case: RuntimeTestCase,
        line: Extension,
        gave: dict[type, bool],
        *,
        threads: bool,
    ) -> ScenarioContext:
        server = test_case.setting.server(f"http://{line.address}")
        acts = {
            operation.method: threaded(operation)
            if threads
            else renamed(awaited(operation, gave), factory.equalities)
            for operation in test_case.acts
        }

        def make(**words: Any) -> Any:
            served = replace(server, **words)
            return asyncio.to_thread(factory, served) if threads else factory(served)

        def limits(seconds: float) -> dict[str, Any]:
            early = threads and factory.takes("timeout")
            return {"words": {**server.words, "timeout": seconds}} if early else {}

        return ScenarioContext(make, acts, line, lambda result: repr(record(result)), limits)
