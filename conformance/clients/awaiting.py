"""Whether a call of a method gives something to await, and whether it owes that.

The one rule: what introspection cannot tell is not told. A plain function may hand on an awaitable; that it does not is
what its own return annotation says, with no awaitable in it, or code that returns constants.
"""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable
from itertools import pairwise
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from conformance.catalogue import is_catalogued, method_of

__all__ = ["is_plain", "owes_awaitable"]

_PROMISES = ("__await__", "__aiter__", "__aenter__")
"""What is waited for has one of these."""


def is_plain(client: object, name: str) -> bool:
    """Return whether a method's definition says that a call gives a plain value; ``False`` where it does not tell.

    Args:
        client: A class or an instance.
        name: The method.
    """
    member = getattr(client, name, None)
    member = getattr(member, "__func__", member)
    if not inspect.isfunction(member) or hasattr(member, "__wrapped__"):
        return False  # the annotation of what is wrapped says nothing of what the wrapper gives
    if inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member):
        return False
    try:
        told = get_type_hints(member)
    except Exception:  # an annotation may name anything
        return False
    return not _may_promise(told["return"]) if "return" in told else _gives_constants(member)


def _gives_constants(function: Callable[..., object]) -> bool:
    """Return whether all that a function's code returns is constants, as the ``None`` at its end."""
    returns = [
        step.opname == "RETURN_CONST" or before.opname == "LOAD_CONST"
        for before, step in pairwise(dis.get_instructions(function))
        if step.opname.startswith("RETURN_")
    ]
    return bool(returns) and all(returns)


def _may_promise(told: Any) -> bool:
    """Return whether a value of a type may be something to wait for."""
    told = getattr(told, "__value__", told)  # of ``type Answer = ...``
    origin = get_origin(told)
    if origin is Annotated:
        return _may_promise(get_args(told)[0])
    if origin is Literal:
        return False
    if origin is Union or isinstance(told, UnionType):
        return any(map(_may_promise, get_args(told)))
    kind = origin or told
    if not inspect.isclass(kind) or kind in (Any, object) or getattr(kind, "_is_protocol", False):
        return True  # it may be anything
    return any(hasattr(kind, promise) for promise in _PROMISES)


def owes_awaitable(reference: object, name: str) -> bool:
    """Return whether the async counterpart of a reference's method owes something to await.

    What the catalogue knows does, and what is new in pymilvus, of whose methods it says which are plain. Of any other
    method nobody can tell: it may only hand out what the client holds, as the client itself with other options.

    Args:
        reference: A class or an instance.
        name: The method.
    """
    member = inspect.getattr_static(reference, name, None)
    own = getattr(member, "__module__", "").partition(".")[0] == "pymilvus"
    if isinstance(member, (staticmethod, classmethod)) or (own and method_of(name).plain):
        return False
    return own or is_catalogued(name)
