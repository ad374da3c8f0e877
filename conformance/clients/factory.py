"""Find a client by ``MODULE:FACTORY``."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, get_type_hints

from conformance.clients.endurance import Endurance
from conformance.clients.equalities import Equalities, declared
from conformance.clients.server import Server
from pytest_milvus.errors import RemedyError

__all__ = ["Factory", "resolve"]


@dataclass(frozen=True, slots=True)
class Factory:
    """A resolved factory.

    Attributes:
        spec: ``MODULE:FACTORY``, as it was given.
        make: What the name stands for, usually a client class.
        endurance: What was seen of its clients in this process.
        equalities: What its users take for equal.
    """

    spec: str
    make: Callable[..., Any]
    endurance: Endurance = field(default_factory=Endurance, compare=False, repr=False)
    equalities: Equalities = field(default_factory=Equalities, compare=False, repr=False)

    @property
    def client(self) -> type | None:
        """The class of the clients, ``None`` where only a call could tell: a factory without return annotation."""
        if inspect.isclass(self.make):
            return self.make
        try:
            told = get_type_hints(self.make).get("return")
        except Exception:  # an annotation may name anything
            return None
        return told if inspect.isclass(told) else None

    def is_of(self, package: str) -> bool:
        """Return whether the clients are a package's own, and not only of a class that inherits from one of its."""
        module = self.client.__module__ if self.client else self.spec.partition(":")[0]
        return module.partition(".")[0] == package

    def __call__(self, server: Server) -> Any:
        """Return a new client of a server (design section 5: ``factory(uri=..., token=..., db_name=...)``)."""
        return self.make(uri=server.uri, token=server.token, db_name=server.db_name, **server.words)

    def takes(self, word: str) -> bool:
        """Return whether clients can be made with a keyword argument; not where introspection cannot tell."""
        try:
            found = inspect.signature(self.make).parameters
        except (TypeError, ValueError):
            return False
        anything = any(item.kind is inspect.Parameter.VAR_KEYWORD for item in found.values())
        return anything or word in found


def resolve(spec: str) -> Factory:
    """Import a factory.

    Args:
        spec: ``MODULE:FACTORY``; the factory may be an attribute of an attribute (``package:Class.make``).

    Raises:
        RemedyError: The module cannot be imported, has no such callable, or declares equalities that it cannot have.
    """
    module_name, _, path = spec.partition(":")
    tried = f"Importing the client {spec}"
    try:
        module = importlib.import_module(module_name)
    except Exception as error:  # a candidate's module may fail in any way while it is imported
        raise RemedyError(
            tried,
            f"{type(error).__name__}: {error}",
            f"check that `python -c 'import {module_name}'` works in this environment",
            "give the client as MODULE:FACTORY, for example pymilvus:AsyncMilvusClient",
        ) from error
    found: Any = module
    for part in path.split("."):
        if not hasattr(found, part):
            public = sorted(name for name in vars(found) if "Client" in name and not name.startswith("_"))
            raise RemedyError(
                tried,
                f"{module_name} has no {path}",
                f"it offers: {', '.join(public)}" if public else "check the spelling of the factory",
            )
        found = getattr(found, part)
    if not callable(found):
        raise RemedyError(
            tried, f"{path} is not callable", "name a class or a function that returns a client"
        )
    made = Factory(spec, found)
    return replace(made, equalities=declared(module, spec, own=made.is_of("pymilvus")))
