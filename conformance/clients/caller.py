"""The one place where operations are executed.

The one rule: every call has a deadline, and a call that misses it is an outcome, not a hang.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from conformance.clients.attributes import AFTER, BEFORE, told
from conformance.clients.connections import disconnect
from conformance.clients.factory import Factory
from conformance.clients.handle import finished
from conformance.clients.members import await_end, is_task, looked_at
from conformance.clients.server import Server
from conformance.clients.spoiling import spoil
from conformance.clients.worker import Worker
from conformance.model import LOOK, Operation, Outcome, Returned, TimedOut, raised, record
from pytest_milvus.errors import RemedyError

__all__ = ["Call", "Caller", "as_declared"]


TURNS = 0.02
"""Seconds in which a loop does what the call before asked a task to."""


@dataclass(frozen=True, slots=True)
class Call:
    """A finished call.

    Attributes:
        outcome: What came of it.
        mutated: Recorded arguments ``(before, after)`` when the client changed one, else ``None``.
        followed: Whether it returned an iterator or a task, whose end the outcome tells.
        attributes: The client's public attributes, each by when it was read, where they are asked for.
        gave: Class of what the call itself gave, ``None`` where it did not return.
        of: Class of what has the method, where another call gave it.
    """

    outcome: Outcome
    mutated: tuple[Any, Any] | None = None
    followed: bool = False
    attributes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    gave: type | None = None
    of: type | None = None


def as_declared(
    factory: Factory, reference: Sequence[Call], candidate: Sequence[Call], primary: str = ""
) -> tuple[Call, ...]:
    """Return a candidate's calls with the reference's way where its author takes them for equal.

    Args:
        factory: The candidate's.
        reference: Calls of the reference.
        candidate: The same calls of the candidate.
        primary: Name of the collection's primary key, if there is one.
    """
    if not factory.equalities.names:
        return tuple(candidate)
    return tuple(
        replace(other, outcome=factory.equalities.applied(one.outcome, other.outcome, primary))
        for one, other in zip(reference, candidate, strict=True)
    )


@dataclass(slots=True)
class Pending:
    """A call under way; `Caller.finish` waits for it."""

    future: Future[Call]
    started: float


class Caller:
    """A client of one server, made when it is first needed.

    Args:
        factory: Makes the client.
        server: The server.
        worker: Where the client lives; several callers may share one.
        deadline: Seconds that a call may take.
        alone: Nobody else uses the server's address: what the client leaves behind is closed with it.
        stranger: Nobody else uses the token, and the server may refuse it: that the client cannot be made is what
            comes of a call then, and connections with the token are closed with it, if not all of the address.
        asked: Whether the client's public attributes are read before and after each call.
    """

    def __init__(
        self,
        factory: Factory,
        server: Server,
        worker: Worker,
        *,
        deadline: float = 30.0,
        alone: bool = False,
        stranger: bool = False,
        asked: bool = False,
    ) -> None:
        self.factory, self.server, self.deadline = factory, server, deadline
        self._worker, self._alone, self._stranger, self._asked = worker, alone, stranger, asked
        self._client: Any = None
        self._made: dict[str, Any] = {}
        self._generation = worker.generation

    def run(self, operation: Operation, names: Mapping[str, str] | None = None) -> Call:
        """Execute an operation and return what came of it; never raises what the client raised.

        Raises:
            RemedyError: The client could not be made at all.
        """
        return self.finish(self.start(operation, names))

    def start(
        self, operation: Operation, names: Mapping[str, str] | None = None, *, spoils: bool = False
    ) -> Pending:
        """Begin an operation, so that another client can work at the same time.

        Args:
            operation: What to do.
            names: Names for its placeholders.
            spoils: Whether what it returns is changed afterwards, as its caller may.
        """
        self._join()
        bound = operation.bind(names or {})
        return Pending(self._worker.submit(lambda: self._call(bound, spoils)), time.perf_counter())

    def finish(self, pending: Pending) -> Call:
        """Wait for an operation that `start` began."""
        remaining = self.deadline - (time.perf_counter() - pending.started)
        try:
            return pending.future.result(max(0.0, remaining))
        except FutureTimeoutError:
            self._worker.abandon()
            return Call(TimedOut(self.deadline))

    def in_turn(self, operations: Sequence[Operation], names: Mapping[str, str]) -> tuple[Call, ...]:
        """Perform operations one after the other."""
        return tuple(self.run(operation, names) for operation in operations)

    def together(self, operations: Sequence[Operation], names: Mapping[str, str]) -> tuple[Call, ...]:
        """Perform operations at the same time, as an event loop does; where there is none they take their turns."""
        pending = [self.start(operation, names) for operation in operations]
        return tuple(map(self.finish, pending))

    def offers(self, method: str) -> bool:
        """Return whether the client has a method; only an instance can tell, since it may pass calls on.

        Raises:
            RemedyError: The client could not be made at all.
        """
        self.factory.endurance.require(self.factory.spec)
        self._join()
        try:
            return self._worker.submit(lambda: self._offers(method)).result(self.deadline)
        except RemedyError as error:
            self.factory.endurance.broken = str(error.__cause__ or error)
            raise
        except FutureTimeoutError:
            self._worker.abandon()
            self.factory.endurance.broken = late = f"it had not returned after {self.deadline:g} s"
            raise RemedyError(
                f"Making the client {self.factory.spec}",
                late,
                "check that the factory connects to the address it is given, and to nothing else",
            ) from None

    def client(self) -> Any:
        """Return the client itself, made if need be.

        Raises:
            RemedyError: The client could not be made at all.
        """
        self.offers("")
        return self._client

    def close(self) -> None:
        """Close the client, if it was made."""
        if self._client is not None and self._generation == self._worker.generation:
            for made in self._made.values():
                await_end(made)
            self.run(Operation("close"))
            if self._alone or self._stranger:
                with contextlib.suppress(FutureTimeoutError):
                    left = urlsplit(self.server.uri).netloc
                    token = None if self._alone else self.server.token
                    self._worker.submit(lambda: disconnect(left, token)).result(self.deadline)
        self._client, self._made = None, {}

    def _join(self) -> None:
        if self._generation != self._worker.generation:  # the old thread hangs, and the client with it
            self._client, self._made, self._generation = None, {}, self._worker.generation

    async def _offers(self, method: str) -> bool:
        if self._client is None:
            await self._connect()
        return hasattr(self._client, method)

    async def _call(self, operation: Operation, spoils: bool) -> Call:
        if self._client is None:
            try:
                await self._connect()
            except RemedyError as error:
                if not (self._stranger and error.__cause__):
                    raise
                return Call(raised(error.__cause__))
        attributes = {BEFORE: await told(self._client)} if self._asked else {}
        args, kwargs = operation.arguments()
        before = record([args, kwargs])
        awaited = followed = False
        gave = of = None
        started, stops = time.perf_counter(), self._worker.stops
        try:
            receiver = await self._receiver(operation)
            of = type(receiver) if operation.of else None
            await asyncio.sleep(TURNS if of and is_task(of) else 0)
            result = self._begun(receiver, operation.method, args, kwargs)
            if inspect.isawaitable(result):
                awaited = True
                result = await result
            # An async iterator is awaited item by item.
            awaited = awaited or hasattr(type(result), "__aiter__")
            followed, gave = True, type(result)  # only following can fail from here on
            end = await finished(result)
            followed, result = end is not result, end
            if self._worker.stops != stops:
                # What a user is given by `asyncio.run` then; here the loop went on, for the sake of the other calls.
                raise RuntimeError("Event loop stopped before Future completed.")
            outcome: Outcome = Returned(record(result), awaited, time.perf_counter() - started, followed)
            if spoils:
                spoil(result)
        except BaseException as error:  # CancelledError and SystemExit are answers like any other here
            outcome = raised(error, time.perf_counter() - started)
        try:
            after = record([args, kwargs])
        except Exception as error:  # it put something among its arguments that cannot be looked at
            after = raised(error)
        attributes |= {AFTER: await told(self._client)} if self._asked else {}
        # repr, because 1 == True == 1.0 and NaN is unequal to itself
        mutated = None if repr(before) == repr(after) else (before, after)
        return Call(outcome, mutated, followed, attributes, gave, of)

    async def _receiver(self, operation: Operation) -> Any:
        """Return what has the method: the client, or what another call gave, which is made once."""
        if operation.of is None:
            return self._client
        key = str(operation.of)
        if key not in self._made:
            args, kwargs = operation.of.arguments()
            made = getattr(self._client, operation.of.method)(*args, **kwargs)
            self._made[key] = await made if inspect.isawaitable(made) else made
        return self._made[key]

    @staticmethod
    def _begun(receiver: Any, method: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        return looked_at(receiver) if method == LOOK else getattr(receiver, method)(*args, **kwargs)

    async def _connect(self) -> None:
        try:
            client = self.factory(self.server)
            self._client = await client if inspect.isawaitable(client) else client
        except (Exception, SystemExit) as error:
            raise RemedyError(
                f"Making the client {self.factory.spec}",
                f"{type(error).__name__}: {error}",
                "the factory is called as factory(uri=..., token=..., db_name=...) and must return a client",
            ) from error
