"""Recipes: values that stand for a client's argument objects until a call is made.

The one rule: an Operation holds plain Python values and recipes only, so that it can be printed, stored
and built again, afresh for every client that runs it.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

__all__ = ["Made", "Name", "Recipe", "Then", "build", "code", "imports", "offered"]


@runtime_checkable
class Recipe(Protocol):
    """A value that builds an argument object and prints as the Python expression that does so."""

    def build(self) -> Any:
        """Return a new object."""

    def code(self) -> str:
        """Return a Python expression that builds the same object."""

    def imports(self) -> frozenset[str]:
        """Return the import lines that `code` needs."""


@dataclass(frozen=True, slots=True)
class Name:
    """An importable name, for example ``Name("pymilvus:DataType.INT64")``."""

    target: str

    def build(self) -> Any:
        """Import and return the object."""
        module, _, path = self.target.partition(":")
        found: Any = importlib.import_module(module)
        for part in path.split("."):
            found = getattr(found, part)
        return found

    def code(self) -> str:
        """Return the name as it is spelled in code."""
        return self.target.partition(":")[2]

    def imports(self) -> frozenset[str]:
        """Return the import line for the outermost name."""
        module, _, path = self.target.partition(":")
        return frozenset({f"from {module} import {path.partition('.')[0]}"})


@dataclass(frozen=True, slots=True)
class Made:
    """An object made by calling an importable factory: ``Made("pymilvus:RRFRanker", (60,))``."""

    factory: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def build(self) -> Any:
        """Call the factory with arguments built afresh."""
        return Name(self.factory).build()(*build(list(self.args)), **build(dict(self.kwargs)))

    def code(self) -> str:
        """Return the call."""
        parts = [code(value) for value in self.args]
        parts += [f"{key}={code(value)}" for key, value in self.kwargs.items()]
        return f"{Name(self.factory).code()}({', '.join(parts)})"

    def imports(self) -> frozenset[str]:
        """Return the import lines of the factory and of the arguments."""
        return Name(self.factory).imports() | imports(list(self.args)) | imports(dict(self.kwargs))


@dataclass(frozen=True, slots=True)
class Then:
    """What a method of an object returns: ``Then(Made("pymilvus:StructFieldSchema"), "add_field", (...))``."""

    base: Recipe
    method: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def build(self) -> Any:
        """Build the object and call its method, with arguments built afresh."""
        return getattr(self.base.build(), self.method)(*build(list(self.args)), **build(dict(self.kwargs)))

    def code(self) -> str:
        """Return the call."""
        parts = [code(value) for value in self.args]
        parts += [f"{key}={code(value)}" for key, value in self.kwargs.items()]
        return f"{self.base.code()}.{self.method}({', '.join(parts)})"

    def imports(self) -> frozenset[str]:
        """Return the import lines of the object and of the arguments."""
        return self.base.imports() | imports(list(self.args)) | imports(dict(self.kwargs))


_PLAIN = (str, int, float, bytes, type(None))
"""Asked for first: whether a value is a `Recipe` takes a hundred times as long to find out."""


def build(value: Any) -> Any:
    """Return a fresh argument: recipes built, containers copied, everything else as it is."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Mapping):
        return {build(key): build(item) for key, item in value.items()}
    if isinstance(value, list):
        return [build(item) for item in value]
    if isinstance(value, tuple):
        return tuple(build(item) for item in value)
    return value.build() if isinstance(value, Recipe) else value


def code(value: Any) -> str:
    """Return a Python expression for a value."""
    if isinstance(value, Recipe):
        return value.code()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{code(key)}: {code(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(code, value)) + "]"
    if isinstance(value, tuple):
        return "(" + "".join(f"{code(item)}, " for item in value).rstrip(" ") + ")"
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)


def imports(value: Any) -> frozenset[str]:
    """Return the import lines that ``code(value)`` needs."""
    if isinstance(value, _PLAIN):
        return frozenset()
    if isinstance(value, Mapping):
        return frozenset().union(*(imports(key) | imports(item) for key, item in value.items()))
    if isinstance(value, (list, tuple)):
        return frozenset().union(*map(imports, value))
    return value.imports() if isinstance(value, Recipe) else frozenset()


def offered(value: Any) -> bool:
    """Return whether the installed release has all that a value is made of, names and keywords."""
    try:
        build(value)
    except (ImportError, AttributeError, TypeError):
        return False
    return True
