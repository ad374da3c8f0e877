"""The installed source of a client: what a function's text is, and what the names in it mean.

The one rule: nothing is called; what the source does not tell is not guessed.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections import ChainMap
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from conformance.model.syntax import syntax_tree

__all__ = ["Function", "called", "decorates", "home", "meaning", "names_of", "parsed"]

HANDLERS = frozenset({"conn", "_conn", "handler", "_handler", "_get_connection", "_fetch_handler"})
"""What clients call the object that they talk through."""


Function = ast.FunctionDef | ast.AsyncFunctionDef


def parsed(function: Any) -> Function | None:
    """Return a function as a syntax tree, ``None`` where there is no source; a decorated one is what was made of it."""
    code = getattr(function, "__code__", None)
    return None if code is None else _file(code.co_filename).get(code.co_firstlineno)


def decorates(function: Any) -> bool:
    """Return whether a function is what a decorator made of another one."""
    return hasattr(function, "__wrapped__") or any(map(inspect.isroutine, _enclosed(function).values()))


def meaning(node: ast.expr, function: Any, *owners: type) -> Any:
    """Return what an expression in a function names, ``None`` where that cannot be told.

    ``self`` and ``cls`` stand for the owners, the first one that has the attribute; what is called ``conn`` or
    ``handler`` is what a client talks through, pymilvus' ``GrpcHandler``.
    """
    names = ChainMap(_enclosed(function), getattr(function, "__globals__", {}))
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if not isinstance(node, ast.Attribute):
        return None
    root = node.value
    if isinstance(root, ast.Name) and root.id in names:
        return getattr(names[root.id], node.attr, None)
    if isinstance(root, ast.Name) and root.id in ("self", "cls"):
        return next((getattr(owner, node.attr) for owner in owners if hasattr(owner, node.attr)), None)
    if _is_super(root):
        later = (vars(base) for owner in owners for base in owner.__mro__[1:])
        return next((base[node.attr] for base in later if node.attr in base), None)
    return getattr(_handler(), node.attr, None) if called(root) in HANDLERS else None


def called(node: ast.expr) -> str:
    """Return the last name of an expression: ``stub`` of ``self.stub``, ``conn`` of ``conn``, ``f`` of ``a.f()``."""
    if isinstance(node, ast.Call):
        return called(node.func)
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def home(function: Any) -> type | None:
    """Return the class that a function is written in, ``None`` if it is none of its module."""
    with suppress(ValueError):  # it wraps itself
        function = inspect.unwrap(function)
    path = str(getattr(function, "__qualname__", "")).rpartition(".")[0]
    found = getattr(function, "__globals__", {}).get(path)
    return found if inspect.isclass(found) else None


def names_of(function: Any) -> list[str]:
    """Return the names that arguments of a function can be given by."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [item.name for item in parameters if item.kind in kinds and item.name not in ("self", "cls")]


def _enclosed(function: Any) -> dict[str, Any]:
    """Return what a function took from the functions around it: of a decorator's, the function that it decorates."""
    names = getattr(getattr(function, "__code__", None), "co_freevars", ())
    found = {}
    for name, cell in zip(names, getattr(function, "__closure__", None) or (), strict=False):
        with suppress(ValueError):  # nothing is in it yet
            found[name] = cell.cell_contents
    return found


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called(node) == "super"


@cache
def _file(name: str) -> Mapping[int, Function]:
    """Return the functions of a file by the line that they start on, decorators included, as code objects tell it."""
    try:
        tree = syntax_tree(Path(name).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return {}
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {min(item.lineno for item in (node, *node.decorator_list)): node for node in functions}


@cache
def _handler() -> Any:
    try:
        return importlib.import_module("pymilvus.client.grpc_handler").GrpcHandler
    except (ImportError, AttributeError):
        return None
