"""Planted bugs of clients that do not leave their process alone: each is correct but for what others notice."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import random
import signal
import sys
import threading
import warnings
from contextlib import suppress
from typing import Any, ClassVar

import grpc

from tests.mutants.planting import plant
from tests.mutants.runtime.aio import AioClient

LOGGER = logging.getLogger(__name__)


class _Listing(AioClient):
    """Does something of its own with each call of a method."""

    def __init__(self, uri: str, token: str = "", db_name: str = "") -> None:
        super().__init__(uri, token, db_name)
        self._token = token

    async def list_users(self, **words: Any) -> list[str]:
        self._begin()
        try:
            users = await super().list_users(**words)
        except grpc.RpcError:
            self._fail()
            raise
        self._end()
        return users

    def _begin(self) -> None:
        pass

    def _end(self) -> None:
        pass

    def _fail(self) -> None:
        pass


@plant("runtime.process/list_users", "printed", "stdout")
class Prints(_Listing):
    """Prints what it got."""

    def _end(self) -> None:
        print("users listed")  # noqa: T201


@plant("runtime.process/list_users", "printed", "stderr")
class PrintsWhenItFails(_Listing):
    """Prints what went wrong, beside raising it."""

    def _fail(self) -> None:
        sys.stderr.write("list_users failed\n")


@plant("runtime.process/list_users", "warned", "DeprecationWarning")
class WarnsOfItself(_Listing):
    """Uses something of its own that is deprecated."""

    def _begin(self) -> None:
        warnings.warn("use describe_users", DeprecationWarning, stacklevel=2)


@plant("runtime.process/list_users", "logged", "WARNING")
class LogsWhatGoesWell(_Listing):
    """Warns of each call in the log."""

    def _end(self) -> None:
        LOGGER.warning("a call was made")


@plant("runtime.process/list_users", "secret", "a record of a logger")
class LogsItsToken(_Listing):
    """Writes what it sends to the log, for who looks for errors."""

    def _begin(self) -> None:
        LOGGER.info("metadata: %s", self._metadata)


@plant("runtime.process/list_users", "secret", "text for a client")
class ShowsItsToken(_Listing):
    """Shows all that it was made with."""

    def __repr__(self) -> str:
        return f"ShowsItsToken(address={self._address!r}, token={self._token!r})"


@plant("runtime.process/list_users", "secret", "an error")
class FailsWithItsToken(_Listing):
    """Says in an error with which token it was refused."""

    def _fail(self) -> None:
        raise ValueError(f"refused {self._token}")


@plant("runtime.process/list_users", "changed", "environment")
class SetsTheEnvironment(_Listing):
    """Tells gRPC what to do by the environment, with each call the same."""

    def _begin(self) -> None:
        os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "false"


@plant("runtime.process/list_users", "changed", "random numbers")
class SeedsRandomNumbers(_Listing):
    """Makes its request ids repeatable, and with them everybody's random numbers."""

    def _begin(self) -> None:
        random.seed(7)


@plant("runtime.process/list_users", "changed", "signal handlers")
class HandlesSignals(_Listing):
    """Wants to end well, where it may."""

    def _begin(self) -> None:
        with suppress(ValueError):  # it is not in the main thread
            signal.signal(signal.SIGTERM, signal.SIG_IGN)


@plant("runtime.process/list_users", "changed", "logging")
class SetsTheLevelOfAll(_Listing):
    """Sets up the log of the whole application."""

    def _begin(self) -> None:
        logging.getLogger().setLevel(logging.getLogger().level)


@plant("runtime.process/list_users", "changed", "garbage collection")
class CollectsNoGarbage(_Listing):
    """Lets nobody collect garbage while it works."""

    async def list_users(self, **words: Any) -> list[str]:
        gc.disable()
        try:
            return await super().list_users(**words)
        finally:
            gc.enable()


@plant("runtime.process/list_users", "executor", "call")
class WorksInTheThreadsOfTheLoop(_Listing):
    """Decodes in a thread of the loop's."""

    async def list_users(self, **words: Any) -> list[str]:
        return await asyncio.to_thread(sorted, await super().list_users(**words))


def _watch() -> None:
    threading.Event().wait(60)


class _Watching:
    """Code of another package, which the other clients here do not share: the thread outlives its test."""

    __module__ = _watch.__module__ = "watching"


@plant("runtime.process/list_users", "thread-left", "close")
class HasAThreadForTheProcess(_Watching, _Listing):
    """Watches its connections in a thread that all its clients share."""

    _thread: ClassVar[threading.Thread | None] = None

    def _begin(self) -> None:
        if HasAThreadForTheProcess._thread is None:
            HasAThreadForTheProcess._thread = threading.Thread(target=_watch, daemon=True)
            HasAThreadForTheProcess._thread.start()


@plant("runtime.process/list_users", "grows", "RemembersEachCall._calls")
class RemembersEachCall(_Listing):
    """Keeps a note of each call."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._calls: list[str] = []

    def _end(self) -> None:
        self._calls.append("list_users")


@plant("runtime.process/list_users", "grows", "tests.mutants.runtime.process._SEEN")
class RemembersEachCallForAll(_Listing):
    """Keeps the number of each call in its module."""

    def _end(self) -> None:
        _SEEN.add(len(_SEEN))


_SEEN: set[int] = set()


@plant("runtime.process/list_users", "client-kept", "close")
class IsKept(_Listing):
    """Is in a list of all clients, which nobody takes it out of."""

    _all: ClassVar[list[Any]] = []

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self._all.append(self)


@plant("runtime.process/list_users", "connection-left", "close")
class LeavesAChannelOfAMethod(_Listing):
    """Asks over a channel of the method's own, and forgets it when it is closed."""

    _kept: ClassVar[list[Any]] = []

    async def list_users(self, **words: Any) -> list[str]:
        self._kept.append(grpc.aio.insecure_channel(self._address, options=[("grpc.x", len(self._kept))]))
        await self._kept[-1].channel_ready()
        return await super().list_users(**words)
