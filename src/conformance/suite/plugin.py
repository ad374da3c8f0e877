"""The pytest side of a conformance run: which cases there are, what is shown, and the exit status.

The one rule: everything shown and written is made from the events that test reports carry, so that a run under
pytest-xdist is the same run.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest

from conformance.checks.baseline import unobserved
from conformance.checks.registry import TIERS, Case
from conformance.errors import RemedyError
from conformance.escaping import as_line, as_text
from conformance.report.document import EXIT_STATUS, document
from conformance.report.event import ENGINE, EVENT, CaseFinished
from conformance.report.table import engine_differences, lines
from conformance.report.writers import write_report
from conformance.suite import fixtures
from conformance.suite.settings import SETTINGS, Options, Settings
from conformance.suite.sharing import case_id, scheduler
from conformance.suite.shown import HarmlessReports, striking

__all__ = ["Conformance", "register"]

USAGE = 2
"""Exit status of wrong usage, here of a report that cannot be written."""


_QUIET = {"surface": ("agree",), "wire": ("agree", "missing", "not-run"), "runtime": ("not-run",)}
"""Statuses without a line of their own, by tier: hundreds of cases take a moment each, what is missing is the surface
tier's to tell, and many checks have nothing to try with a method."""

_UNTRIED = ("missing", "not-run", "refused")
"""Statuses of cases in which a known divergence had no chance to show."""


