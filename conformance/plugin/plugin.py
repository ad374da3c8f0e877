"""The pytest side of a conformance run: which cases there are, what is shown, and the exit status.

The one rule: everything shown and written is made from the events that test reports carry, so that a run under
pytest-xdist is the same run.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from time import time as now  # by its own name, for a candidate may put another in its place
from typing import Any

import pytest

from conformance.model.escaping import as_line, as_text, every_text
from conformance.plugin import fixtures
from conformance.plugin.leftover import Leftovers
from conformance.plugin.settings import SETTINGS, Options, Settings
from conformance.plugin.sharing import case_of
from conformance.plugin.shown import HarmlessReports, striking
from conformance.plugin.summary import summary
from conformance.plugin.supervised import SUPERVISED, Supervised
from conformance.plugin.verification import verified
from conformance.plugin.workers import Instructions, Workers, is_worker
from conformance.report.document import document
from conformance.report.event import ENGINE, EVENT, CaseFinished
from conformance.report.explanation import NO_FILES
from conformance.report.files import written_files, written_report
from conformance.report.head import head
from conformance.report.journal import Progress, case_id
from conformance.report.verdict import EXIT_STATUS, headline
from conformance.tiers.tiers import tier_of, tiers
from pytest_milvus.errors import RemedyError

__all__ = ["Conformance", "register"]

DEPTH = 1000
"""Python's own limit of recursion, which reports are written with."""

USAGE = 2
"""Exit status of wrong usage, here of a report that cannot be written."""


