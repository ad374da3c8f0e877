"""Kinds of values that the reference gives a meaning, read from its hints, documentation and source.

The one rule: nothing is called, and what cannot be told is not guessed: only names of types that there are count.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import pymilvus

from conformance.catalogue import method_of
from conformance.strategies.calls.parameters import parameters
from conformance.strategies.calls.reach import functions
from conformance.strategies.calls.shapes import shapes
from conformance.strategies.calls.source import called, parsed
from conformance.strategies.calls.values import known
from pytest_milvus.values.recipe import build

__all__ = ["valueless"]

_SPELLED = {"string": "str", "List": "list", "Dict": "dict", "Sequence": "list", "Tuple": "tuple"}
"""Other names of types."""

_PLAIN = ("str", "int", "float", "bool", "bytes", "list", "dict", "tuple")

_ASKS = isinstance.__name__

_REFUSED = frozenset({"bool", "bytes"})
"""What pymilvus asks for only to refuse it; `conformance.strategies.calls.wrong_calls` tries these."""

_WRITTEN = r"^\W*{}\W*\(([^)]+)\)"
"""How documentation tells the types of a parameter: ``ids (list, str, int, optional): ...``."""


@cache
def valueless(client: type, method: str) -> tuple[str, ...]:
    """Return the kinds of values of which the catalogue has none: ``PARAMETER: kind``.

    Args:
        client: Class of the reference.
        method: The method.
    """
    found = []
    for item in parameters(client, method):
        if item.name in method_of(method).arguments.refused or item.name == "timeout":
            continue
        meant = {*_hinted(item.annotation), *_documented(client, method, item.name)}
        meant.update(_looked_for(client, method, item.name))
        lacking = meant - _offered(client, method, item.name)
        found += [f"{item.name}: {kind}" for kind in sorted(lacking)]
    return tuple(found)


def _offered(client: type, method: str, name: str) -> set[str]:
    """Return the kinds of the values that the catalogue has."""
    mine = [
        given[name] for trigger, given in shapes(client, method).items() if trigger.startswith(f"{name}:")
    ]
    return {kind for value in map(build, [*known(method, name), *mine]) for kind in _kinds(value)}


def _kinds(value: Any) -> Iterator[str]:
    yield from (kind.__name__ for kind in type(value).__mro__)
    if isinstance(value, list):
        yield from (f"list of {kind.__name__}" for item in value for kind in type(item).__mro__)


def _hinted(text: str) -> Iterator[str]:
    """Yield the kinds in a hint."""
    with suppress(SyntaxError):
        yield from _named(ast.parse(text.strip(), mode="eval").body)


def _named(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        name = _SPELLED.get(name, name)
        if name in _PLAIN or inspect.isclass(getattr(pymilvus, name, None)):
            yield name
    elif isinstance(node, ast.Tuple | ast.List):
        yield from (kind for item in node.elts for kind in _named(item))
    elif isinstance(node, ast.BinOp):
        yield from (*_named(node.left), *_named(node.right))
    elif isinstance(node, ast.Subscript):
        if called(node.value) == "Callable":
            return
        outer, inner = [*_named(node.value)], [*_named(node.slice)]
        if outer == ["list"]:
            yield from (f"list of {kind}" for kind in inner if kind != "list")
        yield from outer or inner  # a union, or what is optional


def _documented(client: type, method: str, name: str) -> Iterator[str]:
    text = inspect.getdoc(getattr(client, method)) or ""
    for told in re.findall(_WRITTEN.format(re.escape(name)), text, re.MULTILINE):
        for part in re.split(r"\bor\b|/|, (?![^[]*\])", told.replace("`", "")):
            yield from _hinted(part)


def _looked_for(client: type, method: str, name: str) -> Iterator[str]:
    """Yield the kinds that the method, or what it calls, asks an argument of this name for."""
    for function in functions(client, method):
        yield from (kind for asked, kind in _asked(function) if asked == name and kind not in _REFUSED)


@cache
def _asked(function: Any) -> frozenset[tuple[str, str]]:
    """Return what a function asks for its type, and for which ones."""
    found: set[tuple[str, str]] = set()
    if _ASKS not in getattr(getattr(function, "__code__", None), "co_names", ()):
        return frozenset()  # most functions, and to walk through one takes longer
    for node in ast.walk(parsed(function) or ast.Module([], [])):
        if isinstance(node, ast.Call) and called(node) == _ASKS and len(node.args) > 1:
            found |= {(called(node.args[0]), kind) for kind in _named(node.args[1])}
    return frozenset(found)
