"""A script's code has neither annotations nor words for tools, and does the same."""

from __future__ import annotations

import ast
import inspect
from typing import Any, NamedTuple

import pytest

from conformance.repro import bare_source, collection_state, execution, recorded_server, scenario_server
from conformance.repro.bare_source import bare


class Pair(NamedTuple):
    """Two.

    Attributes:
        one: The first.
    """

    one: int
    other: str = "ö"


async def worked(first: int, /, *rest: Any, named: dict[str, Any] | None = None, **words: Any) -> Any:
    """Return all.

    Args:
        first: One.
    """
    ö: Any = 1
    later: int
    later = ö
    return first, rest, named, words, later


def test_what_is_left_out_and_what_stays() -> None:
    text = bare(inspect.getsource(worked))
    assert text.splitlines() == [
        "async def worked(first, /, *rest, named=None, **words):",
        '    """Return all."""',
        "    ö = 1",
        "    later: int",
        "    later = ö",
        "    return first, rest, named, words, later",
    ]
    fields = bare(inspect.getsource(Pair))
    assert "one: int" in fields
    assert "Attributes" not in fields


@pytest.mark.parametrize(
    "module", [bare_source, collection_state, execution, recorded_server, scenario_server]
)
def test_nothing_that_runs_is_changed(module: Any) -> None:
    source = inspect.getsource(module)

    def executed(text: str) -> list[tuple[str, int]]:
        return [(type(node).__name__, len(ast.dump(node))) for node in _statements(ast.parse(text))]

    assert executed(bare(source)) == executed(source)


def _statements(tree: ast.AST) -> list[ast.AST]:
    kinds = (ast.Return, ast.Call, ast.Raise, ast.If, ast.While, ast.With)
    return [node for node in ast.walk(tree) if isinstance(node, kinds) and not _annotated(node)]


def _annotated(node: ast.AST) -> bool:
    """Return whether an annotation is a part of it."""
    return any(isinstance(inner, (ast.AnnAssign, ast.arg)) for inner in ast.walk(node))
