"""The process that a user starts: it runs pytest as a child, so that no run shares its fate with what it tests.

The one rule: nothing of the candidate is imported here, and only the journal is believed: a child that ends without
a verdict has none, whatever its exit status.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, Protocol

import pytest

from conformance.model.escaping import as_text
from conformance.plugin.bounds import Bounds, Limits
from conformance.plugin.process import TestProcess, described, interpreter
from conformance.plugin.supervised import STOPPING, SUPERVISED, Orders, Supervised
from conformance.report.event import CaseFinished
from conformance.report.journal import Journal, Progress, case_id
from pytest_milvus.errors import RemedyError

__all__ = ["supervise"]

INCOMPLETE = 3
CRASHES = 5
"""Crashes after which a run is given up."""

CRASHES_IN_A_ROW = 3
"""Crashes without a case that finished between them, after which a run is given up."""

CRASHES_OF_METHOD = 2
"""Crashes after which the other cases of a method are given up."""

_POLL = 0.1
_IMPORTING = 120.0
"""Seconds that an import may take; no more than the budget of the run."""
_STOPPING = 20.0
"""Seconds in which a run that was asked to end may write its reports."""
_ENDING = 10.0
"""Seconds in which the process has to be gone when its verdict is written."""
_ROOM = 1 << 26
"""Bytes that must be free where the journal lies."""
_AGAIN = 0.3
"""Seconds between two signals that are two wishes, and not one that came twice."""

_BOOT = """\
import json, sys
sys.path[:] = json.loads(sys.argv.pop(1))
from conformance.plugin.supervised import main
sys.exit(main(sys.argv[1:]))"""

_NO_RUN = (
    "help",
    "version",
    "markers",
    "showfixtures",
    "show_fixtures_per_test",
    "cacheshow",
    "collectonly",
    "setuponly",
    "setupplan",
)
"""Options of pytest with which no test runs."""

_WITH_A_PERSON = ("usepdb", "trace", "looponfail")
"""Options of pytest with which a person, and no bound, says when a run ends."""


class Options(Limits, Protocol):
    """The options that the supervisor needs; `pytest_milvus.options.Options` has them."""

    @property
    def candidate(self) -> str:
        """Client under test."""

    @property
    def reference(self) -> str:
        """Client that defines the behaviour."""

    @property
    def seed(self) -> int | None:
        """Seed of everything generated; ``None`` for a random one."""

    @property
    def report(self) -> Sequence[str]:
        """Files to write."""

    @property
    def scripts(self) -> str:
        """Folder for the scripts of new divergences, ``auto`` or ``none``."""


class _End(NamedTuple):
    """How a process of the run ended."""

    how: str
    stopped: str = ""


def supervise(config: pytest.Config, options: Options) -> int | None:
    """Run pytest once more, in a process of its own, unless this is that process.

    Args:
        config: The pytest configuration, before any plugin was told of it.
        options: The options of the run.

    Returns:
        The exit status of the run; ``None`` where the run is to be in this process.
    """
    orders = Orders.from_environ()
    if orders is not None:
        supervised = config.stash[SUPERVISED] = Supervised(orders)
        config.pluginmanager.register(supervised, "conformance-supervised")
        supervised.start(config)
        return None
    # Plugins that are objects, as pytester has them, cannot be handed to another process.
    if config.invocation_params.plugins or any(
        config.getoption(name, False) for name in (*_NO_RUN, *_WITH_A_PERSON)
    ):
        return None
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture is not None:
        capture.suspend_global_capture(in_=True)  # the child is to have the real terminal
    try:
        bounds = Bounds.of(options)
    except RemedyError as error:
        raise pytest.UsageError(as_text(str(error))) from None
    return Supervisor(config, options, bounds).run()


class Supervisor:
    """Supervises one run.

    Args:
        config: The pytest configuration.
        options: The options of the run.
        bounds: What ends it.
    """

    def __init__(self, config: pytest.Config, options: Options, bounds: Bounds) -> None:
        self.config, self.options, self.bounds = config, options, bounds
        self.journal = Journal(_place(options.report))
        seed = int.from_bytes(os.urandom(4), "big") if options.seed is None else options.seed
        deadline = time.time() + self.bounds.budget
        budget = f"{self.bounds.budget:g} s"
        self.orders = Orders(str(self.journal.path), os.getpid(), deadline, budget, seed)
        self._signals: list[tuple[float, str]] = []
        self._crashed: Counter[str] = Counter()
        self._in_a_row = 0
        self._keep = False

    def run(self) -> int:
        """Run the tests, as often as it takes, and return the exit status of the run."""
        from conformance.report.head import head

        options = self.options
        started = head(options.candidate, options.reference, self.orders.seed, options.profile)
        self.journal.write("begin", schema="pytest-milvus/journal/1", head=started, complete=False)
        try:
            with self._listening():
                return self._run()
        except OSError as error:
            _say(f"conformance: {error}; verdict: incomplete; make room for the journal {self.journal.path}")
            return INCOMPLETE
        finally:
            if not self._keep:
                with suppress(OSError):
                    self.journal.path.unlink()

    def _run(self) -> int:
        arguments = list(self.config.invocation_params.args)
        while True:
            known = len(Progress.read(self.journal.path).events)
            end = self._watch(self._start(arguments))
            if (status := self.journal.status()) is not None:
                return status
            progress = Progress.read(self.journal.path)
            if end.stopped:
                running = ", ".join(map(case_id, progress.running))
                how = f"the run was stopped by {end.stopped}{f' while {running} ran' * bool(running)}"
                self.journal.write("crash", how=how, cases=[])
                return self._report()
            over = not progress.left and bool(self._crashed) and not progress.running
            self._note(progress, end.how)
            finished = len(progress.events) > known
            self._in_a_row = 1 if finished else self._in_a_row + 1
            moved = finished or bool(progress.running)
            if over or not progress.selected:
                return self._report()
            self._give_up(moved)
            if not Progress.read(self.journal.path).left:
                # Nothing is left to run: pytest only tells, in all the forms that it was asked for.
                arguments += ["-n0"] if self.config.getoption("numprocesses", None) is not None else []

    def _start(self, arguments: Sequence[str]) -> TestProcess:
        paths = json.dumps([str(path) for path in sys.path])
        return TestProcess(
            [*interpreter(), "-c", _BOOT, paths, *map(str, arguments)],
            {**os.environ, **self.orders.to_environ()},
            self.config.invocation_params.dir,
        )

    def _watch(self, process: TestProcess) -> _End:
        size, news, asked, told = self.journal.size(), time.monotonic(), 0.0, 0.0
        # Where the budget was spent before, the process has only to tell what is known.
        limit = max(self.orders.deadline, time.time()) + self.bounds.margin
        while (status := process.wait(_POLL)) is None:
            now = time.monotonic()
            if (grown := self.journal.size()) != size:
                size, news = grown, now
                told = now if self.journal.status() is not None else told
            if self._signals:
                if not asked:
                    asked = now
                    process.send(signal.SIGTERM)
                if now - asked > _STOPPING or self._signals[-1][0] - self._signals[0][0] > _AGAIN:
                    process.end()
                    break
            elif told:
                if now - told > _ENDING:
                    process.end()
                    break
            elif why := self._beyond(process, now - news, limit):
                process.end()
                return _End(f"it was ended: {why}")
        stopped = self._signals[0][1] if self._signals else ""
        return _End("" if status is None else described(status), stopped)

    def _beyond(self, process: TestProcess, silence: float, limit: float) -> str:
        """Return which bound a process has met, ``""`` for none."""
        bounds = self.bounds
        if time.time() > limit:
            return (
                f"it went on for {bounds.margin:.0f} s when the run's budget of {self.orders.budget} was spent "
                "(--milvus-budget)"
            )
        if silence > bounds.silence:
            return f"nothing started or ended for {bounds.silence:.0f} s"
        patience = min(_IMPORTING, bounds.budget)
        if silence > patience and Progress.read(self.journal.path).importing:
            return f"it took longer than {patience:g} s"
        heavy = process.heaviest()
        if heavy.held <= bounds.memory:
            return ""
        why = (
            f"it held {heavy.held / 2**30:.1f} GiB of memory, more than {bounds.memory / 2**30:g} GiB "
            "(--milvus-memory)"
        )
        if heavy.is_root:
            return why
        process.end_one(heavy.pid)
        self.journal.write("warning", text=f"process {heavy.pid} of the run was ended: {why}")
        return ""

    def _note(self, progress: Progress, how: str) -> None:
        """Write down who was running when a process ended."""
        running = [nodeid for nodeid in progress.running if nodeid not in progress.done]
        if running:
            text = f"the process of the run ended while {', '.join(map(case_id, running))} ran: {how}"
        elif progress.importing:
            text = f"the process of the run ended during the import of {progress.importing}: {how}"
        elif progress.running:
            text = f"the process of the run ended after {', '.join(map(case_id, progress.running))}: {how}"
        else:
            text = f"the process of the run ended between two cases: {how}"
        for nodeid in running:
            self._crashed[_method(nodeid)] += 1
            self._not_run(nodeid, text, "failed", progress.running[nodeid])
        self._crashed[""] += 1
        self.journal.write("crash", how=text, cases=running)
        _say(f"conformance: {text}")

    def _give_up(self, moved: bool) -> None:
        """Leave out what is not worth another start, with the reason."""
        left = Progress.read(self.journal.path).left
        if time.time() > self.orders.deadline:
            reason = f"cut off: the run's budget of {self.orders.budget} is spent (--milvus-budget)"
        elif self._crashed[""] >= CRASHES:
            reason = f"given up: the process of the run ended {CRASHES} times before its time"
        elif self._in_a_row >= CRASHES_IN_A_ROW:
            reason = f"given up: the process of the run ended {CRASHES_IN_A_ROW} times in a row"
        elif not moved:
            reason = "given up: the process of the run ends before a case starts"
        else:
            reason = f"given up: {CRASHES_OF_METHOD} cases of this method ended the process of the run"
            left = [nodeid for nodeid in left if self._crashed[_method(nodeid)] >= CRASHES_OF_METHOD]
        for nodeid in left:
            self._not_run(nodeid, reason, "skipped", (nodeid.partition("::")[0], 0, nodeid))

    def _not_run(self, nodeid: str, reason: str, outcome: Any, location: Sequence[Any]) -> None:
        check = case_id(nodeid)
        event = CaseFinished(check, _method(nodeid), check.partition(".")[0], "not-run", 0, warnings=[reason])
        self.journal.write("finished", event=event.to_json())
        path, line, _ = place = (str(location[0]), location[1], str(location[2]))
        report = pytest.TestReport(
            nodeid=nodeid,
            location=place,
            keywords={},
            outcome=outcome,
            longrepr=reason if outcome == "failed" else (path, line or 0, f"Skipped: {reason}"),
            when="call",
            user_properties=[("check", check), ("status", "not-run"), ("examples", "0")],
        )
        data = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.journal.write("report", report=data)

    def _report(self) -> int:
        """Write the reports in place of a process that cannot."""
        from conformance.model.escaping import as_line, every_text
        from conformance.plugin.shown import striking
        from conformance.plugin.summary import summary
        from conformance.report.document import of_journal  # here, for these take a second to import
        from conformance.report.files import written_files, written_report
        from conformance.report.scripts import folder_of

        reports, strike = [Path(name) for name in self.options.report], striking(self.config)
        made = every_text(of_journal(Progress.read(self.journal.path)), strike)
        results = [written_report(path, made, strike) for path in reports]
        self._keep = self._keep or not all(done for done, _ in results)
        written = [said for _, said in results]
        if self._keep:
            written.append(
                f"what is known stands in {self.journal.path}; python -m conformance report reads it"
            )
        folder = folder_of(self.options.scripts, reports, self.config.invocation_params.dir)
        for text, _ in summary(made, written, written_files(folder, made, reports)):
            _say(as_line(strike(text)))
        return INCOMPLETE

    @contextmanager
    def _listening(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield  # Python gives signals to the main thread alone
            return

        def heard(number: int, _: FrameType | None) -> None:
            self._signals.append((time.monotonic(), signal.Signals(number).name))

        before = {number: signal.signal(number, heard) for number in STOPPING}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _place(reports: Sequence[str]) -> Path:
    """Return where the journal lies: beside the first report if there is room, or else with temporary files."""
    for name in reports[:1]:
        path = Path(name).absolute()
        if path.parent.is_dir() and os.access(path.parent, os.W_OK) and _has_room(path.parent):
            return path.with_name(f"{path.name}.{os.getpid()}.journal")
    descriptor, name = tempfile.mkstemp(prefix="pytest-milvus-", suffix=".journal")
    os.close(descriptor)
    return Path(name)


def _has_room(folder: Path) -> bool:
    return shutil.disk_usage(folder).free >= _ROOM


def _method(nodeid: str) -> str:
    return case_id(nodeid).partition("/")[2]


def _say(text: str) -> None:
    with suppress(OSError, ValueError):  # a terminal may be gone; what there is to say stands in the reports
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