class Conformance:
    """Plugin object of a run.

    Args:
        config: The pytest configuration.
        settings: What the run was asked for.
        supervised: Keeps the journal, where the run is supervised.
    """

    def __init__(self, config: pytest.Config, settings: Settings, supervised: Supervised | None) -> None:
        self.config, self.settings, self.supervised = config, settings, supervised
        before = supervised.before if supervised else Progress()
        self.events: list[CaseFinished] = list(before.events.values())
        self.engine: dict[str, Any] = before.head.get("engine", {}) if before.events else {}
        self.selected: list[str] = []
        self.instructions = Instructions.of(config, supervised)
        self.workers = Workers(self.instructions, settings.cases)
        self._document: dict[str, Any] | None = None
        self._written: list[str] = []
        self._files = NO_FILES

    def pytest_report_header(self) -> str:
        """Say what is compared."""
        return as_line(
            f"conformance: {self.settings.candidate.spec} against {self.settings.reference.spec}, "
            f"profile {self.settings.profile.name}, seed {self.settings.seed}, "
            f"{len(self.settings.causes)} known causes"
        )

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make one test of each case; its id is the check id."""
        if "conformance_case" in metafunc.fixturenames:
            found = self.settings.cases
            metafunc.parametrize("conformance_case", found, ids=[case.id for case in found])

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let the cases of a tier that needs an engine ask for it; a run without cases has no test."""
        found = [item for item in items if not _is_empty(item)]
        for item in found:
            case = case_of(item)
            if case is not None and tier_of(case.check.tier).needs_engine:
                item.fixturenames = [*item.fixturenames, *fixtures.ON_ENGINE]  # type: ignore[attr-defined]
        self._select([item.nodeid for item in found])
        items[:] = [item for item in found if item.nodeid not in self.instructions.done]

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Remember what has to finish; under pytest-xdist only the workers collect."""
        self._select(ids)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, bool, bool]:
        """Where the run goes on after a crash, tell of the tests that are done."""
        if self.config.pluginmanager.hasplugin("dsession"):
            self._replay()  # elsewhere pytest would take them for errors of the collection
        try:
            return (yield)
        finally:
            self._replay()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Tell of the tests that are done before the first one that is not."""
        self._replay()
        if item.session.shouldfail:  # --maxfail
            raise item.session.Failed(item.session.shouldfail)

    def _replay(self) -> None:
        if self.supervised is not None:
            self.supervised.replay()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Start nothing when the budget is spent."""
        if now() <= self.instructions.deadline:
            return
        if (case := case_of(item)) is not None:
            reason = f"cut off: the run's budget of {self.instructions.budget} is spent (--milvus-budget)"
            event = CaseFinished(case.id, case.method, case.check.tier, "not-run", 0, warnings=[reason])
            item.user_properties.append((EVENT, json.dumps(event.to_json())))
            pytest.skip(reason)

    def pytest_sessionstart(self) -> None:
        """Make room for one line for each case."""
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None and not self.config.get_verbosity():
            terminal.showfspath = False

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say what is running, where a person is looking."""
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None and terminal.isatty and not self.config.get_verbosity():
            terminal.rewrite(f"running {nodeid.partition('[')[2].rstrip(']')}", erase=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather events where the run is controlled."""
        properties = dict(report.user_properties)
        if EVENT not in properties or is_worker(self.config):
            return
        event = CaseFinished.from_json(json.loads(str(properties[EVENT])))
        report.user_properties = [item for item in report.user_properties if item[0] not in (EVENT, ENGINE)]
        report.user_properties += [
            ("check", event.check),
            ("status", event.status),
            ("examples", str(event.examples)),
            *(("cause", cause) for cause in sorted({item.cause for item in event.divergences if item.cause})),
        ]
        if report.when == "teardown":
            return  # it carries once more what the call carried
        if not self.config.get_verbosity():
            # As where pdb has shown it: the end of the run tells of each likeness once, and not of each case.
            report._pdbshown = True  # type: ignore[attr-defined]
        self.events.append(event)
        if ENGINE in properties:
            self.engine = json.loads(str(properties[ENGINE]))
        if self.supervised is not None:
            self.supervised.finished(event, self.engine)
        self._progress(event)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Leave out the dots: each case has a line of its own."""
        if (
            "check" in dict(report.user_properties)
            and report.when == "call"
            and not self.config.get_verbosity()
        ):
            outcome = "xfailed" if hasattr(report, "wasxfail") else report.outcome
            return outcome, "", ""
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the reports and set the exit status of design section 8."""
        if is_worker(self.config) or self.config.option.collectonly:
            return
        sys.setrecursionlimit(max(sys.getrecursionlimit(), DEPTH))  # which a client may have lowered
        supervised = self.supervised
        if supervised is not None and supervised.broken:
            return  # the supervisor says what was running, and sees to the rest
        refused = self.engine.get("refused scenes", {})
        warnings = [f"the server refused {count} generated scenes: {why}" for why, count in refused.items()]
        self._document = document(
            self.events,
            self.selected,
            self.head(),
            [
                *warnings,
                *self._without_token(),
                *(supervised.warnings() if supervised else ()),
                *self.workers.deaths(),
                *self._left_behind(),
            ],
            complete=self.settings.profile.complete,
            stopped=exitstatus == pytest.ExitCode.INTERRUPTED
            or bool(supervised and supervised.before.crashes)
            or bool(self.workers.died),
        )
        self._verify(exitstatus)
        self._document = every_text(self._document, self.settings.strike)  # before anything is cut
        for junit in self.config.pluginmanager.get_plugins():
            if hasattr(junit, "add_global_property"):  # that of --junitxml
                junit.add_global_property("verdict", headline(self._document))
        written = [self._write(path) for path in self.settings.reports]
        self._files = written_files(self.settings.scripts, self._document, self.settings.reports)
        ours = EXIT_STATUS[self._document["verdict"]]
        if exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            failed_elsewhere = exitstatus == pytest.ExitCode.TESTS_FAILED and ours == 0
            fixed = bool(self._fixed()) and ours == 0
            session.exitstatus = 1 if failed_elsewhere or fixed else ours if all(written) else USAGE
            if ours == 0 and not all(written):
                self._written.append(
                    f"the run fails with status {USAGE}: a report that was asked for is missing"
                )
        elif exitstatus == pytest.ExitCode.INTERRUPTED:
            session.exitstatus = EXIT_STATUS["incomplete"]
        if supervised is not None:
            supervised.ends(int(session.exitstatus))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table and the verdict."""
        if self._document is None:
            return
        width = terminalreporter._tw.fullwidth
        terminalreporter.section("conformance")
        whole = self.config.get_verbosity() > 0
        for text, markup in summary(self._document, self._written, self._files, width, whole=whole):
            terminalreporter.write_line(as_line(text), **markup)

    def _without_token(self) -> Iterator[str]:
        """Yield what no case was made of."""
        if checks := self.settings.left_out:
            yield f"{', '.join(checks)}: not tried: needs a server that asks for a token (--milvus-token)"

    def _left_behind(self) -> Iterator[str]:
        """Yield the processes that a client left, which are ended."""
        leftovers: Leftovers | None = self.config.pluginmanager.get_plugin("conformance-leftovers")
        for command in leftovers.end() if leftovers is not None else ():
            yield f"a process that a client started outlived the run's last case, and was ended: {command}"

    def _fixed(self) -> list[str]:
        """Return the known causes that are fixed, where that fails the run, and say so."""
        assert self._document is not None
        found = [item["id"] for item in self._document["causes"] if item["state"] == "fixed"]
        if not (found and self.settings.strict):
            return []
        self._written.append(
            f"exit status 1: fixed, and still in the baseline: {', '.join(found)} (--milvus-strict-baseline)"
        )
        return found

    def _write(self, path: Path) -> bool:
        assert self._document is not None
        done, said = written_report(path, self._document, self.settings.strike)
        self._written.append(said)
        return done

    def _verify(self, exitstatus: int) -> None:
        """Run the script of each new likeness, and note whether it shows what it is said to show."""
        assert self._document is not None
        stopped = exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        if self.settings.scripts is None or stopped or self._document["verdict"] == "incomplete":
            return
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None and terminal.isatty and self._document["groups"]:
            terminal.rewrite("running the scripts of new divergences", erase=True)
        paths = [str(self.config.invocation_params.dir), *sys.path]
        shows = verified(self._document, paths, self.instructions.deadline - now())
        for item in self._document["divergences"]:
            item["script_shows"] = shows.get(item["fingerprint"])
        if shows:
            self._document["warnings"] += self._left_behind()  # by clients in scripts

    def _select(self, ids: Sequence[str]) -> None:
        known = {case.id for case in self.settings.cases}
        ours = [nodeid for nodeid in ids if case_id(nodeid) in known]
        if self.supervised is not None:
            ours = self.supervised.select(ours)
        self.selected = [case_id(nodeid) for nodeid in ours]

    def head(self) -> dict[str, Any]:
        """Return the head of the report."""
        settings = self.settings
        return head(
            settings.candidate.spec,
            settings.reference.spec,
            settings.seed,
            settings.profile.name,
            self.engine,
            [tier.name for tier in tiers()],
            [f"{tier.name}.{topic}" for tier in tiers() for topic in sorted(tier.certain)],
            [asdict(cause) for cause in settings.causes],
            partial=settings.partial,
            equalities=settings.candidate.equalities.names,
        )

    def _progress(self, event: CaseFinished) -> None:
        if self.config.get_verbosity() == 0 and event.status in tier_of(event.tier).quiet:
            return
        done = f"[{len(self.events):>{len(str(len(self.selected)))}}/{len(self.selected)}]"
        new = sum(not item.known for item in event.divergences)
        known = len(event.divergences) - new
        notes = [f"{new} new"] * bool(new) + [f"{known} known"] * bool(known)
        self._line(
            f"{done} {event.check:<38} {event.examples:>4} examples {event.seconds:>6.1f} s  {event.status}"
            + (f" ({', '.join(notes)})" if notes else ""),
            red=event.status == "diverge",
        )

    def _line(self, text: str, **markup: bool) -> None:
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            if terminal.isatty:
                terminal.rewrite("", erase=True)
            terminal.ensure_newline()
            terminal.write_line(as_line(text), **markup)


def register(config: pytest.Config, options: Options, seed: int, run: str) -> None:
    """Make this session a conformance run.

    Args:
        config: The pytest configuration.
        options: What was asked for.
        seed: Seed of everything generated; the same in every worker.
        run: Id of the run; the same in every worker.

    Raises:
        pytest.UsageError: An option cannot be used.
    """
    supervised = config.stash.get(SUPERVISED, None)
    leftovers = None if is_worker(config) else Leftovers(run, os.environ)
    try:
        settings = Settings.of(
            options,
            seed if supervised is None else supervised.orders.seed,
            supervised.importing if supervised is not None else _silent,
            striking(config),
            writes=not is_worker(config),
        )
    except RemedyError as error:
        if supervised is not None:
            supervised.ends(pytest.ExitCode.USAGE_ERROR)
        raise pytest.UsageError(as_text(striking(config)(str(error)))) from None
    if leftovers is not None:
        leftovers.imported()
        config.pluginmanager.register(leftovers, "conformance-leftovers")
    config.stash[SETTINGS] = settings
    config.pluginmanager.register(HarmlessReports(), "conformance-harmless-reports")
    config.pluginmanager.register(fixtures, "conformance-fixtures")
    plugin = Conformance(config, settings, supervised)
    config.pluginmanager.register(plugin, "conformance-run")
    config.pluginmanager.register(plugin.workers, "conformance-workers")
    if supervised is not None:
        supervised.begin(plugin.head(), settings.profile.complete)


def _silent(what: str) -> None:
    """Say nothing: nobody listens."""


def _is_empty(item: pytest.Item) -> bool:
    """Return whether an item stands for the empty set of cases, which pytest would skip."""
    return "conformance_case" in getattr(item, "fixturenames", ()) and case_of(item) is None
