"""What a client's methods take.

The one rule: methods and parameters are read from the installed client, so that a new release never shrinks coverage.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from conformance.strategies.calls.hidden import hidden

__all__ = ["Kind", "Parameter", "methods", "parameters"]

Kind = Literal["positional", "keyword", "hidden"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a method.

    Attributes:
        name: Its name.
        kind: ``positional`` (by name, too), ``keyword``, or ``hidden``: accepted only through ``**kwargs``.
        required: Whether a call without it is refused by Python.
        default: Its default, ``inspect.Parameter.empty`` where there is none or it is not known.
        annotation: Its annotation as text, ``""`` where there is none.
        decorated: Whether nobody but a decorator reads it, which does the same for every method.
    """

    name: str
    kind: Kind
    required: bool
    default: Any
    annotation: str = ""
    decorated: bool = False


def methods(client: object) -> tuple[str, ...]:
    """Return the names of a client's public methods, inherited ones included; ``client`` is a class or an instance."""
    names = (name for name in dir(client) if not name.startswith("_"))
    return tuple(
        name
        for name in names
        if callable(inspect.getattr_static(client, name, None)) or _wrapped(client, name)
    )


@cache
def parameters(client: type, method: str) -> tuple[Parameter, ...]:
    """Return the parameters of a method: those of its signature, then the hidden ones.

    Variable ones (``*args``, ``**kwargs``) are left out; a method without a signature has none.
    """
    try:
        signature = inspect.signature(getattr(client, method))
    except (TypeError, ValueError):
        return ()
    bound = isinstance(inspect.getattr_static(client, method), (staticmethod, classmethod))
    found = []
    for item in list(signature.parameters.values())[0 if bound else 1 :]:
        if item.kind in (item.VAR_POSITIONAL, item.VAR_KEYWORD):
            continue
        kind: Kind = "keyword" if item.kind == item.KEYWORD_ONLY else "positional"
        annotation = "" if item.annotation is item.empty else str(item.annotation)
        found.append(Parameter(item.name, kind, item.default is item.empty, item.default, annotation))
    if any(item.kind == item.VAR_KEYWORD for item in signature.parameters.values()):
        found += [
            Parameter(name, "hidden", False, inspect.Parameter.empty, decorated=decorated)
            for name, decorated in hidden(client, method).items()
        ]
    return tuple(found)


def _wrapped(client: object, name: str) -> bool:
    member = inspect.getattr_static(client, name, None)
    return isinstance(member, (staticmethod, classmethod))