class Conformance:
    """Plugin object of a run.

    Args:
        config: The pytest configuration.
        settings: What the run was asked for.
    """

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self.config, self.settings = config, settings
        self.events: list[CaseFinished] = []
        self.engine: dict[str, Any] = {}
        self.selected: list[str] = []
        self._document: dict[str, Any] | None = None
        self._written: list[str] = []

    def pytest_report_header(self) -> str:
        """Say what is compared."""
        return as_line(
            f"conformance: {self.settings.candidate.spec} against {self.settings.reference.spec}, "
            f"profile {self.settings.profile.name}, seed {self.settings.seed}, "
            f"{len(self.settings.known)} known divergences"
        )

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make one test of each case; its id is the check id."""
        if "conformance_case" in metafunc.fixturenames:
            tier = metafunc.module.TIER
            found = [case for case in self.settings.cases if case.check.tier == tier]
            metafunc.parametrize("conformance_case", found, ids=[case.id for case in found])

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Run the tiers in their order: what needs least tells first. A tier without cases has no test."""
        items[:] = sorted((item for item in items if not _is_empty(item)), key=_tier)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember what has to finish."""
        self._select([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Remember what has to finish; under pytest-xdist only the workers collect."""
        self._select(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Share the cases among the workers; who asks for another way of distribution than the usual one gets it."""
        if config.getvalue("dist") != "load":
            return None
        return scheduler(config, {case.id: case for case in self.settings.cases}, log)

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
        if report.when != "call" or _is_worker(self.config):
            return
        properties = dict(report.user_properties)
        if EVENT not in properties:
            return
        event = CaseFinished.from_json(json.loads(str(properties[EVENT])))
        self.events.append(event)
        if ENGINE in properties:
            self.engine = json.loads(str(properties[ENGINE]))
        report.user_properties = [item for item in report.user_properties if item[0] not in (EVENT, ENGINE)]
        report.user_properties += [
            ("check", event.check),
            ("status", event.status),
            ("examples", str(event.examples)),
        ]
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
        if _is_worker(self.config) or self.config.option.collectonly:
            return
        refused = self.engine.get("refused scenes", {})
        warnings = [f"the server refused {count} generated scenes: {why}" for why, count in refused.items()]
        self._document = document(
            self.events,
            self.selected,
            self._head(),
            [*warnings, *self._unobserved()],
            complete=self.settings.profile.complete,
        )
        written = [self._write(path) for path in self.settings.reports]
        ours = EXIT_STATUS[self._document["verdict"]]
        if exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            failed_elsewhere = exitstatus == pytest.ExitCode.TESTS_FAILED and ours == 0
            session.exitstatus = 1 if failed_elsewhere else ours if all(written) else USAGE
        elif exitstatus == pytest.ExitCode.INTERRUPTED:
            session.exitstatus = EXIT_STATUS["incomplete"]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table and the verdict."""
        if self._document is None:
            return
        made = self._document
        terminalreporter.section("conformance")
        for line in lines(made):
            terminalreporter.write_line(as_line(line))
        terminalreporter.write_line("")
        for warning in made["warnings"]:
            terminalreporter.write_line(f"warning: {as_line(warning)}", yellow=True)
        totals = made["totals"]
        colour = {"conformant": "green", "divergent": "red", "incomplete": "yellow"}[made["verdict"]]
        terminalreporter.write_line(
            f"verdict: {made['verdict']} ({totals['new']} new and {totals['known']} known divergences, "
            f"{totals['examples']} examples of {totals['methods']} methods)",
            **{colour: True, "bold": True},
        )
        if differing := sum(count for _, count, _ in engine_differences(made)):
            terminalreporter.write_line(
                f"{differing} answers that both clients agree on are not the exact ones; the report shows "
                "these engine differences"
            )
        if left_out := made["engine"].get("exclusions"):
            terminalreporter.write_line(
                f"{len(left_out)} constructs were not generated, because this server lacks them or answers them "
                "wrongly; the report names them with the reason"
            )
        for line in self._written:
            terminalreporter.write_line(as_line(line))

    def _unobserved(self) -> Iterator[str]:
        """Yield the known divergences that this run did not meet; one line where it was not to try everything."""
        tried = {event.check for event in self.events if event.status not in _UNTRIED}
        met = {item.fingerprint for event in self.events for item in event.divergences}
        left = unobserved(self.settings.known, tried, met)
        if self.settings.profile.complete:
            yield from (f"unobserved: {name} is in the baseline and did not show" for name in left)
        elif left:
            yield (
                f"unobserved: {len(left)} entries of the baseline did not show; "
                "the profile standard tries more, and names those that do not show then"
            )

    def _write(self, path: Path) -> bool:
        assert self._document is not None
        try:
            write_report(path, self._document, self.settings.strike)
        except OSError as error:
            self._written.append(f"the report {path} could not be written: {error.strerror or error}")
            return False
        except Exception as error:  # whatever it is, the other forms and the verdict must not be lost for it
            self._written.append(f"the report {path} could not be written: {type(error).__name__}: {error}")
            return False
        self._written.append(f"report: {path}")
        return True

    def _select(self, ids: Sequence[str]) -> None:
        known = {case.id for case in self.settings.cases}
        self.selected = [name for nodeid in ids if (name := case_id(nodeid)) in known]

    def _head(self) -> dict[str, Any]:
        settings = self.settings
        return {
            "environment": {
                "python": platform.python_version(),
                "platform": sys.platform,
                **{name: _version(name) for name in ("pytest-milvus", "pymilvus", "grpcio", "hypothesis")},
            },
            "candidate": {"factory": settings.candidate.spec},
            "reference": {"factory": settings.reference.spec},
            "engine": self.engine or {"name": "none", "version": "not started"},
            "seed": settings.seed,
            "profile": settings.profile.name,
        }

    def _progress(self, event: CaseFinished) -> None:
        if self.config.get_verbosity() == 0 and event.status in _QUIET.get(event.tier, ()):
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


def register(config: pytest.Config, options: Options, seed: int) -> None:
    """Make this session a conformance run.

    Args:
        config: The pytest configuration.
        options: What was asked for.
        seed: Seed of everything generated; the same in every worker.

    Raises:
        pytest.UsageError: An option cannot be used.
    """
    try:
        settings = Settings.of(options, seed, striking(config))
    except RemedyError as error:
        raise pytest.UsageError(as_text(striking(config)(str(error)))) from None
    config.stash[SETTINGS] = settings
    config.pluginmanager.register(HarmlessReports(), "conformance-harmless-reports")
    config.pluginmanager.register(fixtures, "conformance-fixtures")
    config.pluginmanager.register(Conformance(config, settings), "conformance-run")


def _tier(item: pytest.Item) -> int:
    tier = getattr(getattr(item, "module", None), "TIER", None)
    return TIERS.index(tier) if tier in TIERS else -1


def _is_empty(item: pytest.Item) -> bool:
    """Return whether an item stands for the empty set of a tier's cases, which pytest would skip."""
    callspec = getattr(item, "callspec", None)
    return (
        callspec is not None
        and "conformance_case" in callspec.params
        and not isinstance(callspec.params["conformance_case"], Case)
    )


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
