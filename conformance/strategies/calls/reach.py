"""Which RPCs a method can send, read from its installed source.

The one rule: an RPC counts if the method's source, or what it calls or hands on, names it; whether a given call gets
there is for the run to show.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from typing import Any

from conformance.strategies.calls.source import called, home, meaning, parsed

__all__ = ["functions", "reach"]

STUBS = frozenset({"stub", "_stub", "_async_stub"})
"""What clients call the object whose methods are the RPCs."""

_Step = tuple[Any, type]
"""A function, and the class that its ``self`` is of."""


@cache
def reach(owner: type, method: str) -> frozenset[str]:
    """Return the names of the RPCs that ``owner.method`` can send; none where there is no source."""
    return frozenset(name for function in functions(owner, method) for name in _sent(function))


@cache
def functions(owner: type, method: str) -> tuple[Any, ...]:
    """Return the functions of the client's package that ``owner.method`` can get to, itself included."""
    package = owner.__module__.partition(".")[0]
    seen: dict[_Step, None] = {}
    left = [(getattr(owner, method), owner)]
    while left:
        function, of = step = left.pop()
        if step in seen or str(getattr(function, "__module__", "")).partition(".")[0] != package:
            continue
        seen[step] = None
        left += _next(function, of)
    return tuple(dict.fromkeys(function for function, _ in seen))


@cache
def _sent(function: Any) -> frozenset[str]:
    """Return the RPCs that a function itself names."""
    nodes = ast.walk(parsed(function) or ast.Module([], []))
    return frozenset(
        node.attr for node in nodes if isinstance(node, ast.Attribute) and called(node.value) in STUBS
    )


@cache
def _next(function: Any, owner: type) -> tuple[_Step, ...]:
    """Return the functions that a function calls or hands on."""
    mine = home(function) or owner
    found: dict[_Step, None] = {}
    for node in ast.walk(parsed(function) or ast.Module([], [])):
        if isinstance(node, ast.Attribute | ast.Name):
            named = meaning(node, function, owner, mine)
            if inspect.isroutine(named):
                theirs = home(named) or owner
                found[getattr(named, "__func__", named), owner if issubclass(owner, theirs) else theirs] = (
                    None
                )
        if isinstance(node, ast.Call):
            made = meaning(node.func, function, owner, mine)
            if inspect.isclass(made):  # what is made may be used up to its end: an iterator, a task
                members = filter(inspect.isfunction, vars(made).values())
                found |= {(member, made): None for member in members}
    return tuple(found)
