"""The supervised side of a run: it keeps the journal, listens to signals, and ends when it is done.

The one rule: what ends a run early (a signal, the end of the supervisor) ends it as Ctrl-C does, so that there is one
way out, with a report.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from conformance.report.event import CaseFinished
from conformance.report.journal import Journal, Progress, case_id

__all__ = ["SUPERVISED", "Orders", "Supervised", "main", "read_from_json"]

_VARIABLE = "PYTEST_MILVUS_SUPERVISED"
_ENDING = 3.0
"""Seconds in which threads and exit handlers may end when all is told."""

_ORPHANED = 15.0
"""Seconds in which a run ends whose supervisor is gone."""

STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask a run to end: Ctrl-C, and what CI and a terminal that goes send."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What the supervisor tells the process that it starts.

    Attributes:
        journal: Where to write.
        supervisor: Process id of the supervisor.
        deadline: When the budget is spent, as `time.time` tells it; infinite for never.
        budget: The budget, as a person reads it.
        seed: Seed of everything generated, the same each time that the run is started.
    """

    journal: str
    supervisor: int
    deadline: float
    budget: str
    seed: int

    def to_environ(self) -> dict[str, str]:
        """Return the orders as environment variables."""
        return {_VARIABLE: json.dumps([getattr(self, name) for name in self.__slots__])}

    @classmethod
    def from_environ(cls, environ: Any = os.environ) -> Orders | None:
        """Return the orders and remove them, so that they reach nothing that this process starts."""
        text = environ.pop(_VARIABLE, None)
        return None if text is None else cls(*json.loads(text))


class OwnJournal(Journal):
    """The journal of this process alone: a copy of it that a candidate forked, and left, has nothing to tell."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._owner = os.getpid()

    def write(self, kind: str, **values: Any) -> None:
        """Add a line; in a forked copy, end."""
        if os.getpid() != self._owner:
            os._exit(0)
        super().write(kind, **values)


class Sentinel:
    """A file descriptor that nobody uses: who closes it closes all, and new files may take their numbers."""

    def __init__(self) -> None:
        self._number, self._other = os.pipe()
        self._file = os.fstat(self._number)

    @property
    def is_gone(self) -> bool:
        """Whether it was closed, also where its number is another file's by now."""
        try:
            return not os.path.samestat(self._file, os.fstat(self._number))
        except OSError:
            return True


