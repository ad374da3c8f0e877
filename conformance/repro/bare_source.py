"""The source of a module as a script has it: without what only tools and maintainers of this project read.

The one rule: what is left out is never executed, and lines that stay are as they stand in the module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from conformance.model.syntax import syntax_tree
from conformance.repro.members import has_fields

__all__ = ["bare"]

_WIDTH = 110
_FOR_TOOLS = re.compile(r"\s+# (?:noqa|type: ignore)\b.*$")
_SECTIONS = ("Args:", "Attributes:", "Raises:", "Returns:", "Yields:")

Edit = tuple[int, int, list[str]]
"""First and last line, counted from 1, and what takes their place."""


def bare(source: str) -> str:
    """Return a module's source without annotations, comments for tools, and what docstrings say of each argument."""
    lines = source.splitlines()
    tree = syntax_tree(source)
    edits = [edit for node in ast.walk(tree) for edit in _edits(node, lines)]
    for first, last, replaced in sorted(edits, reverse=True):
        lines[first - 1 : last] = replaced
    return "\n".join(_FOR_TOOLS.sub("", line) for line in lines)


def _edits(node: ast.AST, lines: list[str]) -> Iterator[Edit]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from _header(node)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield from _docstring(node.body[0], lines)
    fields = isinstance(node, ast.ClassDef) and has_fields(node)
    for inner in () if fields else ast.iter_child_nodes(node):
        if isinstance(inner, ast.AnnAssign) and inner.value:
            yield from _assignment(inner, lines)


def _header(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Edit]:
    """Yield the first line of a function, without annotations; on several lines where it would be too long."""
    first, last = node.lineno, node.body[0].lineno - 1
    if last < first:
        return
    for arg in ast.walk(node.args):
        if isinstance(arg, ast.arg):
            arg.annotation = None
    indent = " " * node.col_offset
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    start, arguments = f"{indent}{word} {node.name}(", ast.unparse(node.args)
    whole = f"{start}{arguments}):"
    yield first, last, [whole] if len(whole) <= _WIDTH else [start, f"{indent}    {arguments}", f"{indent}):"]


def _docstring(node: ast.stmt, lines: list[str]) -> Iterator[Edit]:
    """Yield a docstring without its sections, if it has some."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.end_lineno):
        return
    told = lines[node.lineno - 1 : node.end_lineno]
    ends = [place for place, line in enumerate(told) if line.strip() in _SECTIONS]
    if ends:
        text = "\n".join(told[: ends[0]]).rstrip()
        yield node.lineno, node.end_lineno, f'{text}"""'.split("\n")


def _assignment(node: ast.AnnAssign, lines: list[str]) -> Iterator[Edit]:
    line = lines[node.lineno - 1].encode()
    if node.annotation.end_lineno == node.lineno:
        bared = line[: node.target.end_col_offset] + line[node.annotation.end_col_offset :]
        yield node.lineno, node.lineno, [bared.decode()]
