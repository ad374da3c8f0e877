"""Tokens that do not print themselves, and their removal from everything that pytest reports.

The one rule: a token leaves this process to the server only. `Secret` keeps it out of ``repr``; what is made
from it by others (a header, a local variable of pymilvus shown by ``--showlocals``) is struck from reports.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Generator
from typing import Any

import pytest

__all__ = ["Redaction", "Secret"]

HIDDEN = "***"
_SHORTEST_PASSWORD = 8
"""A shorter password is a word (``Milvus``) that a report may need; the whole token is struck in any case."""


class Secret(str):
    """A string whose ``repr`` hides it; in every other respect the string itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(HIDDEN) if self else "''"


class Redaction:
    """Plugin that strikes a token, its base64 form and its password from test reports.

    Args:
        token: What must not be seen; not empty.
    """

    def __init__(self, token: str) -> None:
        password = token.partition(":")[2]
        self._hidden = [token, b64encode(token.encode()).decode()]
        if len(password) >= _SHORTEST_PASSWORD:
            self._hidden.append(password)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Clean the report of a test before anything else sees it."""
        report = yield
        report.longrepr = self.strike(report.longrepr)
        report.sections = self.strike(report.sections)
        return report

    def strike(self, value: Any) -> Any:
        """Return a report's part without the secrets; pytest's own objects are changed in place."""
        if isinstance(value, str):
            for hidden in self._hidden:
                value = value.replace(hidden, HIDDEN)
            return value
        if isinstance(value, (list, tuple)):
            return type(value)(map(self.strike, value))
        if hasattr(value, "toterminal"):
            for name, part in vars(value).items():
                setattr(value, name, self.strike(part))
        return value
