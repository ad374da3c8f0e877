"""A watch over the server of a session, for the case that it dies.

The one rule: the test in which the server died says so, with its last words; the tests after it get a new server
once, and say that; a run never goes on as if nothing had happened.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_milvus.engines.engine import Engine

__all__ = ["ServerWatch", "uses_milvus"]

_SECTION = "Milvus server"
_ANEW = (
    "the tests after it have a new server at the same address, and what fixtures of a wider scope than a test's "
    "had made on the old one is gone"
)
_BACK = "it answers again"
_RECONNECTION = 60.0


def uses_milvus(item: pytest.Item) -> bool:
    """Return whether a test asks for the server, by whatever fixture."""
    return "milvus_engine" in getattr(item, "fixturenames", ())


class ServerWatch:
    """Plugin that notices the death of a server, reports it once, and lets a new one take over once.

    Args:
        engine: The server.
        restarts: Whether a new server may take over.
    """

    def __init__(self, engine: Engine, *, restarts: bool) -> None:
        self._engine, self._may_restart = engine, restarts
        self._died_in, self._how, self._restarted = "", "", ""
        self._told = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Start a dead server again before the next test that needs it, or fail the test at once."""
        if not uses_milvus(item):
            return
        if not self._died_in and self._engine.ending:  # after the last test and before this one
            self._note_death(f"before {item.nodeid}")
        if not self._died_in:
            return
        if self._may_restart:
            self._may_restart = False
            self._restart(item)
        elif self._told:
            pytest.fail(f"{self._death}; see the report of that test", pytrace=False)
        else:
            self._told = True
            pytest.fail(f"{self._death}. {self._last_words}", pytrace=False)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Add the server's last words to the report of the test in which it died."""
        report = yield
        if not uses_milvus(item):
            return report
        if not self._died_in and (self._engine.ending or (report.failed and not self._engine.is_alive())):
            self._note_death(f"in {item.nodeid}")
            self._told = True
            report.sections.append((_SECTION, f"{self._death}. {self._last_words}"))
        elif report.failed and self._restarted:
            report.sections.append((_SECTION, self._restarted))
        return report

    def _note_death(self, where: str) -> None:
        self._died_in = where
        self._how = self._engine.ending or "stopped answering"
        self._told = False

    @property
    def _death(self) -> str:
        return f"the {self._engine.name} Milvus {self._how} {self._died_in}"

    @property
    def _last_words(self) -> str:
        return f"Its last log lines:\n{self._engine.logs() or '(it logged nothing)'}"

    def _restart(self, item: pytest.Item) -> None:
        from pytest_milvus.errors import RemedyError

        generation, words = self._engine.generation, "" if self._told else f" {self._last_words}"
        try:
            self._engine.restart()
        except RemedyError as error:
            self._told = True
            raise pytest.fail.Exception(
                f"{self._death}, and cannot be had again. {error}", pytrace=False
            ) from None
        _wait_for_clients(self._engine)
        if self._engine.generation > generation:
            text = self._restarted = f"{self._death}; {_ANEW}"
        else:  # it was out of reach, and nothing is lost
            text, self._may_restart = f"{self._death}; {_BACK}", True
        self._died_in = self._how = ""
        _warn(item, f"{text}.{words}")


def _wait_for_clients(engine: Engine) -> None:
    """Wait until a new client of pymilvus reaches a server that took over an address.

    gRPC shares connections among the channels of a process, and waits longer and longer before it tries an address
    again that refused one of them; until then a new client is refused as well, without being asked.
    """
    from pymilvus import MilvusClient

    from pytest_milvus.address import connection_args
    from pytest_milvus.clients.private import private_connection

    deadline = time.monotonic() + _RECONNECTION
    while time.monotonic() < deadline:
        with suppress(Exception):  # of the last attempt the next test will tell
            MilvusClient(**connection_args(engine.uri, engine.token), **private_connection()).close()
            return
        time.sleep(0.2)


def _warn(item: pytest.Item, text: str) -> None:
    """Put a warning into the summary, as pytest does with its own; under ``-W error`` it is no error.

    The test at hand is innocent: another one has failed already.
    """
    from pytest_milvus import MilvusServerWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn(MilvusServerWarning(text), stacklevel=2)
    for warning in caught:
        item.ihook.pytest_warning_recorded.call_historic(
            kwargs={"warning_message": warning, "when": "runtest", "nodeid": item.nodeid, "location": None}
        )
