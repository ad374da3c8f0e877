"""Members of classes: which of them a script needs.

The one rule: a member is left out only if nothing in the script has an attribute of its name, Python does not call it
by itself, and no class of another package has it, whose code may call it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

__all__ = ["OWN", "Members", "has_fields"]

OWN = ("conformance", "pytest_milvus")
"""Packages that a script must not import: their definitions are copied."""

_ASKED = ("getattr", "hasattr", "setattr")


class Members:
    """The members of the classes in a script, and what has been named so far."""

    def __init__(self) -> None:
        self._named: set[str] = set()
        self._waiting: dict[tuple[str, str], dict[str, ast.stmt]] = {}

    def parted(self, module: str, name: str, tree: ast.AST) -> list[ast.AST]:
        """Return the parts of a definition that a script has in any case; the others wait until they are named."""
        if not isinstance(tree, ast.ClassDef):
            return [tree]
        waiting = {member: node for node in tree.body for member in _optional(module, tree, node)}
        self._waiting[module, name] = waiting
        kept = [node for node in tree.body if node not in waiting.values()]
        return [*tree.bases, *tree.keywords, *tree.decorator_list, *kept]

    def released(self, trees: Iterable[ast.AST]) -> list[tuple[str, ast.stmt]]:
        """Note what code names, and return the members that have been named by now, each once, with their module."""
        self._named.update(name for tree in trees for node in ast.walk(tree) for name in _attributes(node))
        return [
            (module, waiting.pop(member))
            for (module, _), waiting in self._waiting.items()
            for member in sorted(waiting.keys() & self._named)
        ]

    def left(self, module: str, name: str) -> list[ast.stmt]:
        """Return the members of a class that nothing has named."""
        return [*self._waiting.get((module, name), {}).values()]


def _attributes(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ASKED:
        yield from (
            item.value for item in node.args if isinstance(item, ast.Constant) if isinstance(item.value, str)
        )


def _optional(module: str, tree: ast.ClassDef, node: ast.stmt) -> Iterator[str]:
    """Yield the name of a member that a script may do without."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        name = node.name
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not has_fields(tree):
        name = node.target.id
    else:
        return
    own = (*OWN, module.partition(".")[0])
    strangers = [
        base for base in _class(module, tree.name).__mro__ if base.__module__.partition(".")[0] not in own
    ]
    if not name.startswith("__") and not any(name in vars(base) for base in strangers):
        yield name


def has_fields(tree: ast.ClassDef) -> bool:
    """Return whether a class has fields, all of which its instances are made from."""
    bases = {base.id for base in tree.bases if isinstance(base, ast.Name)}
    return bool(tree.decorator_list) or "NamedTuple" in bases


def _class(module: str, name: str) -> Any:
    return getattr(import_module(module), name)