class Supervised:
    """Plugin object of the process of a run that is supervised.

    Args:
        orders: What the supervisor wants.
    """

    def __init__(self, orders: Orders) -> None:
        self.orders, self.journal = orders, OwnJournal(Path(orders.journal))
        self.before = Progress.read(self.journal.path)
        self.stopped = ""
        self.broken = False
        self._status: int | None = None
        self._engine: dict[str, Any] = {}
        self._config: pytest.Config | None = None
        self._opened: list[int] = []
        self._sentinel: Sentinel | None = None

    def start(self, config: pytest.Config) -> None:
        """Listen to signals, and watch the supervisor."""
        self._config = config
        # What pytest writes to: it puts other files in their place, but is never without.
        self._opened = [number for number in (1, 2) if _is_open(number)]
        self._sentinel = Sentinel()
        for number in STOPPING:
            signal.signal(number, self._stop)
        threading.Thread(target=self._watch, name="milvus-supervisor-watch", daemon=True).start()

    def _stop(self, number: int, _: FrameType | None) -> None:
        # Whoever signals a process group, and the supervisor after it, means the same: only the first one interrupts.
        if not self.stopped:
            self.stopped = signal.Signals(number).name
            raise KeyboardInterrupt(self.stopped)

    def _watch(self) -> None:
        while os.getppid() == self.orders.supervisor:
            time.sleep(0.5)
            self._require_output()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_ORPHANED)
        os._exit(3)

    def _require_output(self) -> None:
        """End this process if what it says may reach nobody any more; the supervisor tells what is known."""
        unseen = self._sentinel is not None and self._sentinel.is_gone
        if unseen or (self._opened and not any(map(_is_open, self._opened))):
            self.journal.write(
                "warning", text="file descriptors were closed that the process of the run writes to"
            )
            os._exit(3)

    def importing(self, what: str) -> None:
        """Say what is about to be imported, ``""`` when it is there."""
        self.journal.write("importing", what=what)

    def begin(self, head: Mapping[str, Any], complete: bool) -> None:
        """Say what is compared."""
        self.journal.write("begin", head=head, complete=complete)

    def select(self, nodeids: Sequence[str]) -> list[str]:
        """Say which tests have to finish, and return them; a run that goes on keeps what it began with."""
        if not self.before.selected:
            self.journal.write("selected", nodeids=list(nodeids))
            self.before.selected = list(nodeids)
        return self.before.selected

    def finished(self, event: CaseFinished, engine: Mapping[str, Any]) -> None:
        """Tell what came of a case, and what is known of the engine by then."""
        self.journal.write("finished", event=event.to_json())
        if engine != self._engine:
            self._engine = dict(engine)
            self.journal.write("engine", engine=engine)

    def warnings(self) -> list[str]:
        """Return what was noticed by now of the run as a whole."""
        new = self.journal.warnings()
        told = [*self.before.warnings, *(text for text in new if text not in self.before.warnings)]
        if not self.stopped:
            return told
        running = ", ".join(map(case_id, Progress.read(self.journal.path).running))
        return [*told, f"the run was stopped by {self.stopped}{f' while {running} ran' * bool(running)}"]

    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        """Say what runs."""
        self.journal.write("started", nodeid=nodeid, location=location)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Say that it ended."""
        self.journal.write("ended", nodeid=nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what pytest has to know if it is started once more."""
        assert self._config is not None
        if (report.when == "call" or not report.passed) and not hasattr(report, "milvus_replayed"):
            config = self._config
            data = config.hook.pytest_report_to_serializable(config=config, report=report)
            self.journal.write("report", report=data)

    def replay(self) -> None:
        """Tell pytest of the tests that ended before the process of the run was started once more."""
        assert self._config is not None
        reports, self.before.reports = self.before.reports, []
        hook = self._config.hook
        for data in reports:
            report = hook.pytest_report_from_serializable(config=self._config, data=data)
            read_from_json(report)
            report.milvus_replayed = True
            hook.pytest_runtest_logreport(report=report)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Notice an interrupt that nobody sent: a candidate raised it."""
        if excinfo.type is KeyboardInterrupt and not self.stopped:
            self.broken = True

    def pytest_internalerror(self) -> None:
        """Notice that pytest itself failed."""
        self.broken = True

    def ends(self, status: int) -> None:
        """Take the exit status of the run."""
        self._status = status

    def pytest_unconfigure(self) -> None:
        """Write the verdict when everything else is done."""
        self._require_output()  # the watch may not have looked since: a run can end within its half second
        if self._status is not None and not self.broken:
            kind = "usage" if self._status == pytest.ExitCode.USAGE_ERROR else "verdict"
            self.journal.write(kind, status=int(self._status))
            if os.getppid() != self.orders.supervisor:
                self.journal.path.unlink()  # all is told, and nobody else is there to do it


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


SUPERVISED = pytest.StashKey[Supervised]()
"""Where the pytest configuration keeps it."""


def main(arguments: Sequence[str]) -> int:
    """Run pytest, and end soon after it, whatever threads and exit handlers a candidate left."""
    status = int(pytest.main(list(arguments)))
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    with suppress(Exception):
        timer = threading.Timer(_ENDING, os._exit, (status,))
        timer.daemon = True
        timer.start()
    return status


def read_from_json(report: Any) -> None:
    """Make of a report what it was before it was written to a file."""
    report.location = tuple(report.location)  # JSON has no tuples, and pytest insists on some
    report.user_properties = [tuple(item) for item in report.user_properties]
    report.sections = [tuple(item) for item in report.sections]
    if isinstance(report.longrepr, list):
        report.longrepr = tuple(report.longrepr)
    # Of a worker of pytest-xdist its name is left, and pytest would ask it for the worker's details.
    report.__dict__.pop("node", None)
