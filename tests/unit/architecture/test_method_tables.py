"""What is true of one method stands in its record, so nothing else may list methods by their names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.catalogue import methods

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "conformance/catalogue"
NAMES = {record.name for record in methods()}

EXCEPTIONS = {
    "conformance/strategies/operations/disjoint.py": (
        "one strategy that makes calls of three methods itself: which it draws is what it is, and no fact of theirs"
    ),
}
"""Files that may list names of methods, and why."""


def strings(nodes: list[ast.expr] | list[ast.expr | None]) -> Iterator[str]:
    """Yield the strings among expressions, and in tuples among them."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Tuple):
            yield from strings(node.elts)


def listed(node: ast.AST) -> list[str]:
    """Return the strings that a node lists, in whichever way."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return list(strings(node.elts))
    if isinstance(node, ast.Dict):
        return list(strings(node.keys))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        return [word.arg for word in node.keywords if word.arg]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
        return [word for text in strings([node.func.value]) for word in text.replace(",", " ").split()]
    if isinstance(node, ast.BoolOp):
        compared = [value for value in node.values if isinstance(value, ast.Compare)]
        return [text for value in compared for text in strings(value.comparators)]
    if isinstance(node, ast.Match):
        patterns = [inner for case in node.cases for inner in ast.walk(case.pattern)]
        return [
            text for item in patterns if isinstance(item, ast.MatchValue) for text in strings([item.value])
        ]
    return []


def tables(source: str) -> list[str]:
    """Return the lists of names of methods in a module: two of them, or nothing but them."""
    found = []
    for node in ast.walk(ast.parse(source)):
        words = listed(node)
        named = NAMES.intersection(words)
        lists = not isinstance(
            node, ast.BoolOp | ast.Match
        )  # those look for one name, of which one may be a word
        if len(named) > 1 or (lists and words and named.issuperset(words)):
            found.append(f"line {getattr(node, 'lineno', '?')}: {sorted(named)}")
    return found


SOURCES = [
    path
    for folder in ("conformance", "pytest_milvus")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if CATALOGUE not in path.parents
]


def test_no_module_outside_the_catalogue_lists_methods() -> None:
    found = {str(path.relative_to(ROOT)): tables(path.read_text("utf-8")) for path in SOURCES}
    assert {path: lines for path, lines in found.items() if lines and path not in EXCEPTIONS} == {}, (
        "say it in the methods' records, in conformance/catalogue"
    )


@pytest.mark.parametrize("path", EXCEPTIONS)
def test_an_exception_is_needed(path: str) -> None:
    assert tables((ROOT / path).read_text("utf-8"))
    assert len(EXCEPTIONS[path]) > 20


@pytest.mark.parametrize(
    "source",
    [
        'SLOW = ("create_index", "optimize")',
        'SLOW = frozenset({"create_index"})',
        'WAITS = {"create_index": 500, "create_collection": 200}',
        'NEEDS = {("search", "group_size"): ("group_by_field",), ("query", "filter_params"): ()}',
        "WAITS = dict(create_index=500, optimize=2000)",
        'STEPS = "insert upsert delete".split()',
        'def slow(method): return method == "create_index" or method == "optimize"',
        'def slow(method):\n    match method:\n        case "create_index" | "optimize": return 1',
        'Kind = Literal["insert", "upsert"]',
    ],
)
def test_a_table_is_seen_however_it_is_written(source: str) -> None:
    assert tables(source)


@pytest.mark.parametrize(
    "source",
    [
        'READERS = ("get", "pop", "setdefault")',
        'if method == "close": pass',
        'CALLS = (Operation("insert"), Operation("upsert"))',
        'STEPS = {"call": 1, "close": 2, "call after close": 3}',
    ],
)
def test_words_and_calls_are_no_table(source: str) -> None:
    assert not tables(source)
