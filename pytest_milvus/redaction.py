"""Nothing secret in what pytest reports: the reports of tests and of collection, its own errors, and the terminal.

The one rule: struck where it is made, before another plugin or process sees it, and again where it is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest

from pytest_milvus.secret import Redaction

__all__ = ["RedactedReports", "cleaned"]

_PARTS = ("longrepr", "sections", "wasxfail")
"""What a report says in words."""

_OURS = "conformance-"
"""Properties that begin so are JSON, whose texts are clean already."""


class RedactedReports:
    """Plugin that strikes secrets from what pytest reports.

    Args:
        strike: What finds them.
    """

    def __init__(self, strike: Redaction) -> None:
        self.strike = strike

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Clean the report of a test before anything else sees it."""
        report = yield
        self._clean(report)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Do the same with the report of a module that could not be imported."""
        report = yield
        self._clean(report)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Clean a report once more where it is shown; it may come from another process."""
        self._clean(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: Any) -> None:
        """Clean what pytest says of an error of its own, or of a plugin."""
        cleaned(excrepr, self.strike)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Strike from all that is printed, headers and summaries included."""
        if session.config.pluginmanager.hasplugin("terminalreporter"):
            self._watch(session.config.get_terminal_writer())

    def _watch(self, terminal: Any) -> None:
        write = terminal.write

        def struck(msg: str, **markup: bool) -> None:
            write(self.strike(msg), **markup)

        terminal.write = struck

    def _clean(self, report: Any) -> None:
        for name in _PARTS:
            if hasattr(report, name):
                setattr(report, name, cleaned(getattr(report, name), self.strike))
        if hasattr(report, "user_properties"):
            report.user_properties = [
                (name, value if name.startswith(_OURS) else cleaned(value, self.strike))
                for name, value in report.user_properties
            ]


def cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    """Return a part of a report with all its texts changed; pytest's own objects are changed in place."""
    if isinstance(value, str):
        return clean(value)
    if type(value) in (list, tuple):
        return type(value)(cleaned(item, clean) for item in value)
    if hasattr(value, "toterminal"):
        for name, part in vars(value).items():
            setattr(value, name, cleaned(part, clean))
    return value
