"""What others said (clients, servers, users), made harmless before pytest shows it or hands it to another process.

The one rule: no report of a test leaves the process that made it with a character in it that cannot be written, or
that does something in a terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest

from conformance.model.escaping import as_text

__all__ = ["HarmlessReports", "striking"]


def striking(config: pytest.Config) -> Callable[[str], str]:
    """Return what takes the run's secrets out of a text; the plugin has it where there are any."""
    redaction = config.pluginmanager.get_plugin("milvus-redaction")
    return str if redaction is None else redaction.strike


class HarmlessReports:
    """Plugin that makes the texts of reports, and of pytest's own errors, harmless."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Change what a report of a test says, in the process that made it."""
        report = yield
        report.longrepr = _harmless(report.longrepr)
        report.sections = _harmless(report.sections)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Do the same where a module could not be imported."""
        report = yield
        report.longrepr = _harmless(report.longrepr)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: Any) -> None:
        """Do the same with an error of pytest, or of a plugin."""
        _harmless(excrepr)


def _harmless(value: Any) -> Any:
    """Return a part of a report; pytest's own objects are changed in place."""
    if isinstance(value, str):
        return as_text(value)
    if type(value) in (list, tuple):
        return type(value)(map(_harmless, value))
    if hasattr(value, "toterminal"):
        for name, part in vars(value).items():
            setattr(value, name, _harmless(part))
    return value
