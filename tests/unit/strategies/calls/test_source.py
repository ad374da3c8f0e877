"""The installed source is read whatever other threads do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest

from conformance.strategies.calls import source


@pytest.fixture
def unread() -> Iterator[None]:
    """No file was read before, and none is remembered."""
    source._file.cache_clear()
    yield
    source._file.cache_clear()


@pytest.mark.usefixtures("unread")
def test_a_file_is_parsed_again_where_another_thread_came_between(monkeypatch: pytest.MonkeyPatch) -> None:
    parse, failures = ast.parse, 3

    def interrupted(text: str) -> Any:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise SystemError("AST constructor recursion depth mismatch (before=168, after=218)")
        return parse(text)

    monkeypatch.setattr(source.ast, "parse", interrupted)
    tree = source.parsed(source.parsed)
    assert tree is not None
    assert tree.name == "parsed"
