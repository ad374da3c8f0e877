"""Keyword arguments that a method accepts only through ``**kwargs``, read from its installed source.

Those that a decorator reads on the way are among them, and those whose name begins with an underscore.

The one rule: nothing is called; what the source does not tell is not guessed.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.strategies.calls.source import Function, decorates, home, meaning, names_of, parsed

__all__ = ["INTERNAL", "hidden"]

INTERNAL = {
    "_async": "asks the synchronous client not to wait: what it has sent by then is chance, and it has threads for it",
    "_callback": "as _async",
    "context": "made by the client itself, from the database and the request id",
    "schema": "of requests: the collection's schema, which the client fetches itself",
    "collection_id": "passed from an iterator to its own searches",
    "iterator": "as collection_id",
    "search_iter_v2": "as collection_id",
    "search_iter_batch_size": "as collection_id",
    "search_iter_last_bound": "as collection_id",
    "search_iter_id": "as collection_id",
    "is_embedding_list": "set by the client for embedding lists",
    "raw": "passed between layers of the client",
    "fields": "as raw",
    "expr_params": "how the client passes filter_params on",
    "expression": "how the client passes filter on",
    "expr": "as expression",
    "param": "how the client passes search_params on",
    "self": "not an argument",
}
"""Names that the source reads and that are not a user's to give, with the reason."""

_READERS = ("get", "pop", "setdefault")


def hidden(owner: type, method: str) -> Mapping[str, bool]:
    """Return the names that ``owner.method`` reads from its ``**kwargs``, in its own source and where it passes them.

    Each with whether nobody but a decorator reads it. Empty where there is no source or no ``**kwargs``.
    """
    function = getattr(inspect.getattr_static(owner, method, None), "__func__", getattr(owner, method))
    named = set(names_of(function))
    reading = _Reading(owner)
    found = dict.fromkeys(name for name in reading.of(function, None) if name not in {*INTERNAL, *named})
    return {name: name not in reading.undecorated for name in found}


class _Reading:
    """Follows ``**kwargs`` from function to function."""

    def __init__(self, owner: type) -> None:
        self.owner = owner
        self.undecorated: set[str] = set()
        self.seen: set[tuple[int, str | None, frozenset[str]]] = set()

    def of(self, function: Any, name: str | None, given: frozenset[str] = frozenset()) -> Iterator[str]:
        """Yield the keys read from a function's ``**kwargs``, or from its parameter of the given name.

        What the caller gives itself (``given``) is nobody else's to give: Python refuses it twice.
        """
        if (id(function), name, given) in self.seen:
            return
        self.seen.add((id(function), name, given))
        if hasattr(function, "__wrapped__"):
            yield from self.of(function.__wrapped__, name, given)
        tree = parsed(function)
        name = name or (tree.args.kwarg.arg if tree and tree.args.kwarg else None)
        if tree is None or name is None:
            return
        scope = _Scope(function, tree)
        for node in ast.walk(tree):
            found = set(scope.keys(node, name))
            if not decorates(function):
                self.undecorated |= found
            if isinstance(node, ast.Call):
                found |= set(self._passed_on(node, name, scope))
            yield from sorted(found - given)

    def _passed_on(self, call: ast.Call, name: str, scope: _Scope) -> Iterator[str]:
        spread = any(word.arg is None and _is(word.value, name) for word in call.keywords)
        place = next((place for place, value in enumerate(call.args) if _is(value, name)), None)
        if not spread and place is None:
            return
        callee = self._resolve(call.func, scope)
        if callee is None:
            return
        parameters = names_of(callee)
        if place is not None:
            if place < len(parameters):
                yield from self.of(callee, parameters[place])
            return
        placed = [value for value in call.args if not (isinstance(value, ast.Starred) or _is(value, "self"))]
        given = frozenset({word.arg for word in call.keywords if word.arg} | set(parameters[: len(placed)]))
        left = [parameter for parameter in parameters if parameter not in given]
        self.undecorated |= set(left)
        yield from left
        yield from self.of(callee, None, given)

    def _resolve(self, node: ast.expr, scope: _Scope) -> Callable[..., Any] | None:
        found = meaning(node, scope.function, scope.owner or self.owner, self.owner)
        if inspect.isclass(found):
            found = vars(found).get("__init__")
        return found if inspect.isroutine(found) else None


class _Scope:
    """What names mean in one function."""

    def __init__(self, function: Any, tree: Function) -> None:
        self.function = function
        self.owner = home(function)
        self.loops = {
            node.target.id: node.iter
            for node in ast.walk(tree)
            if isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.target, ast.Name)
        }

    def keys(self, node: ast.AST, name: str) -> Iterator[str]:
        """Yield the keys of the dictionary ``name`` that a node reads."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in _READERS and _is(node.func.value, name) and node.args:
                yield from self._text(node.args[0])
            elif node.func.attr == "intersection" and any(
                _is(part, name) for part in ast.walk(node.func.value)
            ):
                yield from (text for word in node.args for text in self._text(word))
        elif isinstance(node, ast.Subscript) and _is(node.value, name) and isinstance(node.ctx, ast.Load):
            yield from self._text(node.slice)
        elif isinstance(node, ast.Compare) and any(_is(side, name) for side in node.comparators):
            yield from self._text(node.left)

    def _text(self, node: ast.expr) -> Iterator[str]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, (ast.Set, ast.List, ast.Tuple)):
            for item in node.elts:
                yield from self._text(item)
        elif isinstance(node, ast.Name) and node.id in self.loops:
            loop = self.loops.pop(node.id)  # out while it is read, because it may name itself
            yield from self._text(loop)
            self.loops[node.id] = loop
        elif isinstance(node, ast.Name):
            value = meaning(node, self.function)
            yield from (value,) if isinstance(value, str) else ()
            if isinstance(value, (list, tuple, set, frozenset, dict)):
                yield from (item for item in value if isinstance(item, str))


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
